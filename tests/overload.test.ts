import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { sendRequest } from './support/http-request.ts';

let graph: TestGateway;

beforeAll(async () => {
  graph = await startGateway({ web: { overloadDelayMs: 50 } });
});

afterAll(() => graph.close());

/** Keeps the event loop late, for that long. */
async function beBusy(milliseconds: number): Promise<void> {
  for (const end = performance.now() + milliseconds; performance.now() < end;) {
    const pause = performance.now() + 100;
    while (performance.now() < pause);
    await sleep(1);
  }
}

const statusOf = async (path: string) =>
  (await sendRequest(graph.url, path, { headers: { origin: 'http://localhost:3000' } })).status;

it('a request is refused while the event loop is late, and those that watch the process are answered', async () => {
  // The first two seconds are the start's.
  await beBusy(4_500);
  const path = '/graphql?query={viewer{role}}';
  const refused = await sendRequest(graph.url, path, { headers: { origin: 'http://localhost:3000' } });
  expect({ ...refused, body: JSON.parse(refused.body) as unknown }).toMatchObject({
    status: 503,
    headers: { 'retry-after': '1', 'access-control-allow-origin': 'http://localhost:3000' },
    body: {
      errors: [
        { extensions: { code: 'SUBGRAPH_UNAVAILABLE', service: 'gateway', retryable: true, limit: 'overload' } },
      ],
    },
  });
  expect([await statusOf('/health/live'), await statusOf('/health/ready')]).toEqual([200, 200]);
  // It is over as soon as the loop was in time for a while.
  while ((await statusOf(path)) === 503) await sleep(100);
  expect(await statusOf(path)).toBe(401);
});
