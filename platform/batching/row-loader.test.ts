import { describe, expect, it } from '@jest/globals';
import { makeGlobal, platformTenant, twoTenants, makeTenant } from '../../tests/support/make.ts';
import { fetchAs, select, viewerOf } from '../../tests/support/reading.ts';
import { literal } from '../database/sql.ts';
import { tables } from '../database/tables.ts';
import { mintUlid } from '../ids/ulid.ts';
import { RowLoader, RowsLoader } from './row-loader.ts';

const name = select('{ name }');

describe('a row by its key', () => {
  it('is read with all others of one round in one statement, whatever their number', async () => {
    const tenant = await makeTenant();
    for (const count of [3, 300]) {
      const goals = await tenant.makeMany.goal(count, (index) => ({ name: `Goal ${index}` }));
      await fetchAs(viewerOf(tenant), async ({ source, log }) => {
        const loader = new RowLoader(source, tables.goal, 'id');
        const rows = await Promise.all([...goals, ...goals].map(({ id }) => loader.load(id, name)));
        expect(rows.map((row) => row?.name)).toEqual([...goals, ...goals].map((goal) => goal.name));
        expect(log.count).toBe(1);
      });
    }
  });

  it('has the selected columns and those that the caller decides by, and the batch reads each column once', async () => {
    const tenant = await makeTenant();
    const [first, second] = await tenant.makeMany.goal(2, (index) => ({ name: `Goal ${index}`, metric: 'visits' }));
    await fetchAs(viewerOf(tenant), async ({ source, log }) => {
      const loader = new RowLoader(source, tables.goal, 'refId');
      const rows = await Promise.all([
        loader.load(first?.refId ?? '', name),
        loader.load(second?.refId ?? '', select('{ metric }'), ['priority']),
      ]);
      expect(rows).toMatchObject([{ name: 'Goal 0' }, { metric: 'visits', priority: second?.priority }]);
      expect(log.statements.map(({ text }) => text.slice(0, text.indexOf(' FROM ')))).toEqual([
        'SELECT "t"."ref_id" AS "refId", "t"."id" AS "id", "t"."name" AS "name", "t"."tenant_id" AS "tenantId", "t"."metric" AS "metric", "t"."priority" AS "priority"',
      ]);
    });
  });

  it('is null where there is none and where the key is null; the latter asks nothing', async () => {
    const tenant = await makeTenant();
    await fetchAs(viewerOf(tenant), async ({ source, log }) => {
      const loader = new RowLoader(source, tables.goal, 'refId');
      expect(await loader.load(null, name)).toBeNull();
      expect(log.count).toBe(0);
      expect(await loader.load(mintUlid(), name)).toBeNull();
      await expect(loader.require(mintUlid(), name)).rejects.toThrow('a Goal that another row refers to is missing');
    });
  });

  it('that was removed is still there for those who refer to it', async () => {
    const tenant = await makeTenant();
    const goal = await tenant.make.goal({ deletedAt: new Date().toISOString(), deletedById: tenant.admin.id });
    await fetchAs(viewerOf(tenant, 'member'), async ({ source }) => {
      expect(await new RowLoader(source, tables.goal, 'id').load(goal.id, name)).toMatchObject({ name: goal.name });
    });
  });

  it.each([true, false])(
    'of another tenant is none (tenant filter: %s), for the platform it is one',
    async (tenantFilter) => {
      const [mine, theirs] = await twoTenants();
      const goal = await theirs.make.goal();
      const load = (viewer: ReturnType<typeof viewerOf>) =>
        fetchAs(viewer, ({ source }) => new RowLoader(source, tables.goal, 'refId').load(goal.refId, name), {
          tenantFilter,
        });
      expect(await load(viewerOf(mine))).toBeNull();
      expect(await load(viewerOf(await platformTenant(), 'super_admin'))).toMatchObject({ tenantId: theirs.id });
    },
  );

  it.each([true, false])("of the tenants is the reader's own alone (tenant filter: %s)", async (tenantFilter) => {
    const [mine, theirs] = await twoTenants();
    await fetchAs(
      viewerOf(mine),
      async ({ source, log }) => {
        const bySlug = new RowLoader(source, tables.tenant, 'slug');
        const rows = await Promise.all([mine, theirs].map(({ slug }) => bySlug.load(slug, name)));
        expect(rows).toMatchObject([{ name: mine.name, tenantId: mine.id }, null]);
        expect(log.count).toBe(1);
      },
      { tenantFilter },
    );
  });

  it.each([true, false])(
    "that is the platform's is everyone's in the tables that share (tenant filter: %s)",
    async (tenantFilter) => {
      const [mine, theirs] = await twoTenants();
      const templates = [
        await makeGlobal.activityTemplate(),
        await mine.make.activityTemplate(),
        await theirs.make.activityTemplate(),
      ];
      const seen = await fetchAs(
        viewerOf(mine),
        ({ source }) => {
          const loader = new RowLoader(source, tables.activityTemplate, 'id');
          return Promise.all(templates.map(({ id }) => loader.load(id, name)));
        },
        { tenantFilter },
      );
      expect(seen.map((row) => row && row.tenantId)).toEqual([null, mine.id, null]);
      expect(seen[0]).toMatchObject({ refId: templates[0]?.refId });
      expect(seen[2]).toBeNull();
    },
  );

  it('of a partitioned table is looked for in the month of its ULID only', async () => {
    const tenant = await makeTenant();
    const call = await tenant.make.llmCall();
    await fetchAs(viewerOf(tenant), async ({ source, log }) => {
      const loader = new RowLoader(source, tables.llmCall, 'refId');
      expect(await loader.load(call.refId, select('{ model }'))).toMatchObject({ refId: call.refId });
      expect(log.statements[0]?.text).toContain('t.created_on = ANY(');
    });
  });

  it('may be asked for with any ULID, even one whose time no calendar of ours holds', async () => {
    const tenant = await makeTenant();
    await fetchAs(viewerOf(tenant), async ({ source }) => {
      const loader = new RowLoader(source, tables.llmCall, 'refId');
      const ids = ['00000000000000000000000000', '7ZZZZZZZZZZZZZZZZZZZZZZZZZ'];
      expect(await Promise.all(ids.map((id) => loader.load(id, name)))).toEqual([null, null]);
    });
  });
});

describe('all rows under a key', () => {
  it('that fulfil the condition come in their order, by one statement for all keys', async () => {
    const [mine, theirs] = await twoTenants();
    const [one, other] = [await mine.make.strategy(), await mine.make.strategy()];
    await mine.makeMany.goal(5, (index) => ({
      strategyId: one.id,
      name: `${index}`,
      priority: index === 0 ? 9 : 5 - index,
    }));
    const foreign = await theirs.make.goal();
    await fetchAs(viewerOf(mine), async ({ source, log }) => {
      const loader = new RowsLoader(source, tables.goal, 'strategyId', {
        where: literal('t.priority < 9'),
        order: literal('t.priority, t.ref_id'),
      });
      const lists = await Promise.all([one.id, other.id, foreign.strategyId].map((id) => loader.load(id, name)));
      expect(lists.map((rows) => rows.map((row) => row.name))).toEqual([['4', '3', '2', '1'], [], []]);
      expect(log.count).toBe(1);
    });
  });
});
