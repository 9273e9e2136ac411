import { describe, expect, it } from '@jest/globals';
import { makeTenant, twoTenants } from '../../tests/support/make.ts';
import { fetchAs, select, viewerOf } from '../../tests/support/reading.ts';
import { tables } from '../database/tables.ts';
import { mintUlid } from '../ids/ulid.ts';
import { enclosing, equals, refersTo } from '../paging/filters.ts';
import { sortKey } from '../paging/order.ts';
import { FirstLoader } from './first-loader.ts';

const name = select('{ name }');

describe('the first row under many parents', () => {
  it('is one statement, null under a parent without any, newest first', async () => {
    const tenant = await makeTenant();
    for (const count of [2, 20]) {
      const strategies = await tenant.makeMany.strategy(count);
      const bare = await tenant.make.strategy();
      await tenant.makeMany.goal(count * 2, (index) => ({
        strategyId: strategies[index % count]?.id ?? '',
        name: `Goal ${index}`,
      }));
      await fetchAs(viewerOf(tenant), async ({ source, log }) => {
        const loader = new FirstLoader(source, tables.goal, { parent: 'strategyId' });
        const rows = await Promise.all(
          [...strategies, bare, ...strategies].map((strategy) => loader.load(strategy, name)),
        );
        const newest = strategies.map((_, index) => `Goal ${count + index}`);
        expect(rows.map((row) => row?.name ?? null)).toEqual([...newest, null, ...newest]);
        expect(log.count).toBe(1);
      });
    }
  });

  it('is that of the list as it is filtered and ordered', async () => {
    const tenant = await makeTenant();
    const days = [
      ['2026-01-01', '2026-01-31'],
      ['2026-02-01', '2026-02-28'],
      ['2026-03-01', '2026-03-31'],
    ] as const;
    const deliverable = await tenant.make.deliverable();
    await tenant.makeMany.deliverablePeriod(3, (index) => ({
      deliverableId: deliverable.id,
      periodStart: days[index]?.[0] ?? '',
      periodEnd: days[index]?.[1] ?? '',
    }));
    await fetchAs(viewerOf(tenant), async ({ source }) => {
      const loader = new FirstLoader(source, tables.deliverablePeriod, {
        parent: 'deliverableId',
        filter: { containing: enclosing('periodStart', 'periodEnd'), status: equals('status') },
        defaultOrder: {
          name: 'START',
          keys: [sortKey(tables.deliverablePeriod, 'periodStart', 'ASC')],
          direction: 'ASC',
        },
      });
      const info = select('{ periodStart }');
      const first = async (filter: Readonly<Record<string, unknown>>) =>
        (await loader.load(deliverable, info, filter))?.periodStart ?? null;
      expect(
        await Promise.all([first({}), first({ containing: '2026-02-28' }), first({ containing: '2026-04-01' })]),
      ).toEqual(['2026-01-01', '2026-02-01', null]);
      expect(await first({ status: 'missed' })).toBeNull();
      await expect(first({ unknown: 1 })).rejects.toThrow('no rule for filter "unknown"');
    });
  });

  it('is null without a statement where the filter names a row that nobody here has', async () => {
    const tenant = await makeTenant();
    await fetchAs(viewerOf(tenant), async ({ source, log }) => {
      const filter = { strategyId: refersTo('strategyId', tables.strategy) };
      const loader = new FirstLoader(source, tables.goal, { parent: 'tenantId', filter });
      expect(await loader.load(viewerOf(tenant).tenant, name, { strategyId: mintUlid() })).toBeNull();
      expect(log.statements.filter(({ text }) => text.includes('FROM "goals"'))).toEqual([]);
    });
  });

  it("is never another tenant's, by any parent", async () => {
    const [mine, theirs] = await twoTenants();
    const goal = await theirs.make.goal();
    for (const tenantFilter of [true, false]) {
      const outcomes = await fetchAs(
        viewerOf(mine),
        ({ source }) =>
          Promise.allSettled([
            new FirstLoader(source, tables.goal, { parent: 'tenantId' }).load(
              { id: theirs.id, tenantId: theirs.id },
              name,
            ),
            new FirstLoader(source, tables.goal, { parent: 'strategyId' }).load(
              { id: goal.strategyId, tenantId: theirs.id },
              name,
            ),
            new FirstLoader(source, tables.goal, { parent: 'strategyId' }).load(
              { id: goal.strategyId, tenantId: mine.id },
              name,
            ),
          ]),
        { tenantFilter },
      );
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value !== null)).toEqual([]);
      expect(outcomes.map(({ status }) => status)).toEqual(
        tenantFilter ? ['rejected', 'rejected', 'fulfilled'] : ['fulfilled', 'fulfilled', 'fulfilled'],
      );
    }
  });
});
