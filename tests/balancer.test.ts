import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../platform/config/config.ts';
import type { TrustedProxies } from '../platform/config/trusted-proxies.ts';
import { hashOfSecret, makeClientSecret } from '../platform/identity/client-secret.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { openConnections } from './support/open-connections.ts';
import { askForToken, withForm } from './support/token-endpoint.ts';

let tenant: CustomerTenant;
beforeAll(async () => void (tenant = await makeTenant()));
afterAll(() => closeFactories());

/** Asks for tokens as clients that a balancer, or whoever says so, speaks for: the status of each answer. */
async function statuses(graph: TestGateway, asked: readonly (readonly [secret: string, forwarded: string])[]) {
  const secret = makeClientSecret();
  const { refId } = await tenant.make.apiClient({ secretHash: hashOfSecret(secret) });
  const answers: number[] = [];
  for (const [given, forwarded] of asked) {
    const form = withForm(refId, given === 'right' ? secret : given);
    const { status } = await askForToken(graph.url, form, { 'x-forwarded-for': forwarded });
    answers.push(status);
  }
  return answers;
}

describe('behind a balancer', () => {
  let graph: TestGateway;
  afterEach(() => graph.close());

  const startBehind = (trustedProxies: TrustedProxies, perAddress = 1_000): Promise<TestGateway> => {
    const { connections } = readConfig({}).web;
    return startGateway({
      gateway: { clientFailuresPerMinute: 1 },
      web: { trustedProxies, connections: { ...connections, perAddress } },
      faultsExpected: true,
    });
  };

  it('that is trusted, wrong secrets are counted by the address that it tells', async () => {
    graph = await startBehind(['127.0.0.0/8']);
    expect(
      await statuses(graph, [
        ['wrong', '192.0.2.1'],
        ['right', '192.0.2.1'],
        ['right', '192.0.2.2'],
        ['right', '2001:db8::2'],
      ]),
    ).toEqual([401, 429, 200, 200]);
  });

  it('that is known by the number of balancers, that many addresses from the end are theirs', async () => {
    graph = await startBehind(2);
    expect(
      await statuses(graph, [
        ['wrong', '203.0.113.1, 192.0.2.1, 198.51.100.7'],
        ['right', '203.0.113.2, 192.0.2.1, 198.51.100.8'],
        ['right', '192.0.2.1, 192.0.2.2, 198.51.100.7'],
      ]),
    ).toEqual([401, 429, 200]);
  });

  it('that is trusted, what its client has forged before stands behind what it tells', async () => {
    graph = await startBehind(['127.0.0.1', '198.51.100.7']);
    expect(
      await statuses(graph, [
        ['wrong', '203.0.113.1, 192.0.2.1'],
        ['right', '203.0.113.2, 192.0.2.1'],
        ['right', '203.0.113.3, 192.0.2.1, 198.51.100.7'],
        ['right', '192.0.2.1, 203.0.113.2'],
      ]),
    ).toEqual([401, 429, 429, 200]);
  });

  it.each([
    ['nobody is', []],
    ['another is', ['192.0.2.0/24', '::1']],
  ])('that is not trusted, as %s, it may tell any address', async (_whom, trusted) => {
    graph = await startBehind(trusted);
    expect(
      await statuses(graph, [
        ['wrong', '192.0.2.1'],
        ['right', '192.0.2.2'],
        ['right', ''],
      ]),
    ).toEqual([401, 429, 429]);
  });

  it('that is trusted, its connections are bounded by the number of all alone', async () => {
    graph = await startBehind(['127.0.0.1'], 5);
    const { kept } = await openConnections(graph.url, 12);
    for (const socket of kept) socket.destroy();
    expect([kept.length, graph.faults]).toEqual([12, []]);
  });
});
