import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { SubgraphSource } from '../gateway/data-sources/source.ts';
import type { ActivityRow } from '../platform/database/tables.ts';
import type { SubgraphAnswer } from '../platform/graph/execute.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type Answer, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';

const statements = { count: 0, log: [] };
const told = ({ errors }: Answer) => errors.map(({ path, extensions }) => ({ path, code: extensions['code'] }));

describe('a promised value that is missing', () => {
  /** What the strategy subgraph answers; each test has its own. */
  let answer: Omit<SubgraphAnswer, 'statements'>;
  let graph: TestGateway;
  let tenant: CustomerTenant;
  let activities: readonly ActivityRow[];

  beforeAll(async () => {
    const strategy: SubgraphSource = { name: 'strategy', fetch: async () => ({ ...answer, statements }) };
    graph = await startGateway({
      sources: (local) => new Map([...local, ['strategy', strategy]]),
      faultsExpected: true,
    });
    tenant = await makeTenant();
    const { make } = tenant;
    activities = [
      await make.activity({ goalId: (await make.goal()).id }),
      await make.activity({ goalId: (await make.goal()).id }),
    ];
  });

  afterAll(async () => {
    await graph.close();
    await closeFactories();
  });

  it('is told beside what was refused elsewhere', async () => {
    answer = { data: { goals: { nodes: [{ name: 'One' }, { name: null }] } } };
    const found = await graph.query(claimsOf(tenant), '{ tenants { totalCount } goals { nodes { name } } }');
    expect(found.data).toEqual({ tenants: null, goals: null });
    expect(told(found)).toEqual([
      { path: ['tenants'], code: 'FORBIDDEN' },
      { path: ['goals', 'nodes', 1, 'name'], code: 'INTERNAL' },
    ]);
  });

  it('is told of each item of a list of which no error speaks', async () => {
    const error = { message: 'no name', path: ['goals', 'nodes', 0, 'name'], extensions: { code: 'BAD_USER_INPUT' } };
    answer = { data: { goals: { nodes: [{ name: null }, { name: null }] } }, errors: [error] };
    expect(told(await graph.query(claimsOf(tenant), '{ goals { nodes { name } } }'))).toEqual([
      { path: ['goals', 'nodes', 0, 'name'], code: 'BAD_USER_INPUT' },
      { path: ['goals', 'nodes', 1, 'name'], code: 'INTERNAL' },
    ]);
  });

  const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Activity { goal { name metric } } } }`;
  const goals = () => graph.query(claimsOf(tenant), query, { ids: activities.map(({ refId }) => refId) });

  it('is told once where an error of the entity took it along', async () => {
    const error = { message: 'no', path: ['_entities', 1, 'metric'], extensions: { code: 'BAD_USER_INPUT' } };
    answer = { data: { _entities: [{ name: 'One', metric: 'leads' }, null] }, errors: [error] };
    const found = await goals();
    expect(found.data).toEqual({ nodes: [{ goal: { name: 'One', metric: 'leads' } }, { goal: null }] });
    expect(told(found)).toEqual([{ path: ['nodes', 1, 'goal', 'metric'], code: 'BAD_USER_INPUT' }]);
  });

  it('is told at the first entity alone where a subgraph does not answer', async () => {
    const error = { message: 'no', path: ['_entities', 0, 'name'], extensions: { code: 'SUBGRAPH_UNAVAILABLE' } };
    answer = { data: null, errors: [error] };
    const found = await goals();
    expect(found.data).toEqual({ nodes: [{ goal: null }, { goal: null }] });
    expect(told(found)).toEqual([{ path: ['nodes', 0, 'goal', 'name'], code: 'SUBGRAPH_UNAVAILABLE' }]);
  });

  it('is missing though every object has something of that name', async () => {
    answer = { data: { goals: { nodes: [{}] } } };
    const found = await graph.query(claimsOf(tenant), '{ goals { nodes { constructor: name } } }');
    expect(found.data).toEqual({ goals: null });
    expect(told(found)).toEqual([{ path: ['goals', 'nodes', 0, 'constructor'], code: 'INTERNAL' }]);
  });

  it('is told of an entity that is not there, whatever was told of another', async () => {
    const error = { message: 'no', path: ['_entities', 0, 'name'], extensions: { code: 'BAD_USER_INPUT' } };
    answer = { data: { _entities: [null, null] }, errors: [error] };
    expect(told(await goals())).toEqual([
      { path: ['nodes', 0, 'goal', 'name'], code: 'BAD_USER_INPUT' },
      { path: ['nodes', 1, 'goal', 'name'], code: 'INTERNAL' },
    ]);
  });
});
