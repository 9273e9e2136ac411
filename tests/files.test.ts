import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sql } from '../platform/database/sql.ts';
import { mintUlid } from '../platform/ids/ulid.ts';
import { claimsOf } from './support/claims.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { factoryPool, rowsOf } from './support/make/pool.ts';
import { closeFactories, twoTenants, type CustomerTenant } from './support/make.ts';

let graph: TestGateway;
let tenant: CustomerTenant;
let other: CustomerTenant;

beforeAll(async () => {
  graph = await startGateway();
  [tenant, other] = await twoTenants();
  for (const owner of [tenant, other]) {
    const pdf = { bytes: Buffer.from(`%PDF-1.7 ${owner.slug}`), contentType: 'application/pdf' };
    const pdfRef = await graph.runtime.documents.putFile('contract_pdfs', owner.id, pdf);
    await rowsOf(factoryPool(), sql`UPDATE contracts SET pdf_ref = ${pdfRef} WHERE id = ${owner.contract.id}::uuid`);
  }
});

afterAll(async () => {
  await graph.close();
  await closeFactories();
});

async function pdfUrl(ttlSeconds = 300): Promise<URL> {
  const query = 'query ($ttl: Int!) { viewer { tenant { contract { pdfUrl(ttlSeconds: $ttl) } } } }';
  const { data } = await graph.query<{ viewer: { tenant: { contract: { pdfUrl: string } } } }>(
    claimsOf(tenant),
    query,
    { ttl: ttlSeconds },
  );
  const { pathname, search } = new URL(data.viewer.tenant.contract.pdfUrl);
  return new URL(`${pathname}${search}`, graph.url);
}

/** Without a token: whoever holds the link may open it. */
async function open(url: URL) {
  const response = await fetch(url);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: await response.text(),
    headers: response.headers,
  };
}

async function expectRefusal(url: URL, status: number, code: string, message: string): Promise<void> {
  const { body, ...refused } = await open(url);
  expect(refused).toMatchObject({ status, type: 'application/json; charset=utf-8' });
  expect(JSON.parse(body)).toEqual({
    errors: [{ message, extensions: { code, retryable: false, requestId: expect.stringMatching(/^[0-9A-Z]{26}$/) } }],
  });
}

function altered(url: URL, parameters: Readonly<Record<string, string>>): URL {
  const changed = new URL(url);
  for (const [name, value] of Object.entries(parameters)) changed.searchParams.set(name, value);
  return changed;
}

const reversed = (text: string | null): string => [...(text ?? '')].reverse().join('');

it('opens the PDF to whoever holds the link, and lets nobody keep it', async () => {
  const { status, type, body, headers } = await open(await pdfUrl());
  expect({ status, type, body }).toEqual({ status: 200, type: 'application/pdf', body: `%PDF-1.7 ${tenant.slug}` });
  expect(headers.get('content-disposition')).toBe(`inline; filename="${tenant.contract.refId}.pdf"`);
  expect(headers.get('cache-control')).toBe('private, no-store');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

it('is refused once it has expired', async () => {
  const url = await pdfUrl(1);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await expectRefusal(url, 403, 'FORBIDDEN', 'the link has expired; ask for a new one');
});

it.each<[string, (url: URL) => URL]>([
  ['a later end', (url) => altered(url, { expires: String(Number(url.searchParams.get('expires')) + 1) })],
  ['another signature', (url) => altered(url, { signature: reversed(url.searchParams.get('signature')) })],
  ['no signature', (url) => altered(url, { signature: '' })],
  ["the other tenant's contract", (url) => new URL(url.href.replace(tenant.contract.refId, other.contract.refId))],
  ['another kind of file', (url) => new URL(url.href.replace('/contracts/', '/invoices/'))],
  ['another ending', (url) => new URL(url.href.replace('.pdf', '.exe'))],
])('is refused when it was altered: %s', async (_name, alter) => {
  await expectRefusal(alter(await pdfUrl()), 403, 'FORBIDDEN', 'the link is not one of ours');
});

it.each([0, -1, 86_401])('is not made for %d seconds', async (ttlSeconds) => {
  const query = `{ viewer { role tenant { contract { id pdfUrl(ttlSeconds: ${ttlSeconds}) } } } }`;
  const { data, errors } = await graph.query(claimsOf(tenant), query);
  expect(data).toEqual({
    viewer: { role: 'ADMIN', tenant: { contract: { id: tenant.contract.refId, pdfUrl: null } } },
  });
  expect(errors.map(({ path, extensions }) => [path, extensions['code']])).toEqual([
    [['viewer', 'tenant', 'contract', 'pdfUrl'], 'BAD_USER_INPUT'],
  ]);
});

it('answers null where no PDF is stored, and says so to who holds a link to one that is gone', async () => {
  const url = await pdfUrl();
  const gone = mintUlid()
    .slice(0, 24)
    .toLowerCase()
    .replace(/[^0-9a-f]/g, '0');
  await rowsOf(factoryPool(), sql`UPDATE contracts SET pdf_ref = ${gone} WHERE id = ${tenant.contract.id}::uuid`);
  const { data, errors } = await graph.query(claimsOf(tenant), '{ viewer { tenant { contract { pdfUrl } } } }');
  expect({ data, errors }).toEqual({ data: { viewer: { tenant: { contract: { pdfUrl: null } } } }, errors: [] });
  await expectRefusal(url, 404, 'BAD_USER_INPUT', 'there is no such file');
});
