import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Claims } from '../platform/identity/claims.ts';
import { claimsOf } from './support/claims.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { startPersisted, type PersistedGateway } from './support/persisted.ts';

const goals = 'query Goals { goals(first: 5) { nodes { name } } }';
const operation = (id: string, body: string, hints: object = {}) => ({ id, name: 'x', type: 'query', body, ...hints });
const manifest = {
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations: [
    operation('goals', goals),
    operation('goals for a minute', `${goals} #`, { maxAge: 60 }),
    operation('leads', 'query Leads { viewer { role } leads { nodes { email } } }'),
  ],
};

let gateway: PersistedGateway;
let tenant: CustomerTenant;
let partner: Claims;
beforeAll(async () => {
  tenant = await makeTenant();
  partner = claimsOf(tenant, 'partner', { user: await tenant.make.user({ kind: 'service' }) });
  await tenant.make.goal({ name: 'Traffic' });
  gateway = await startPersisted({ 'a.json': manifest });
});
afterAll(async () => {
  await gateway.close();
  await closeFactories();
});

const get = (documentId: string, headers: Readonly<Record<string, string>> = {}, as = partner) =>
  gateway.get(as, { documentId }, headers);

describe('an answer to a GET', () => {
  it('has a tag, a lifetime, and says what it depends on', async () => {
    const { status, headers, body } = await get('goals');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { data: { goals: { nodes: [{ name: 'Traffic' }] } } },
    });
    expect(headers.get('etag')).toMatch(/^W\/"[\w-]{22}"$/);
    expect(headers.get('cache-control')).toBe('private, no-cache');
    expect(headers.get('vary')).toBe(
      'Origin, accept, authorization, x-leadmetrics-tenant, x-leadmetrics-explain, x-leadmetrics-estimate, apollographql-client-name',
    );
  });

  it('may be kept as long as the manifest says of its operation, else as long as a setting does', async () => {
    expect((await get('goals for a minute')).headers.get('cache-control')).toBe('private, max-age=60');
    const longer = await startPersisted({ 'a.json': manifest }, { maxAgeSeconds: 5 });
    const lifetimes = await Promise.all(
      ['goals', 'goals for a minute'].map(async (documentId) =>
        (await longer.get(partner, { documentId })).headers.get('cache-control'),
      ),
    );
    await longer.close();
    expect(lifetimes).toEqual(['private, max-age=5', 'private, max-age=60']);
  });

  it('is 304 without a body to whoever has it, until something changes', async () => {
    const own = await makeTenant();
    const as = claimsOf(own);
    const first = await get('goals', {}, as);
    const tag = first.headers.get('etag') ?? '';
    for (const known of [tag, tag.replace('W/', ''), `"other", ${tag}`, '*']) {
      const { status, text, headers } = await get('goals', { 'if-none-match': known }, as);
      expect({ known, status, text }).toEqual({ known, status: 304, text: '' });
      expect([headers.get('etag'), headers.get('cache-control')]).toEqual([tag, 'private, no-cache']);
      expect(headers.get('ratelimit-remaining')).toMatch(/^\d+$/);
      expect([headers.get('content-type'), headers.get('vary')]).toEqual([null, first.headers.get('vary')]);
    }
    await own.make.goal({ name: 'Leads' });
    const changed = await get('goals', { 'if-none-match': tag }, as);
    expect(changed.status).toBe(200);
    expect(changed.headers.get('etag')).not.toBe(tag);
  });

  it('is the viewer’s own: the tag of another tenant’s answer is another', async () => {
    const other = await makeTenant();
    await other.make.goal({ name: 'Rankings' });
    const tag = (await get('goals')).headers.get('etag') ?? '';
    expect((await get('goals', { 'if-none-match': tag }, claimsOf(other))).status).toBe(200);
  });

  it('tells its cost without what is left to spend, which stands in headers anew each time', async () => {
    const [one, other] = [await get('goals'), await get('goals')];
    expect(one.body).toMatchObject({
      extensions: { cost: { requestedQueryCost: expect.any(Number), actualQueryCost: expect.any(Number) } },
    });
    expect(one.text).not.toContain('throttleStatus');
    expect(one.text).toBe(other.text);
    expect((await gateway.post(partner, { documentId: 'goals' })).text).toContain('throttleStatus');
  });

  it.each<[string, string, Readonly<Record<string, string>>]>([
    ['has an error', 'leads', {}],
    ['is explained', 'goals', { 'x-leadmetrics-explain': '1' }],
    ['is an estimate', 'goals', { 'x-leadmetrics-estimate': '1' }],
  ])('is kept by nobody where it %s', async (_why, id, headers) => {
    const answer = await get(id, { ...headers, 'if-none-match': '*' });
    expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('etag')]).toEqual([
      200,
      'no-store',
      null,
    ]);
  });

  it('is refused without the header that a browser asks leave for', async () => {
    const { status, headers } = await get('goals', { 'apollo-require-preflight': '' });
    expect([status, headers.get('cache-control')]).toEqual([400, 'no-store']);
  });

  it('has none of this over POST', async () => {
    const { headers } = await gateway.post(partner, { documentId: 'goals' }, { 'if-none-match': '*' });
    expect(['etag', 'vary'].map((name) => headers.get(name))).toEqual([null, 'Origin']);
  });
});
