import { afterEach, describe, expect, it } from '@jest/globals';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { makeTenant, platformTenant } from './support/make.ts';

let graph: TestGateway;
afterEach(() => graph.close());

const query = '{ viewer { tenant { slug goals { totalCount } } } }';

describe('extensions.explain', () => {
  it('tells the plan, and of each fetch its place, its statements and its time', async () => {
    graph = await startGateway();
    const { plan, fetches } = await graph.query(claimsOf(await makeTenant(), 'analyst'), query);
    expect(plan).toContain('Fetch(service: "strategy")');
    expect(fetches).toEqual([
      {
        service: 'tenancy',
        path: '',
        milliseconds: expect.any(Number),
        statements: [{ text: expect.stringContaining('FROM "tenants"'), milliseconds: expect.any(Number), rows: 1 }],
      },
      {
        service: 'strategy',
        path: 'viewer.tenant',
        milliseconds: expect.any(Number),
        statements: [{ text: expect.stringContaining('FROM "goals"'), milliseconds: expect.any(Number), rows: 1 }],
      },
    ]);
  });

  it('is left out unless it is asked for', async () => {
    graph = await startGateway();
    const { plan, fetches } = await graph.query(
      claimsOf(await makeTenant()),
      query,
      {},
      { 'x-leadmetrics-explain': '0' },
    );
    expect({ plan, fetches }).toEqual({ plan: '', fetches: [] });
  });

  it('is for super admins alone in production', async () => {
    graph = await startGateway({ gateway: { production: true } });
    const admin = await graph.query(claimsOf(await makeTenant()), query);
    expect({ status: admin.status, plan: admin.plan, fetches: admin.fetches }).toEqual({
      status: 200,
      plan: '',
      fetches: [],
    });
    const superAdmin = await graph.query(claimsOf(await platformTenant(), 'super_admin'), query);
    expect(superAdmin.fetches.map(({ service }) => service)).toEqual(['tenancy', 'strategy']);
  });
});
