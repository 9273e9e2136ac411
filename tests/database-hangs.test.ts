import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { claimsOf } from './support/claims.ts';
import { appUrl } from './support/database.ts';
import { freezingProxy, type FreezingProxy } from './support/freezing-proxy.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';

const requests = 12;

/** A database that takes whatever is sent and answers nothing keeps nobody waiting; once it goes on, everything is as it was. */
describe('while the database hangs', () => {
  let proxy: FreezingProxy;
  let graph: TestGateway;
  let tenant: CustomerTenant;
  beforeAll(async () => {
    proxy = await freezingProxy(appUrl());
    // Time enough for a busy machine to answer, and no more than the tests may take.
    graph = await startGateway({ databaseUrl: proxy.url, acquireTimeoutMs: 2_000, faultsExpected: true });
    tenant = await makeTenant();
    await tenant.make.goal();
  });
  afterEach(async () => {
    proxy.thaw();
    expect(await counted()).toMatchObject({ data: { goals: { totalCount: 1 } } });
  });
  afterAll(async () => {
    await graph.close();
    await proxy.close();
    await closeFactories();
  });

  async function ask(query: string): Promise<Response> {
    return fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await graph.issuer.sign(claimsOf(tenant))}`,
      },
      body: JSON.stringify({ query }),
    });
  }
  const counted = async (): Promise<unknown> => (await ask('{ goals(first: 1) { totalCount } }')).json();

  it('nobody is let in, and each is told when to come back', async () => {
    await counted();
    graph.gateway.admission.clear();
    proxy.freeze();
    const answers = await Promise.all(
      Array.from({ length: requests }, async () => {
        const { status, headers } = await ask('{ viewer { role } }');
        return { status, retryAfter: headers.get('retry-after') };
      }),
    );
    expect(answers).toEqual(Array.from({ length: requests }, () => ({ status: 503, retryAfter: '1' })));
  });

  it('whoever is known already loses what was to be read', async () => {
    await counted();
    proxy.freeze();
    const answer: unknown = await (
      await ask('{ viewer { role } goals(first: 1) { totalCount } leads(first: 1) { totalCount } }')
    ).json();
    const lost = (service: string, field: string) => ({
      message: `${service} cannot reach its database`,
      path: [field],
      extensions: { code: 'SUBGRAPH_UNAVAILABLE', service, retryable: true, retryAfterMs: 1_000 },
    });
    expect(answer).toMatchObject({
      data: { viewer: { role: 'ADMIN' }, goals: null, leads: null },
      errors: [lost('strategy', 'goals'), lost('crm', 'leads')],
    });
  });

  it('the graph is alive and not ready', async () => {
    await counted();
    proxy.freeze();
    const [live, ready] = await Promise.all([fetch(`${graph.url}/health/live`), fetch(`${graph.url}/health/ready`)]);
    expect([live.status, ready.status, ready.headers.get('retry-after')]).toEqual([200, 503, '1']);
    expect(await ready.json()).toEqual({ status: 'unavailable', database: false, documents: false });
  });
});
