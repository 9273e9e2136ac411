import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { mintUlid } from '../platform/ids/ulid.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';

let graph: TestGateway;

beforeAll(async () => {
  // Nobody listens on port 1.
  graph = await startGateway({ databaseUrl: 'postgresql://app_user:secret@127.0.0.1:1/nowhere', faultsExpected: true });
});

afterAll(() => graph.close());

it('while the database is away nobody is let in, and each is told when to come back', async () => {
  const claims = { userRefId: mintUlid(), tenantRefId: mintUlid(), role: 'admin', scopes: [] } as const;
  const { status, data, errors } = await graph.query(claims, '{ viewer { role } }');
  expect({ status, data, errors }).toEqual({
    status: 503,
    data: undefined,
    errors: [
      {
        message: 'gateway cannot reach its database',
        extensions: {
          code: 'SUBGRAPH_UNAVAILABLE',
          service: 'gateway',
          retryable: true,
          retryAfterMs: 1_000,
          requestId: expect.any(String),
        },
      },
    ],
  });
});

it('is alive, and not ready', async () => {
  const [live, ready] = await Promise.all([fetch(`${graph.url}/health/live`), fetch(`${graph.url}/health/ready`)]);
  expect([live.status, ready.status]).toEqual([200, 503]);
  expect(ready.headers.get('retry-after')).toBe('1');
  expect(await ready.json()).toEqual({ status: 'unavailable', database: false, documents: false });
});
