import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mintUlid } from '../platform/ids/ulid.ts';
import { claimsOf } from './support/claims.ts';
import { everyNode, type Page } from './support/every-node.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, platformTenant, twoTenants, type CustomerTenant, type TestTenant } from './support/make.ts';

let graph: TestGateway;
let platform: TestTenant;
let one: CustomerTenant;
let other: CustomerTenant;

beforeAll(async () => {
  graph = await startGateway();
  platform = await platformTenant();
  [one, other] = await twoTenants();
  await one.make.goal({ name: 'Of one' });
  await other.make.goal({ name: 'Of the other' });
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

async function ask(
  query: string,
  acting: string | null = null,
  variables: object = {},
  as = claimsOf(platform, 'super_admin'),
) {
  const headers: Record<string, string> = acting === null ? {} : { 'x-leadmetrics-tenant': acting };
  const { status, data, errors } = await graph.query(as, query, variables, headers);
  return { status, data, codes: errors.map(({ extensions }) => extensions['code']) };
}

const here = '{ viewer { role tenant { slug } } goals { nodes { name } } }';

describe('the header x-leadmetrics-tenant', () => {
  it.each([
    ['a slug', () => one.slug],
    ['an id', () => one.refId],
    ['an id in lower case', () => one.refId.toLowerCase()],
  ])('names the tenant that a super admin acts in, by %s', async (_name, named) => {
    expect(await ask(here, named())).toEqual({
      status: 200,
      codes: [],
      data: { viewer: { role: 'SUPER_ADMIN', tenant: { slug: one.slug } }, goals: { nodes: [{ name: 'Of one' }] } },
    });
  });

  it('is asked anew with each request', async () => {
    const goals = '{ goals { nodes { name } } }';
    expect((await ask(goals, one.slug)).data).toEqual({ goals: { nodes: [{ name: 'Of one' }] } });
    expect((await ask(goals, other.slug)).data).toEqual({ goals: { nodes: [{ name: 'Of the other' }] } });
    expect((await ask('{ viewer { tenant { slug } } }')).data).toEqual({ viewer: { tenant: { slug: 'platform' } } });
  });

  it('that names no tenant is refused', async () => {
    for (const unknown of ['no-such-tenant', mintUlid()])
      expect(await ask(here, unknown)).toEqual({ status: 400, data: undefined, codes: ['BAD_USER_INPUT'] });
  });

  it('is nothing to anybody else', async () => {
    expect(await ask(here, other.slug, {}, claimsOf(one))).toEqual({
      status: 200,
      codes: [],
      data: { viewer: { role: 'ADMIN', tenant: { slug: one.slug } }, goals: { nodes: [{ name: 'Of one' }] } },
    });
  });
});

describe('across tenants', () => {
  it('a super admin reads each tenant under its own name', async () => {
    const query = `query ($slugs: [String!], $after: String) {
      tenants(first: 1, after: $after, orderBy: { field: NAME, direction: ASC }, filter: { slugs: $slugs }) {
        totalCount pageInfo { hasNextPage endCursor } nodes { slug name }
      }
    }`;
    const slugs = [one.slug, other.slug, 'platform'];
    const tenants = await everyNode<{ slug: string; name: string }>(
      async (after) =>
        ((await ask(query, null, { slugs, after })).data as { tenants: Page<{ slug: string; name: string }> }).tenants,
    );
    expect(tenants.map(({ slug }) => slug).sort()).toEqual([...slugs].sort());
    expect(tenants.map(({ name }) => name)).toEqual(tenants.map(({ name }) => name).sort());
  });

  it('a super admin reaches any row by its id, and every row says whose it is', async () => {
    const goal = await other.make.goal();
    const query =
      'query ($id: ID!) { goal(id: $id) { tenant { slug } } node(id: $id) { ... on Goal { strategy { tenant { slug } } } } }';
    expect((await ask(query, one.slug, { id: goal.refId })).data).toEqual({
      goal: { tenant: { slug: other.slug } },
      node: { strategy: { tenant: { slug: other.slug } } },
    });
  });

  it('nobody else reads another tenant', async () => {
    for (const persona of ['admin', 'analyst'] as const) {
      const query = 'query ($slug: String!) { tenant(slug: $slug) { id } tenants { totalCount } }';
      expect(await ask(query, null, { slug: other.slug }, claimsOf(one, persona))).toEqual({
        status: 200,
        data: { tenant: null, tenants: null },
        codes: ['FORBIDDEN'],
      });
    }
  });
});
