import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { SignJWT } from 'jose';
import { RemoteSource } from '../gateway/data-sources/remote.ts';
import { loadSubgraphs } from '../gateway/subgraphs.ts';
import { createPool } from '../platform/database/pool.ts';
import type { ActivityRow } from '../platform/database/tables.ts';
import { signViewer } from '../platform/identity/signed-viewer.ts';
import { createSubgraphServer } from '../subgraphs/server.ts';
import { makeBusiness, type Business } from './support/business.ts';
import { claimsOf } from './support/claims.ts';
import { appUrl } from './support/database.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { readOperation, today, tomorrow } from './support/operation.ts';
import { viewerOf } from './support/reading.ts';

const secret = Buffer.from('what the gateway signs Viewers with');

/** A gateway whose strategy subgraph is somewhere else. */
function gatewayTo(url: string, timeoutMs = 5_000): Promise<TestGateway> {
  const remote = new RemoteSource({ name: 'strategy', url, secret, timeoutMs });
  return startGateway({ sources: (local) => new Map([...local, ['strategy', remote]]), faultsExpected: true });
}

describe('a subgraph that is a service of its own', () => {
  const pool = createPool({ url: appUrl(), maximum: 2 });
  let local: TestGateway;
  let remote: TestGateway;
  let subgraph: FastifyInstance;
  let url: string;
  let business: Business;

  beforeAll(async () => {
    local = await startGateway();
    const [definition] = await loadSubgraphs([{ name: 'strategy' }]);
    if (definition === undefined) throw new Error('expected the strategy subgraph');
    subgraph = createSubgraphServer({ definition, runtime: local.runtime, pool, secret });
    url = `${await subgraph.listen({ host: '127.0.0.1', port: 0 })}/graphql`;
    remote = await gatewayTo(url);
    business = await makeBusiness(local.runtime);
  });

  afterAll(async () => {
    await remote.close();
    await subgraph.close();
    await local.close();
    await pool.end();
    await closeFactories();
  });

  it('answers what it answers in process, at the same cost', async () => {
    const variables = { today, monthStart: `${today.slice(0, 7)}-01T00:00:00.000Z`, now: tomorrow };
    const [here, there] = await Promise.all(
      [local, remote].map((graph) => graph.query(claimsOf(business.tenant), readOperation('HomeDashboard'), variables)),
    );
    expect(there?.errors).toEqual([]);
    expect(there?.data).toEqual(here?.data);
    const cost = (graph: typeof here) =>
      graph?.fetches.map(({ service, statements }) => [service, statements.length]).sort();
    expect(cost(there)).toEqual(cost(here));
  });

  it('refuses as the graph does in process', async () => {
    const query = '{ goals(first: 0) { totalCount } onboardingRuns { totalCount } }';
    const [here, there] = await Promise.all(
      [local, remote].map((graph) =>
        graph.query(claimsOf(business.tenant, 'service', { user: business.service }), query),
      ),
    );
    const told = (answer: typeof here) =>
      answer?.errors.map(({ message, path, extensions }) => ({ message, path, code: extensions['code'] }));
    expect(told(there)).toEqual(told(here));
    expect(there?.errors.map(({ extensions }) => extensions['code']).sort()).toEqual(['BAD_USER_INPUT', 'FORBIDDEN']);
    expect(there?.data).toEqual(here?.data);
  });

  const fetchGoals = async (authorization: string | null, query = '{ goals { nodes { name } } }') => {
    const headers = { 'content-type': 'application/json', ...(authorization !== null && { authorization }) };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    const { data, errors } = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
    return { status: response.status, data, codes: errors?.map(({ extensions }) => extensions.code) };
  };

  it.each<[string, () => string | null | Promise<string>]>([
    ['nobody', () => null],
    ['nonsense', () => 'Bearer nonsense'],
    ["a client's own token", async () => `Bearer ${await local.issuer.sign(claimsOf(business.tenant))}`],
    ['another secret', async () => `Bearer ${await signViewer(viewerOf(business.tenant), Buffer.alloc(32, 1))}`],
    [
      'no signature',
      () =>
        `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"viewer":{}}').toString('base64url')}.`,
    ],
    ['an hour ago', () => signedAt(Math.floor(Date.now() / 1_000) - 3_600)],
  ])('refuses a call that the gateway did not sign just now: %s', async (_name, authorization) => {
    expect(await fetchGoals(await authorization())).toEqual({
      status: 401,
      data: undefined,
      codes: ['UNAUTHENTICATED'],
    });
  });

  it('answers the Viewer that was signed, within its tenant and rights', async () => {
    const empty = await makeTenant();
    const partner = viewerOf(empty, 'partner');
    expect(await fetchGoals(`Bearer ${await signViewer(partner, secret)}`)).toEqual({
      status: 200,
      data: { goals: { nodes: [] } },
      codes: undefined,
    });
    expect(
      await fetchGoals(`Bearer ${await signViewer(partner, secret)}`, '{ onboardingRuns { totalCount } }'),
    ).toEqual({
      status: 200,
      data: { onboardingRuns: null },
      codes: ['FORBIDDEN'],
    });
  });

  it('is alive and ready', async () => {
    for (const path of ['live', 'ready']) {
      const response = await fetch(new URL(`/health/${path}`, url));
      expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
    }
  });

  async function signedAt(seconds: number): Promise<string> {
    const token = new SignJWT({ viewer: { ...viewerOf(business.tenant) } }).setProtectedHeader({ alg: 'HS256' });
    return `Bearer ${await token
      .setAudience('leadmetrics-subgraph')
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 30)
      .sign(secret)}`;
  }
});

describe('a subgraph that does not answer', () => {
  /** What stands where the subgraph should be; each test has its own. */
  let handle: RequestListener;
  let server: Server;
  let graph: TestGateway;
  let tenant: CustomerTenant;
  let activity: ActivityRow;

  beforeAll(async () => {
    server = createServer((request, response) => handle(request, response)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    graph = await gatewayTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`, 500);
    tenant = await makeTenant();
    activity = await tenant.make.activity({ goalId: (await tenant.make.goal()).id, title: 'About a goal' });
  });

  afterAll(async () => {
    await graph.close();
    server.close();
    server.closeAllConnections();
    await closeFactories();
  });

  /** What is told of a request whose answer stands but for the subgraph's part. */
  async function losses() {
    const query = `query ($id: ID!) {
      viewer { tenant { slug activeStrategy { id } aims: goals { totalCount } } }
      goals { totalCount }
      activity(id: $id) { title goal { id name } }
    }`;
    const { status, data, errors } = await graph.query(claimsOf(tenant), query, { id: activity.refId });
    expect({ status, data }).toEqual({
      status: 200,
      data: {
        viewer: { tenant: { slug: tenant.slug, activeStrategy: null, aims: null } },
        goals: null,
        activity: { title: 'About a goal', goal: null },
      },
    });
    return errors
      .map(({ path = [], message, extensions }) => ({ path: path.join('.'), message, ...extensions }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  const lost = (path: string, code: string) => ({
    path,
    message: 'strategy did not answer; the rest of the answer stands',
    code,
    retryable: true,
    service: 'strategy',
    retryAfterMs: 1_000,
    requestId: expect.any(String),
  });
  const everyLoss = (code: string) =>
    ['activity.goal.name', 'goals', 'viewer.tenant.activeStrategy', 'viewer.tenant.aims'].map((path) =>
      lost(path, code),
    );

  it.each<[string, RequestListener]>([
    [
      'an error of its own',
      (_request, response) => response.writeHead(500).end('{"message":"SELECT secret FROM vault"}'),
    ],
    ['no GraphQL', (_request, response) => response.end('[]')],
    ['a page of HTML', (_request, response) => response.end('<html>not found</html>')],
    ['a closed connection', (request) => request.socket.destroy()],
  ])('is named in the place of each field that it owes: %s', async (_name, misbehave) => {
    handle = misbehave;
    expect(await losses()).toEqual(everyLoss('SUBGRAPH_UNAVAILABLE'));
  });

  it('is given up after the timeout, where it takes twelve seconds', async () => {
    const answers: NodeJS.Timeout[] = [];
    handle = (_request, response) => answers.push(setTimeout(() => response.end('{"data":{}}'), 12_000));
    const startedAt = performance.now();
    expect(await losses()).toEqual(everyLoss('TIMEOUT'));
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    answers.forEach(clearTimeout);
  });

  it('is named when nobody listens there any more', async () => {
    server.close();
    server.closeAllConnections();
    expect(await losses()).toEqual(everyLoss('SUBGRAPH_UNAVAILABLE'));
  });
});
