import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { fetchAs, select, viewerOf, type Fetch } from '../../tests/support/reading.ts';
import { enumLabels, tables, type GoalRow } from '../database/tables.ts';
import { mintUlid } from '../ids/ulid.ts';
import type { Viewer } from '../identity/viewer.ts';
import { anyOf, createdBetween, days, refersTo } from '../paging/filters.ts';
import { PageLoader, type ListArguments, type PageDefinition } from './page-loader.ts';

const names = select('{ nodes { name } }');
const ofTenant: PageDefinition = {
  parent: 'tenantId',
  filter: {
    status: anyOf('status'),
    strategyId: refersTo('strategyId', tables.strategy, { backed: true }),
    targetDate: days('targetDate'),
    createdAt: createdBetween(),
  },
  orderBy: { CREATED_AT: [], NAME: ['name'] },
};

function goals(fetch: Fetch, definition = ofTenant): PageLoader<GoalRow> {
  return new PageLoader(fetch.source, tables.goal, definition);
}

/** Names on one page of the tenant's goals. */
function namesFor(viewer: Viewer, args: ListArguments): Promise<string[]> {
  return fetchAs(viewer, async (fetch) =>
    (await goals(fetch).load(viewer.tenant, args, names)).nodes.map(({ name }) => name),
  );
}

describe('removed rows', () => {
  let tenant: CustomerTenant;
  beforeAll(async () => {
    tenant = await makeTenant();
    await tenant.make.goal({ name: 'Live' });
    await tenant.make.goal({ name: 'Removed', deletedAt: new Date().toISOString(), deletedById: tenant.admin.id });
  });

  it.each(['super_admin', 'admin', 'partner', 'analyst'] as const)('are shown to %s on request', async (persona) => {
    const viewer = viewerOf(tenant, persona);
    expect(await namesFor(viewer, {})).toEqual(['Live']);
    expect(await namesFor(viewer, { filter: { includeDeleted: false } })).toEqual(['Live']);
    expect(await namesFor(viewer, { filter: { includeDeleted: true } })).toEqual(['Removed', 'Live']);
  });

  it.each(['member', 'reviewer', 'agent', 'service'] as const)('are refused to %s', async (persona) => {
    const viewer = viewerOf(tenant, persona);
    const asked = namesFor(viewer, { filter: { includeDeleted: true } });
    await expect(asked).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
    expect(await namesFor(viewer, { filter: { includeDeleted: false } })).toEqual(['Live']);
  });
});

describe('filters', () => {
  let tenant: CustomerTenant;
  beforeAll(async () => {
    tenant = await makeTenant();
    await tenant.makeMany.goal(26);
  });

  it('that no index answers are refused alone, and the backed ones named', async () => {
    await expect(namesFor(viewerOf(tenant), { filter: { status: ['active'] } })).rejects.toMatchObject({
      message:
        'no index answers the filter status alone; expected one of these filters beside it: strategyId, targetDate, createdAt',
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(
      await namesFor(viewerOf(tenant), { filter: { status: [], createdAt: { from: '2020-01-01T00:00:00.000Z' } } }),
    ).toEqual([]);
    expect(await namesFor(viewerOf(tenant), { filter: { status: null } })).toHaveLength(25);
  });

  it.each([{}, { from: null }, { from: null, to: null }])(
    'of an empty range %j back no other filter',
    async (range) => {
      const [residual, order] = [{ status: ['active'] }, { ...ofTenant, residualOrders: ['NAME'] }];
      for (const name of ['createdAt', 'targetDate']) {
        await expect(namesFor(viewerOf(tenant), { filter: { ...residual, [name]: range } })).rejects.toMatchObject({
          extensions: { code: 'BAD_USER_INPUT' },
        });
        expect(await namesFor(viewerOf(tenant), { first: 30, filter: { [name]: range } })).toHaveLength(26);
      }
      const ordered = fetchAs(viewerOf(tenant), (fetch) =>
        goals(fetch, order).load(
          viewerOf(tenant).tenant,
          { orderBy: { field: 'NAME' }, filter: { createdAt: range } },
          names,
        ),
      );
      await expect(ordered).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    },
  );

  it('are refused by the names of those that ask something', async () => {
    const filter = { strategyId: null, targetDate: {}, status: ['active'], createdAt: { from: null, to: null } };
    await expect(namesFor(viewerOf(tenant), { filter })).rejects.toMatchObject({
      message:
        'no index answers the filter status alone; expected one of these filters beside it: strategyId, targetDate, createdAt',
    });
  });

  it.each([{}, { from: null, to: null }])('of an empty range %j decide no order', async (targetDate) => {
    const own = await makeTenant();
    await own.make.goal({ name: 'older', targetDate: '2030-01-02' });
    await own.make.goal({ name: 'newer', targetDate: '2030-01-01' });
    expect(await namesFor(viewerOf(own), { filter: { targetDate } })).toEqual(['newer', 'older']);
  });

  it('with an order that no index keeps are refused alone', async () => {
    const definition: PageDefinition = { ...ofTenant, residualOrders: ['NAME'] };
    const load = (args: ListArguments) =>
      fetchAs(viewerOf(tenant), (fetch) => goals(fetch, definition).load(viewerOf(tenant).tenant, args, names));
    await expect(load({ orderBy: { field: 'NAME' } })).rejects.toMatchObject({
      message:
        'no index answers the order NAME alone; expected one of these filters beside it: strategyId, targetDate, createdAt',
    });
    const beside = await load({
      first: 1,
      orderBy: { field: 'NAME' },
      filter: { createdAt: { from: '2020-01-01T00:00:00.000Z' } },
    });
    expect(beside.nodes).toHaveLength(1);
  });

  it('that name an unknown row, or one of another tenant, make an empty page without reading any', async () => {
    const foreign = await (await makeTenant()).make.strategy();
    for (const strategyId of [mintUlid(), foreign.refId, 'no ULID']) {
      await fetchAs(viewerOf(tenant), async (fetch) => {
        const page = await goals(fetch).load(viewerOf(tenant).tenant, { filter: { strategyId } }, names);
        expect([page.nodes, page.totalCount, page.pageInfo.hasNextPage]).toEqual([[], 0, false]);
        expect(fetch.log.statements.filter(({ text }) => text.includes('FROM "goals"'))).toEqual([]);
      });
    }
  });

  it('that name a row of a kind the viewer may not read are refused, whether there is such a row or not', async () => {
    const definition: PageDefinition = {
      ...ofTenant,
      filter: { createdById: refersTo('createdById', tables.user, { backed: true }) },
    };
    const madeBy = (createdById: string, viewer: Viewer) =>
      fetchAs(viewer, async (fetch) => {
        const page = await goals(fetch, definition).load(viewer.tenant, { filter: { createdById } }, names);
        return page.nodes.length;
      });
    for (const persona of ['agent', 'service'] as const)
      for (const id of [tenant.admin.refId, mintUlid()])
        await expect(madeBy(id, viewerOf(tenant, persona))).rejects.toMatchObject({
          message: `the role ${persona} may not read the filter "createdById"`,
          extensions: { code: 'FORBIDDEN' },
        });
    expect(await madeBy(tenant.admin.refId, viewerOf(tenant, 'partner'))).toBe(25);
    expect(await madeBy(mintUlid(), viewerOf(tenant, 'partner'))).toBe(0);
  });

  it('with a range and no order sort by the range, newest first', async () => {
    const days = ['2030-01-02', '2030-01-03', '2030-01-01'];
    await tenant.makeMany.goal(3, (index) => ({ name: days[index] ?? '', targetDate: days[index] ?? null }));
    const filter = { targetDate: { from: '2030-01-01', to: '2030-01-02' } };
    expect(await namesFor(viewerOf(tenant), { filter })).toEqual(['2030-01-02', '2030-01-01']);
    expect(await namesFor(viewerOf(tenant), { filter, orderBy: { field: 'CREATED_AT', direction: 'ASC' } })).toEqual([
      '2030-01-02',
      '2030-01-01',
    ]);
  });
});

describe('what an index keeps under each value of a filter', () => {
  const statuses = Object.values(enumLabels.GoalStatus);
  const definition: PageDefinition = {
    parent: 'tenantId',
    filter: {
      status: anyOf('status', { backed: true, probed: true }),
      strategyId: refersTo('strategyId', tables.strategy, { backed: true }),
      targetDate: days('targetDate'),
    },
    orderBy: { CREATED_AT: [], NAME: ['name'] },
    residualOrders: ['NAME'],
    underEach: { field: 'status', values: statuses, filters: ['targetDate'], orders: ['NAME'] },
  };
  const targetDate = { from: '2030-01-01' };
  const byName = { field: 'NAME' };
  let tenant: CustomerTenant;
  let strategyId: string;
  beforeAll(async () => {
    tenant = await makeTenant();
    strategyId = (await tenant.make.strategy()).refId;
  });

  /** How many ranges of an index the page is read from. */
  async function ranges(args: ListArguments): Promise<number> {
    return fetchAs(viewerOf(tenant), async (fetch) => {
      await goals(fetch, definition).load(viewerOf(tenant).tenant, args, names);
      return fetch.log.statements.at(-1)?.text.split('UNION ALL').length ?? 0;
    });
  }

  it.each<ListArguments>([
    { filter: { targetDate } },
    { orderBy: byName },
    { orderBy: byName, filter: null },
    { orderBy: byName, filter: { status: null, targetDate: {} } },
    { orderBy: byName, filter: { targetDate } },
  ])('is asked under every value by %j', async (args) => {
    expect(await ranges(args)).toBe(statuses.length);
  });

  it.each<ListArguments>([
    {},
    { orderBy: { field: 'CREATED_AT' } },
    { filter: { targetDate: {} } },
    { filter: { status: ['active'] }, orderBy: byName },
  ])('is not asked by %j', async (args) => {
    expect(await ranges(args)).toBe(1);
  });

  it('is not asked where another filter finds the rows', async () => {
    expect(await ranges({ filter: { strategyId, targetDate }, orderBy: byName })).toBe(1);
  });
});
