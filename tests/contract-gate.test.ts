import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sql } from '../platform/database/sql.ts';
import type { Persona } from '../platform/identity/viewer.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { factoryPool, rowsOf } from './support/make/pool.ts';
import { closeFactories, makeTenant, platformTenant, type CustomerTenant } from './support/make.ts';

let graph: TestGateway;
let tenant: CustomerTenant;

beforeAll(async () => {
  graph = await startGateway();
  tenant = await makeTenant({ contractAcceptedAt: null });
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

const refused = { status: 403, data: undefined, codes: ['CONTRACT_NOT_ACCEPTED'] };

async function ask(query: string, persona: Persona = 'admin', { as = tenant, variables = {} } = {}) {
  const user = persona === 'service' ? await as.make.user({ kind: 'service' }) : as.admin;
  const { status, data, errors, statements } = await graph.query(claimsOf(as, persona, { user }), query, variables);
  return { status, data, codes: errors.map(({ extensions }) => extensions['code']), statements };
}

describe('before the contract is accepted', () => {
  it.each([
    '{ goals { totalCount } }',
    '{ viewer { role } goals { totalCount } }',
    '{ viewer { tenant { activeStrategy { id } } } }',
    '{ viewer { tenant { activityCounts { count } } } }',
    '{ viewer { user { inbox { totalCount } } } }',
    '{ node(id: "01JZX3V6E8Q4T5Y7W9A1C2D3F4") { id } }',
    '{ mine: contracts { totalCount } }',
    '{ ...Hidden } fragment Hidden on Query { users { totalCount } }',
    '{ ... on Query { viewer { ... on Viewer { tenant { ...Deep } } } } } fragment Deep on Tenant { goals { totalCount } }',
  ])('is refused: %s', async (query) => {
    // The one statement is the door's: nothing is read for what is refused.
    expect(await ask(query)).toEqual({ ...refused, statements: 1 });
  });

  it('answers who asks, what there is to accept and what the graph offers', async () => {
    const query = `query ($yes: Boolean!) {
      me: viewer { role contractAcceptanceRequired }
      viewer @include(if: $yes) { tenant { slug contractAcceptedAt contract { id status } } }
      __typename __schema { queryType { name } }
    }`;
    expect(await ask(query, 'admin', { variables: { yes: true } })).toMatchObject({
      status: 200,
      codes: [],
      data: {
        me: { role: 'ADMIN', contractAcceptanceRequired: true },
        viewer: {
          tenant: {
            slug: tenant.slug,
            contractAcceptedAt: null,
            contract: { id: tenant.contract.refId, status: 'PENDING_ACCEPTANCE' },
          },
        },
        __typename: 'Query',
        __schema: { queryType: { name: 'Query' } },
      },
    });
  });

  it('answers who asks where that depends on a condition, and counts nothing that is skipped', async () => {
    const query =
      'query ($v: Boolean!) { viewer @include(if: $v) { tenant { slug } } goals @skip(if: $v) { totalCount } }';
    expect(await ask(query, 'admin', { variables: { v: true } })).toMatchObject({
      status: 200,
      data: { viewer: { tenant: { slug: tenant.slug } } },
      codes: [],
    });
    expect(await ask(query, 'admin', { variables: { v: false } })).toMatchObject(refused);
  });

  it('holds for every persona of the tenant but service principals', async () => {
    const query = '{ goals { totalCount } }';
    for (const persona of ['admin', 'analyst'] as const) expect(await ask(query, persona)).toMatchObject(refused);
    expect(await ask(query, 'service')).toMatchObject({ status: 200, data: { goals: { totalCount: 0 } }, codes: [] });
  });

  it('does not hold for a super admin who acts in the tenant', async () => {
    const claims = claimsOf(await platformTenant(), 'super_admin');
    const { status, data } = await graph.query(
      claims,
      '{ viewer { tenant { slug goals { totalCount } } } }',
      {},
      { 'x-leadmetrics-tenant': tenant.slug },
    );
    expect({ status, data }).toEqual({
      status: 200,
      data: { viewer: { tenant: { slug: tenant.slug, goals: { totalCount: 0 } } } },
    });
  });
});

it('opens at the very next request after acceptance, on every subgraph (F06)', async () => {
  const accepting = await makeTenant({ contractAcceptedAt: null });
  const query = '{ contracts { totalCount } goals { totalCount } activities { totalCount } }';
  expect(await ask(query, 'admin', { as: accepting })).toMatchObject(refused);
  await rowsOf(factoryPool(), sql`UPDATE tenants SET contract_accepted_on = now() WHERE id = ${accepting.id}::uuid`);
  expect(await ask(query, 'admin', { as: accepting })).toMatchObject({
    status: 200,
    codes: [],
    data: { contracts: { totalCount: 1 }, goals: { totalCount: 0 }, activities: { totalCount: 0 } },
  });
});

it.each(['suspended', 'cancelled', 'trialing'] as const)('lets a tenant that is %s read', async (status) => {
  const reading = await makeTenant({ status });
  expect(await ask('{ viewer { tenant { status } } goals { totalCount } }', 'admin', { as: reading })).toMatchObject({
    status: 200,
    codes: [],
    data: { viewer: { tenant: { status: status.toUpperCase() } }, goals: { totalCount: 0 } },
  });
});
