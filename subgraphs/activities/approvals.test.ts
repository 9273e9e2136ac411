import { beforeAll, expect, it } from '@jest/globals';
import { makeTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph } from '../../tests/support/subgraph.ts';
import { subgraph } from './index.ts';

const ask = askSubgraph(subgraph);
const april = (day: number) => `2026-04-0${day}T00:00:00.000Z`;
let tenant: CustomerTenant;
let ids: readonly string[];

beforeAll(async () => {
  tenant = await makeTenant();
  const states = ['approved', 'pending', 'rejected', 'approved', 'expired'] as const;
  const rows = await tenant.makeMany.approval(5, (index) => ({
    status: states[index] ?? 'pending',
    expiresAt: [april(3), april(1), null, april(2), april(4)][index] ?? null,
    decidedAt: index === 1 ? null : april(index + 1),
  }));
  ids = rows.map(({ refId }) => refId);
});

it.each([
  ['filter: { status: [APPROVED] }', [3, 0]],
  ['filter: { status: [APPROVED, REJECTED, EXPIRED] }', [4, 3, 2, 0]],
  ['filter: { status: [WITHDRAWN] }', []],
  ['filter: { status: [PENDING] }, orderBy: { field: EXPIRES_AT, direction: ASC }', [1]],
  ['filter: { status: [REJECTED, APPROVED] }, orderBy: { field: EXPIRES_AT, direction: ASC }', [3, 0, 2]],
  ['filter: { status: [APPROVED], expiresBefore: "2026-04-03T00:00:00Z" }', [3]],
  ['filter: { status: [APPROVED, EXPIRED], decidedAt: { from: "2026-04-04T00:00:00Z" } }', [4, 3]],
])('approvals(%s) are found', async (args, expected) => {
  const { data, errors } = await ask(viewerOf(tenant), `{ approvals(${args}) { totalCount nodes { id } } }`);
  expect(errors).toEqual([]);
  const nodes = expected.map((place) => ({ id: ids[place] }));
  expect(data).toEqual({ approvals: { totalCount: expected.length, nodes } });
});

it.each([
  'filter: { expiresBefore: "2026-04-03T00:00:00Z" }',
  'filter: { subjectType: ["Strategy"] }',
  'filter: { subjectType: ["Strategy"], decidedAt: { from: null } }',
  'orderBy: { field: EXPIRES_AT }',
])('approvals(%s) want a status or the time of the decision', async (args) => {
  const { data, errors } = await ask(viewerOf(tenant), `{ approvals(${args}) { totalCount } }`);
  expect(data).toEqual({ approvals: null });
  expect(errors).toMatchObject([
    { message: expect.stringMatching(/: status, decidedAt$/), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});
