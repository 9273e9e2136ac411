import { beforeAll, describe, expect, it } from '@jest/globals';
import { makeTenant, type CustomerTenant } from '../../tests/support/make.ts';
import { viewerOf } from '../../tests/support/reading.ts';
import { askSubgraph } from '../../tests/support/subgraph.ts';
import { byRefId } from '../batching/loaders.ts';
import { tables } from '../database/tables.ts';
import type { Persona } from '../identity/viewer.ts';
import { buildSubgraph } from './subgraph.ts';

/** A subgraph of a few fields, each with its own reason to be closed. */
const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { subject: Subject runs: ActivityRunConnection users: UserConnection tenant: Tenant strategy: Strategy }
  type Tenant @key(fields: "id") { id: ID! name: String! currentMonthSpend: String contract: Contract }
  type Contract @key(fields: "id") { id: ID! templateVersion: String! acceptedIp: String }
  type OnboardingRun @key(fields: "id") { id: ID! status: String! }
  type Strategy @key(fields: "id") { id: ID! version: Int! }
  type ActivityRun @key(fields: "id") { id: ID! attempt: Int! }
  type ActivityRunConnection { nodes: [ActivityRun!]! edges: [ActivityRunEdge!]! }
  type ActivityRunEdge { node: ActivityRun! }
  type User @key(fields: "id") { id: ID! name: String! email: String }
  type UserConnection { nodes: [User!]! }
  union Subject = OnboardingRun | Strategy
`;

const row = { id: 'uuid', refId: '01JZX3V6E8Q4T5Y7W9A1C2D3F4', tenantId: 'uuid' };
const run = { ...row, attempt: 1 };
const stub = {
  __resolveReference: (reference: object) => ({
    ...row,
    ...reference,
    status: 'review',
    version: 3,
    templateVersion: 'v1',
  }),
};

const ask = askSubgraph({
  name: 'guarded',
  typeDefs,
  loaders: { strategyByRefId: byRefId(tables.strategy) },
  resolvers: {
    Query: {
      subject: () => ({ __typename: 'OnboardingRun', ...row, status: 'review' }),
      runs: () => ({ nodes: [run], edges: [{ node: run }] }),
      users: () => ({ nodes: [{ ...row, name: 'Asha', email: 'asha@example.test' }] }),
      tenant: () => ({
        ...row,
        name: 'Acme',
        currentMonthSpend: '1.0000',
        contract: { ...row, templateVersion: 'v1', acceptedIp: '203.0.113.7' },
      }),
      strategy: () => ({ ...row, version: 3 }),
    },
    OnboardingRun: stub,
    Strategy: stub,
    Contract: stub,
    User: { __resolveReference: (reference: object) => ({ ...row, ...reference, name: 'Asha' }) },
    Tenant: {},
    ActivityRun: {},
  },
});

let tenant: CustomerTenant;
beforeAll(async () => {
  tenant = await makeTenant();
});
const answer = (persona: Persona, query: string, variables: Readonly<Record<string, unknown>> = {}) =>
  ask(viewerOf(tenant, persona), query, variables);

const forbidden = (persona: string, coordinate: string, ...path: readonly string[]) => ({
  message: `the role ${persona} may not read ${coordinate}`,
  path,
  extensions: { code: 'FORBIDDEN', retryable: false, requestId: 'test' },
});

describe('a guarded field', () => {
  it('is null with FORBIDDEN at its path, and the rest of the answer stands', async () => {
    const query = '{ tenant { name currentMonthSpend contract { templateVersion acceptedIp } } strategy { version } }';
    expect(await answer('agent', query)).toMatchObject({
      data: { tenant: { name: 'Acme', currentMonthSpend: null, contract: null }, strategy: { version: 3 } },
      errors: [
        forbidden('agent', 'Tenant.currentMonthSpend', 'tenant', 'currentMonthSpend'),
        forbidden('agent', 'Tenant.contract', 'tenant', 'contract'),
      ],
    });
    expect(await answer('member', query)).toMatchObject({
      data: { tenant: { currentMonthSpend: '1.0000', contract: { templateVersion: 'v1', acceptedIp: null } } },
      errors: [forbidden('member', 'Contract.acceptedIp', 'tenant', 'contract', 'acceptedIp')],
    });
    const whole = await answer('admin', query);
    expect(whole.errors).toEqual([]);
    expect(whole.data).toMatchObject({ tenant: { contract: { acceptedIp: '203.0.113.7' } } });
  });

  it('names its path by the alias that the client gave', async () => {
    const { data, errors } = await answer('service', '{ mine: tenant { bill: contract { id } } }');
    expect(data).toEqual({ mine: { bill: null } });
    expect(errors).toEqual([forbidden('service', 'Tenant.contract', 'mine', 'bill')]);
  });

  it('is a connection as much as a row: its nodes and edges ask for nothing more', async () => {
    const query = '{ runs { nodes { attempt } edges { node { attempt } } } }';
    expect(await answer('member', query)).toMatchObject({
      data: { runs: null },
      errors: [forbidden('member', 'Query.runs', 'runs')],
    });
    expect((await answer('reviewer', query)).data).toEqual({
      runs: { nodes: [{ attempt: 1 }], edges: [{ node: { attempt: 1 } }] },
    });
  });

  it('may ask for more than its type does, and inside an open list for a field alone', async () => {
    const query = '{ users { nodes { name email } } }';
    expect((await answer('reviewer', query)).data).toEqual({ users: { nodes: [{ name: 'Asha', email: null }] } });
    expect((await answer('service', query)).errors).toEqual([forbidden('service', 'Query.users', 'users')]);
  });
});

describe('an entity that another subgraph refers to', () => {
  const query =
    'query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on OnboardingRun { status } ... on Strategy { version } ... on Contract { templateVersion } } }';
  const representations = ['OnboardingRun', 'Strategy', 'Contract'].map((__typename) => ({
    __typename,
    id: row.refId,
  }));

  it.each<[Persona, readonly unknown[]]>([
    [
      'admin',
      [
        { __typename: 'OnboardingRun', status: 'review' },
        { __typename: 'Strategy', version: 3 },
        { __typename: 'Contract', templateVersion: 'v1' },
      ],
    ],
    ['analyst', [{ __typename: 'OnboardingRun', status: 'review' }, { __typename: 'Strategy', version: 3 }, null]],
    ['service', [null, { __typename: 'Strategy', version: 3 }, null]],
    ['partner', [null, { __typename: 'Strategy', version: 3 }, null]],
  ])('is not there for %s where its area is closed', async (persona, expected) => {
    expect(await answer(persona, query, { representations })).toMatchObject({
      data: { _entities: expected },
      errors: [],
    });
  });

  it("is there for an agent where it is the agent's own user, and no other", async () => {
    const users = [tenant.admin.refId, row.refId].map((id) => ({ __typename: 'User', id }));
    const { data } = await answer(
      'agent',
      'query ($users: [_Any!]!) { _entities(representations: $users) { ... on User { name } } }',
      { users },
    );
    expect(data).toEqual({ _entities: [{ name: 'Asha' }, null] });
  });
});

it('lets no mutation stand that the policy does not name', () => {
  const subgraph = {
    name: 'unguarded',
    typeDefs: 'type Query { a: Int } type Mutation { deleteEverything: Int }',
    resolvers: { Mutation: { deleteEverything: () => 1 } },
    loaders: {},
  };
  expect(() => buildSubgraph(subgraph)).toThrow('expected a right to deleteEverything: the policy names none');
});
