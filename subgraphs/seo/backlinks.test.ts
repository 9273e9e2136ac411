import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ActivityRow, BacklinkRow, DeliverableRow } from '../../platform/database/tables.ts';
import { makeTenant, platformTenant, twoTenants, type CustomerTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph } from '../../tests/support/subgraph.ts';
import { subgraph } from './index.ts';

const ask = askSubgraph(subgraph);

let tenant: CustomerTenant;
let activity: ActivityRow;
let deliverable: DeliverableRow;
/** In the order of their creation; the last one is removed. */
let backlinks: BacklinkRow[];

beforeAll(async () => {
  tenant = await makeTenant({ createdAt: '2026-01-01T00:00:00.000Z' });
  deliverable = await tenant.make.deliverable();
  activity = await tenant.make.activity({ deliverableId: deliverable.id });
  const facts: Partial<BacklinkRow>[] = [
    {
      outreachStatus: 'published',
      isLive: true,
      lastCheckedAt: '2026-04-02T00:00:00.000Z',
      deliverableId: deliverable.id,
    },
    { outreachStatus: 'published', isLive: false, lastCheckedAt: '2026-04-03T00:00:00.000Z', activityId: activity.id },
    {
      outreachStatus: 'agreed',
      isLive: true,
      lastCheckedAt: '2026-04-01T00:00:00.000Z',
      deliverableId: deliverable.id,
    },
    { outreachStatus: 'prospecting', updatedAt: '2026-05-01T00:00:00.000Z', activityId: activity.id },
    { outreachStatus: 'published', isLive: true, deletedAt: '2026-04-04T00:00:00.000Z', deletedById: tenant.admin.id },
  ];
  backlinks = await tenant.makeMany.backlink(facts.length, (index) => ({
    createdAt: `2026-03-0${index + 1}T00:00:00.000Z`,
    ...facts[index],
  }));
});

/** A connection of backlinks, as far as it was asked for. */
interface Listed {
  readonly nodes: readonly { readonly id: string }[];
  readonly totalCount: number;
}

/** The places in `backlinks` of what a list holds; `-1` for what is not among them. */
function places(connection: Pick<Listed, 'nodes'>): number[] {
  return connection.nodes.map(({ id }) => backlinks.findIndex(({ refId }) => refId === id));
}

async function list(args: string) {
  const { data, errors } = await ask<{ backlinks: Listed }>(
    viewerOf(tenant),
    `{ backlinks${args} { totalCount nodes { id } } }`,
  );
  expect(errors).toEqual([]);
  expect(data.backlinks.totalCount).toBe(data.backlinks.nodes.length);
  return places(data.backlinks);
}

describe('the list of backlinks', () => {
  it.each([
    ['', [3, 2, 1, 0]],
    ['(filter: {})', [3, 2, 1, 0]],
    ['(filter: { outreachStatus: [PUBLISHED, PROSPECTING] })', [3, 1, 0]],
    ['(filter: { outreachStatus: [] })', []],
    ['(filter: { isLive: true })', [2, 0]],
    ['(filter: { isLive: false })', [1]],
    ['(filter: { isLive: true, outreachStatus: [PUBLISHED] })', [0]],
    ['(filter: { isLive: true, outreachStatus: [] })', []],
    ['(filter: { updatedAt: { from: "2026-03-02T00:00:00Z" } })', [3, 2, 1]],
    ['(filter: { isLive: true, lastCheckedAt: { from: "2026-04-01T00:00:00Z" } })', [0, 2]],
    ['(filter: { isLive: true, updatedAt: { to: "2026-04-01T00:00:00Z" } })', [2, 0]],
    ['(filter: { lastCheckedAt: { to: "2026-04-03T00:00:00Z" }, outreachStatus: [PUBLISHED, AGREED] })', [0, 2]],
    ['(filter: { isLive: true }, orderBy: { field: LAST_CHECKED_AT, direction: ASC })', [2, 0]],
    [
      '(filter: { outreachStatus: [PUBLISHED, AGREED, PROSPECTING] }, orderBy: { field: LAST_CHECKED_AT, direction: DESC })',
      [3, 1, 0, 2],
    ],
    ['(filter: { lastCheckedAt: { from: "2026-04-01T00:00:00Z", to: "2026-04-03T00:00:00Z" } })', [0, 2]],
    ['(orderBy: { field: LAST_CHECKED_AT })', [3, 1, 0, 2]],
    ['(orderBy: { field: LAST_CHECKED_AT, direction: ASC })', [2, 0, 1, 3]],
    ['(orderBy: { field: CREATED_AT, direction: ASC })', [0, 1, 2, 3]],
  ])('answers %s', async (args, expected) => {
    expect(await list(args)).toEqual(expected);
  });

  it('is found by deliverable and activity, and by no unknown one', async () => {
    expect(await list(`(filter: { deliverableId: "${deliverable.refId}" })`)).toEqual([2, 0]);
    expect(await list(`(filter: { activityId: "${activity.refId}", isLive: false })`)).toEqual([1]);
    expect(await list(`(filter: { activityId: "${deliverable.refId}" })`)).toEqual([]);
  });

  it.each([
    'filter: { isLive: true }',
    'filter: { lastCheckedAt: { from: "2026-04-01T00:00:00Z" } }',
    'orderBy: { field: LAST_CHECKED_AT }',
  ])('reads { %s } status by status, each in its own order', async (args) => {
    const { statements } = await ask(viewerOf(tenant), `{ backlinks(first: 1, ${args}) { nodes { id } } }`);
    expect(statements.log[0]?.text.split('UNION ALL')).toHaveLength(7);
  });
});

describe('what is added to others', () => {
  it('are the backlinks of a deliverable and an activity, by one statement each', async () => {
    const query = `query ($keys: [_Any!]!) { _entities(representations: $keys) {
      ... on Deliverable { backlinks(filter: { lastCheckedAt: { from: "2026-04-02T00:00:00Z" } }) { nodes { id } } backlinkSummary { total live } }
      ... on Activity { backlinks(last: 1) { nodes { id } totalCount } } } }`;
    const other = await tenant.make.deliverable();
    const rows = { Deliverable: [deliverable, other], Activity: [activity] };
    const keys = Object.entries(rows).flatMap(([__typename, entities]) =>
      entities.map(({ refId: id }) => ({ __typename, id })),
    );
    const { data, errors, statements } = await ask(viewerOf(tenant), query, { keys });
    expect(errors).toEqual([]);
    const at = (...indexes: number[]) => indexes.map((index) => ({ id: backlinks[index]?.refId }));
    expect(data).toEqual({
      _entities: [
        { backlinks: { nodes: at(0) }, backlinkSummary: { total: 2, live: 2 } },
        { backlinks: { nodes: [] }, backlinkSummary: { total: 0, live: 0 } },
        { backlinks: { nodes: at(1), totalCount: 2 } },
      ],
    });
    expect(statements.count).toBe(5); // deliverables, activities; their backlinks, and the summary
  });

  it('are the backlinks of tenants', async () => {
    const [one, other] = await twoTenants();
    await one.make.backlink({ outreachStatus: 'published', isLive: false, domainAuthority: 7 });
    const query = `query ($keys: [_Any!]!) { _entities(representations: $keys) { ... on Tenant {
      backlinks(filter: { isLive: false }) { totalCount } backlinkSummary { lost averageDomainAuthority byStatus { status count } lastCheckedAt } } } }`;
    const keys = [one, other].map(({ refId: id }) => ({ __typename: 'Tenant', id }));
    const { data, errors, statements } = await ask(viewerOf(await platformTenant(), 'super_admin'), query, { keys });
    expect(errors).toEqual([]);
    expect(data).toEqual({
      _entities: [
        {
          backlinks: { totalCount: 1 },
          backlinkSummary: {
            lost: 1,
            averageDomainAuthority: '7.0',
            byStatus: [{ status: 'PUBLISHED', count: 1 }],
            lastCheckedAt: null,
          },
        },
        {
          backlinks: { totalCount: 0 },
          backlinkSummary: { lost: 0, averageDomainAuthority: null, byStatus: [], lastCheckedAt: null },
        },
      ],
    });
    expect(statements.count).toBe(3);
  });
});
