import { describe, expect, it } from '@jest/globals';
import { migratorUrl } from '../../tests/support/database.ts';
import { makeTenant } from '../../tests/support/make.ts';
import { fetchAs, select, viewerOf, type Fetch } from '../../tests/support/reading.ts';
import { PageLoader, type PageDefinition } from '../batching/page-loader.ts';
import { createPool } from '../database/pool.ts';
import { tables, type GoalRow } from '../database/tables.ts';
import { firstUlidAt } from '../ids/ulid.ts';
import { anyOf } from './filters.ts';

const ofTenant: PageDefinition = {
  parent: 'tenantId',
  filter: { status: anyOf('status', { probed: true }) },
  bounded: true,
};

function goals(fetch: Fetch): PageLoader<GoalRow> {
  return new PageLoader(fetch.source, tables.goal, ofTenant);
}

describe('totalCount', () => {
  const counts = select('{ totalCount totalCountIsCapped }');
  const both = select('{ totalCount nodes { name } }');

  it('is counted only when selected, in the statement of the page, over the whole list', async () => {
    const tenant = await makeTenant();
    await tenant.makeMany.goal(5, (index) => ({ status: index < 2 ? 'paused' : 'active' }));
    await fetchAs(viewerOf(tenant), async (fetch) => {
      const parent = viewerOf(tenant).tenant;
      const loader = goals(fetch);
      const last = (await loader.load(parent, { first: 4 }, both)).nodes.at(-1)?.refId ?? '';
      const page = await loader.load(parent, { first: 2, after: last, filter: { status: ['paused', 'active'] } }, both);
      expect([page.totalCount, page.nodes.length]).toEqual([5, 1]);
      expect((await loader.load(parent, { filter: { status: ['paused'] } }, counts)).totalCount).toBe(2);
      expect(fetch.log.count).toBe(3);
      expect((await loader.load(parent, {}, select('{ __typename }'))).nodes).toEqual([]);
      expect(fetch.log.count).toBe(3);
    });
  });

  it('is exact to 10,000 and capped beyond', async () => {
    const tenant = await makeTenant();
    const { id } = await tenant.make.goal();
    await tenant.make.goal();
    const writer = createPool({ url: migratorUrl(), maximum: 1 });
    const copies = (from: number, count: number) =>
      writer.query(
        `INSERT INTO goals (id, ref_id, tenant_id, strategy_id, name, metric, period, status, priority, created_by, created_on)
         SELECT gen_random_uuid(), $2 || lpad(n::text, 16, '0'), tenant_id, strategy_id, name, metric, period, status, priority, created_by, app.ulid_time(($2 || lpad(n::text, 16, '0'))::bpchar)
         FROM goals, generate_series($3::int, $4::int) n WHERE id = $1`,
        [id, firstUlidAt(Date.now()).slice(0, 10), from, from + count - 1],
      );
    const counted = () => fetchAs(viewerOf(tenant), (fetch) => goals(fetch).load(viewerOf(tenant).tenant, {}, counts));
    try {
      await copies(1, 9_998);
      expect(await counted()).toMatchObject({ totalCount: 10_000, totalCountIsCapped: false });
      await copies(9_999, 1);
      expect(await counted()).toMatchObject({ totalCount: 10_000, totalCountIsCapped: true });
    } finally {
      await writer.end();
    }
  });
});
