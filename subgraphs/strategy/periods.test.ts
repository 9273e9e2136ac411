import { beforeAll, expect, it } from '@jest/globals';
import { makeTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph, type SubgraphReply } from '../../tests/support/subgraph.ts';
import { subgraph } from './index.ts';

const ask = askSubgraph(subgraph);
/** One page, as far as it was asked for. */
interface Listed {
  readonly deliverablePeriods: {
    readonly nodes: readonly { readonly id: string }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  };
}

let tenant: CustomerTenant;
let ids: readonly string[];

beforeAll(async () => {
  tenant = await makeTenant();
  const deliverable = await tenant.make.deliverable();
  const states = ['completed', 'missed', 'at_risk', 'completed'] as const;
  const rows = await tenant.makeMany.deliverablePeriod(4, (index) => ({
    deliverableId: deliverable.id,
    periodStart: `2026-0${index + 1}-01`,
    periodEnd: `2026-0${index + 1}-28`,
    status: states[index] ?? 'not_started',
  }));
  ids = rows.map(({ refId }) => refId);
});

it.each([
  ['filter: { status: [COMPLETED] }', [3, 0]],
  ['filter: { status: [MISSED, COMPLETED] }', [3, 1, 0]],
  ['filter: { status: [AT_RISK, MISSED], containing: "2026-02-14" }', [1]],
  ['filter: { status: [MISSED, COMPLETED] }, orderBy: { field: STATUS, direction: ASC }', [0, 3, 1]],
  ['orderBy: { field: STATUS, direction: ASC }', [0, 3, 2, 1]],
  ['orderBy: { field: STATUS }', [1, 2, 3, 0]],
])('deliverablePeriods(%s) are found, whole and page by page', async (args, expected) => {
  const viewer = viewerOf(tenant);
  const all = await ask(viewer, `{ deliverablePeriods(${args}) { totalCount nodes { id } } }`);
  expect(all.errors).toEqual([]);
  const nodes = expected.map((place) => ({ id: ids[place] }));
  expect(all.data).toEqual({ deliverablePeriods: { totalCount: expected.length, nodes } });
  const read: unknown[] = [];
  for (let after: string | null = null, more = true; more;) {
    const page: SubgraphReply<Listed> = await ask<Listed>(
      viewer,
      `query ($after: String) { deliverablePeriods(first: 1, after: $after, ${args}) { nodes { id } pageInfo { hasNextPage endCursor } } }`,
      { after },
    );
    const { nodes: found, pageInfo } = page.data.deliverablePeriods;
    read.push(...found);
    after = pageInfo.endCursor;
    more = pageInfo.hasNextPage;
  }
  expect(read).toEqual(nodes);
});
