import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { signLink } from '../platform/crypto/signed-link.ts';
import { mintUlid } from '../platform/ids/ulid.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { basic, grant } from './support/token-endpoint.ts';

const linkSecret = 'a secret of the tests that is long enough';
const away = {
  message: 'gateway cannot reach its database',
  extensions: {
    code: 'SUBGRAPH_UNAVAILABLE',
    service: 'gateway',
    retryable: true,
    retryAfterMs: 1_000,
    requestId: expect.any(String),
  },
};

let graph: TestGateway;

beforeAll(async () => {
  // Nobody listens on port 1.
  graph = await startGateway({
    databaseUrl: 'postgresql://app_user:secret@127.0.0.1:1/nowhere',
    faultsExpected: true,
    linkSecret,
  });
});

afterAll(() => graph.close());

it('while the database is away nobody is let in, and each is told when to come back', async () => {
  const claims = { userRefId: mintUlid(), tenantRefId: mintUlid(), role: 'admin', scopes: [] } as const;
  const response = await fetch(`${graph.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await graph.issuer.sign(claims)}` },
    body: '{"query":"{ viewer { role } }"}',
  });
  expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
    503,
    '1',
    { errors: [away] },
  ]);
});

it('while the database is away a file is not there yet, in the same words', async () => {
  const path = `/files/contracts/${mintUlid()}.pdf`;
  const expiresAt = new Date(Date.now() + 60_000);
  const response = await fetch(signLink({ baseUrl: graph.url, path, expiresAt, secret: linkSecret }));
  expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
    503,
    '1',
    { errors: [away] },
  ]);
});

it('while the database is away no API client gets a token, in the same words', async () => {
  const response = await fetch(`${graph.url}/oauth/token`, {
    method: 'POST',
    headers: { authorization: basic(mintUlid(), 'secret') },
    body: new URLSearchParams([[...grant]]),
  });
  expect([response.status, response.headers.get('retry-after'), await response.json()]).toEqual([
    503,
    '1',
    { errors: [away] },
  ]);
});

it('is alive, and not ready', async () => {
  const [live, ready] = await Promise.all([fetch(`${graph.url}/health/live`), fetch(`${graph.url}/health/ready`)]);
  expect([live.status, ready.status]).toEqual([200, 503]);
  expect(ready.headers.get('retry-after')).toBe('1');
  expect(await ready.json()).toEqual({ status: 'unavailable', database: false, documents: false });
});
