import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';

let graph: TestGateway;
let tenant: CustomerTenant;

beforeAll(async () => {
  graph = await startGateway();
  tenant = await makeTenant();
  await tenant.makeMany.goal(25, () => ({}));
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

it('are named; of one field the first ten stand alone, and the others are one error with their number', async () => {
  const user = await tenant.make.user({ role: 'member' });
  const query = '{ mine: goals { nodes { cost: llmCost { amount } } } tenants { totalCount } }';
  const { data, errors } = await graph.query(claimsOf(tenant, 'member', { user }), query);
  expect(data).toEqual({ mine: { nodes: Array.from({ length: 25 }, () => ({ cost: null })) }, tenants: null });
  const message = 'the role member may not read Goal.llmCost';
  const code = 'FORBIDDEN';
  expect(
    errors.map((error) => [error.message, error.path, error.extensions['code'], error.extensions['count']]),
  ).toEqual(
    expect.arrayContaining([
      ['the role member may not read Query.tenants', ['tenants'], code, undefined],
      ...Array.from({ length: 10 }, (_, index) => [message, ['mine', 'nodes', index, 'cost'], code, undefined]),
      [`${message} (this and 14 more of this field)`, ['mine', 'nodes', 10, 'cost'], code, 15],
    ]),
  );
  expect(errors).toHaveLength(12);
});
