import { beforeAll, describe, expect, it } from '@jest/globals';
import { made, makeGlobal, makeTenant, twoTenants, type CustomerTenant } from '../../tests/support/make.ts';
import { fetchAs, viewerOf } from '../../tests/support/reading.ts';
import type { Reader } from '../database/read-scope.ts';
import { sql } from '../database/sql.ts';
import type { Table } from '../database/table.ts';
import { tables } from '../database/tables.ts';
import { mintUlid } from '../ids/ulid.ts';
import { findNodes } from './node-probe.ts';

const all: readonly Table[] = [tables.tenant, ...made.map((name): Table => tables[name])];

describe('the probe of all tables', () => {
  let tenant: CustomerTenant;
  const rows = new Map<string, string>();

  beforeAll(async () => {
    tenant = await makeTenant();
    rows.set('Tenant', tenant.refId);
    for (const name of made) rows.set(tables[name].model, (await tenant.make[name]()).refId);
  });

  it('finds a row of each type by its ULID alone, in one statement', async () => {
    await fetchAs(viewerOf(tenant), async ({ source, log }) => {
      const found = await findNodes(source.db, source.visibility, all, [...rows.values()]);
      expect(new Map([...found].map(([refId, { model }]) => [model, refId]))).toEqual(rows);
      expect([...found.values()].every(({ tenantId }) => tenantId === tenant.id)).toBe(true);
      expect(log.count).toBe(1);
    });
  });

  it.each([true, false])(
    'finds nothing of another tenant, and what the platform shares (tenant filter: %s)',
    async (tenantFilter) => {
      const shared = await makeGlobal.activityTemplate();
      const [stranger] = await twoTenants();
      const found = await fetchAs(
        viewerOf(stranger),
        ({ source }) => findNodes(source.db, source.visibility, all, [...rows.values(), shared.refId, mintUlid()]),
        { tenantFilter },
      );
      expect([...found.values()]).toEqual([
        { model: 'ActivityTemplate', id: shared.id, refId: shared.refId, tenantId: null },
      ]);
    },
  );

  it('asks nothing for no ids and among no tables', async () => {
    await fetchAs(viewerOf(tenant), async ({ source, log }) => {
      expect((await findNodes(source.db, source.visibility, all, [])).size).toBe(0);
      expect((await findNodes(source.db, source.visibility, [], [tenant.refId])).size).toBe(0);
      expect(log.count).toBe(0);
    });
  });

  it('takes any ULID, even of the first and the last millisecond there is', async () => {
    const found = await fetchAs(viewerOf(tenant), ({ source }) =>
      findNodes(source.db, source.visibility, all, ['00000000000000000000000000', '7ZZZZZZZZZZZZZZZZZZZZZZZZZ']),
    );
    expect([...found]).toEqual([]);
  });

  it('opens of the monthly partitions only the one of the ULID', async () => {
    const { refId } = await tenant.make.llmCall({ createdAt: '2021-06-15T12:00:00.000Z' });
    const plan: string[] = [];
    await fetchAs(viewerOf(tenant), async ({ source: { db, visibility } }) => {
      const explaining: Reader = {
        async query(statement) {
          const lines = await db.query<{ 'QUERY PLAN': string }>(sql`EXPLAIN (COSTS OFF) ${statement}`);
          plan.push(...lines.map((line) => line['QUERY PLAN']));
          return [];
        },
        joinRound: (send) => db.joinRound(send),
      };
      await findNodes(explaining, visibility, all, [refId]);
    });
    const partitions = plan.flatMap((line) => /on (llm_calls_\w+)/.exec(line)?.[1] ?? []);
    expect(partitions).toEqual([expect.stringMatching(/^llm_calls_(default|2021_06)$/)]);
  });
});
