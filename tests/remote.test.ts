import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignJWT } from 'jose';
import { signViewer } from '../platform/identity/signed-viewer.ts';
import type { Viewer } from '../platform/identity/viewer.ts';
import { makeBusiness, type Business } from './support/business.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant } from './support/make.ts';
import { readOperation, today, tomorrow } from './support/operation.ts';
import { viewerOf } from './support/reading.ts';
import { gatewayTo, secret, serveSubgraph } from './support/remote-gateway.ts';
import { nowhere } from './support/origin.ts';

describe('a subgraph that is a service of its own', () => {
  let local: TestGateway;
  let remote: TestGateway;
  let subgraph: Awaited<ReturnType<typeof serveSubgraph>>;
  let url: string;
  let business: Business;

  beforeAll(async () => {
    local = await startGateway();
    subgraph = await serveSubgraph('strategy', local.runtime);
    url = subgraph.url;
    remote = await gatewayTo(url);
    business = await makeBusiness(local.runtime);
  });

  afterAll(async () => {
    await remote.close();
    await subgraph.close();
    await local.close();
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
    ['another secret', () => signed(viewerOf(business.tenant), new Date(), Buffer.alloc(32, 1))],
    [
      'no signature',
      () =>
        `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"viewer":{}}').toString('base64url')}.`,
    ],
    ['an hour ago', () => signedAt(Math.floor(Date.now() / 1_000) - 3_600, { now: Date.now() })],
    ['no now', () => signedAt(Math.floor(Date.now() / 1_000), {})],
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
    expect(await fetchGoals(await signed(partner))).toEqual({
      status: 200,
      data: { goals: { nodes: [] } },
      codes: undefined,
    });
    expect(await fetchGoals(await signed(partner), '{ onboardingRuns { totalCount } }')).toEqual({
      status: 200,
      data: { onboardingRuns: null },
      codes: ['FORBIDDEN'],
    });
  });

  it('answers for the moment that was signed, whatever its own clock says', async () => {
    const tenant = await makeTenant();
    const { make } = tenant;
    const deliverableId = (await make.deliverable()).id;
    await make.deliverablePeriod({ deliverableId, periodStart: '2026-04-01', periodEnd: '2026-04-30' });
    await make.deliverablePeriod({ deliverableId, periodStart: '2026-05-01', periodEnd: '2026-05-31' });
    const query = '{ deliverables { nodes { currentPeriod { periodStart } } } }';
    const periodAt = async (now: string) =>
      (await fetchGoals(await signed(viewerOf(tenant), new Date(now)), query)).data;
    const inPeriod = (periodStart: string) => ({ deliverables: { nodes: [{ currentPeriod: { periodStart } }] } });
    expect(await periodAt('2026-04-30T23:59:59.999Z')).toEqual(inPeriod('2026-04-01'));
    expect(await periodAt('2026-05-01T00:00:00.000Z')).toEqual(inPeriod('2026-05-01'));
  });

  it('takes a call from a gateway whose clock is behind by no more than is tolerated', async () => {
    const seconds = Math.floor(Date.now() / 1_000);
    const claims = { now: Date.now(), origin: nowhere };
    expect(await fetchGoals(await signedAt(seconds - 32, claims))).toMatchObject({ status: 200 });
    expect(await fetchGoals(await signedAt(seconds - 37, claims))).toMatchObject({ status: 401 });
  });

  it('is alive and ready', async () => {
    for (const path of ['live', 'ready']) {
      const response = await fetch(new URL(`/health/${path}`, url));
      expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
    }
  });

  async function signed(viewer: Viewer, now = new Date(), by: Uint8Array = secret): Promise<string> {
    return `Bearer ${await signViewer({ viewer, now, origin: nowhere }, by)}`;
  }

  async function signedAt(seconds: number, claims: object): Promise<string> {
    const viewer = { ...viewerOf(business.tenant) };
    const token = new SignJWT({ viewer, ...claims }).setProtectedHeader({ alg: 'HS256' });
    return `Bearer ${await token
      .setAudience('leadmetrics-subgraph')
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 30)
      .sign(secret)}`;
  }
});
