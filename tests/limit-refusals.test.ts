import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../platform/config/config.ts';
import { mintUlid } from '../platform/ids/ulid.ts';
import { claimsOf } from './support/claims.ts';
import { standardLimits, startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant } from './support/make.ts';
import { openConnections } from './support/open-connections.ts';
import { sendBytes } from './support/raw-http.ts';
import { askForToken, withForm } from './support/token-endpoint.ts';

let graph: TestGateway;
beforeAll(async () => {
  const { web } = readConfig({});
  graph = await startGateway({
    limits: {
      document: { ...standardLimits.document, depth: 10 },
      rate: { tenant: { size: 1_000, restorePerSecond: 0.001 }, client: { size: 100, restorePerSecond: 0.001 } },
      cost: { maximum: 80, maximumForAnalysts: 80, maximumNodes: 85 },
    },
    web: {
      body: { limitBytes: 2_000, depth: 20 },
      headers: { ...web.headers, count: 30 },
      connections: { ...web.connections, perAddress: 20, pipelined: 1 },
    },
    gateway: { clientFailuresPerMinute: 1 },
    faultsExpected: true,
  });
});
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

/** How often each limit has refused by now. */
async function refusals(): Promise<Record<string, number>> {
  const { values } = await graph.metrics.limitRefusals.get();
  return Object.fromEntries(values.map(({ labels, value }) => [String(labels.limit), value]));
}

/** How often each limit refuses while something is done. */
async function refusedBy(work: () => Promise<unknown>): Promise<Record<string, number>> {
  const before = await refusals();
  await work();
  // An answer is counted when its last byte is sent.
  while ((await graph.metrics.activeRequests.get()).values[0]?.value !== 0) await sleep(1);
  const after = Object.entries(await refusals());
  return Object.fromEntries(
    after.map(([limit, count]) => [limit, count - (before[limit] ?? 0)] as const).filter(([, count]) => count > 0),
  );
}

/** Posts as somebody of a tenant of their own. @returns the limit that the answer tells */
async function post(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const authorization = `Bearer ${await graph.issuer.sign(claimsOf(await makeTenant()))}`;
  const response = await fetch(`${graph.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization, ...headers },
    body: JSON.stringify(body),
  });
  const { errors } = (await response.json()) as { errors?: { extensions: { limit?: unknown } }[] };
  return errors?.[0]?.extensions.limit;
}

const page = (first: number) => ({ query: `{ activities(first: ${first}) { nodes { id } } }` });
const nested = (levels: number): unknown => (levels === 0 ? 0 : [nested(levels - 1)]);
const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`x-${n}`, 'x']));

describe('what a limit refuses is counted, and told, by the limit', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['depth', () => post({ query: `${'{ viewer '.repeat(11)}${'}'.repeat(11)}` })],
    ['nodes', () => post(page(90))],
    ['cost', () => post(page(80))],
    ['bodyBytes', () => post({ query: '#'.repeat(2_000) })],
    ['bodyDepth', () => post({ query: '{ viewer { role } }', variables: { x: nested(20) } })],
    ['headers', () => post(page(1), many)],
  ])('%s', async (limit, ask) => {
    let told: unknown;
    expect(await refusedBy(async () => void (told = await ask()))).toEqual({ [limit]: 1 });
    expect(told).toBe(limit);
  });

  it('what a caller has left to spend: the one that has too little', async () => {
    const claims = claimsOf(await makeTenant());
    const spend = async (): Promise<void> => {
      while ((await graph.query(claims, page(70).query)).status === 200);
    };
    expect(await refusedBy(spend)).toEqual({ clientBucket: 1 });
  });

  it('what is refused before it is a request', async () => {
    const tooLong = `GET /?${'x'.repeat(readConfig({}).web.headers.limitBytes)} HTTP/1.1\r\nhost: a\r\n\r\n`;
    expect(await refusedBy(() => sendBytes(graph.url, [tooLong]))).toEqual({ headerBytes: 1 });
  });

  it('guesses of a secret', async () => {
    const refId = mintUlid();
    const guess = () => askForToken(graph.url, withForm(refId, 'wrong'));
    expect(await refusedBy(() => guess().then(guess))).toEqual({ clientFailures: 1 });
  });

  it('requests of one connection, and connections of one address', async () => {
    const asked = ['', '', '', 'connection: close\r\n'].map(
      (last) => `GET /health/live HTTP/1.1\r\nhost: a\r\n${last}\r\n`,
    );
    let pipelined = 0;
    const pipeline = async (): Promise<void> => {
      const answers = await sendBytes(graph.url, [asked.join('')]);
      pipelined = answers.filter(({ status }) => status === 429).length;
    };
    expect(await refusedBy(pipeline)).toEqual({ pipelinedRequests: pipelined });
    expect(pipelined).toBeGreaterThan(0);
    let dropped = 0;
    const open = async (): Promise<void> => {
      const { kept } = await openConnections(graph.url, 40);
      dropped = 40 - kept.length;
      for (const socket of kept) socket.destroy();
    };
    expect(await refusedBy(open)).toEqual({ connectionsPerAddress: dropped });
    expect(dropped).toBeGreaterThanOrEqual(20);
  });
});
