import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';
import { readConfig } from '../platform/config/config.ts';
import { openTokens } from '../platform/startup/tokens.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';

/** An identity provider that publishes these keys, and answers 503 while there are none. */
let published: object[] = [];
let fetches = 0;
const server = createServer((_request, response) => {
  fetches += 1;
  response.writeHead(published.length === 0 ? 503 : 200).end(JSON.stringify({ keys: published }));
});
const cooldownMs = 150;

let issuer: string;
let keys: object[];
let privateKey: CryptoKey;
let graph: TestGateway;
let tenant: CustomerTenant;
const told: string[] = [];

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  privateKey = pair.privateKey;
  keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'k1', use: 'sig' }];
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
  const config = readConfig({
    JWKS_URL: `${issuer}/keys`,
    JWKS_COOLDOWN_MS: String(cooldownMs),
    TOKEN_ISSUER: `${issuer}/realms/acme`,
    TOKEN_AUDIENCE: 'leadmetrics-graph',
    TOKEN_CLAIM_USER: 'leadmetrics.user',
    TOKEN_CLAIM_TENANT: 'leadmetrics.tenant',
    TOKEN_CLAIM_ROLE: 'realm_access.roles',
  });
  const log = (line: string): void => void told.push(line);
  const { verify, provider } = await openTokens(config, { info: log, error: log });
  graph = await startGateway({ verify, ...(provider && { provider }) });
  tenant = await makeTenant();
});
afterAll(async () => {
  await graph.close();
  await closeFactories();
  server.close();
});

/** As Keycloak makes them, with the ids in claims of one's own. */
const sign = (kid = 'k1'): Promise<string> =>
  new SignJWT({
    leadmetrics: { user: tenant.admin.refId, tenant: tenant.refId },
    realm_access: { roles: ['offline_access', 'admin', 'default-roles-acme'] },
    scope: 'openid profile',
  })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setSubject('f:528f2d3c:priya')
    .setIssuer(`${issuer}/realms/acme`)
    .setAudience(['account', 'leadmetrics-graph'])
    .setExpirationTime('5m')
    .sign(privateKey);

async function ask(token: string) {
  const response = await fetch(`${graph.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: '{ viewer { tenant { slug } } }' }),
  });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.json() };
}

async function ready() {
  const response = await fetch(`${graph.url}/health/ready`);
  return { status: response.status, body: await response.json() };
}

const readiness = (reachable: boolean, usable: boolean) => ({
  status: usable ? 200 : 503,
  body: {
    status: usable ? 'ok' : 'unavailable',
    database: true,
    documents: true,
    identityProvider: { reachable, usable },
  },
});

/** Waits out the cooldown, and for the fetch that the next look begins. */
async function untilFetched(): Promise<void> {
  await sleep(cooldownMs + 10);
  const before = fetches;
  while (fetches === before) {
    await ready();
    await sleep(5);
  }
  await sleep(20);
}

/** One provider's outage and return, in this order. */
describe('an identity provider', () => {
  it('that is away at the start is told once, and nobody is called a forger for it', async () => {
    expect(told).toEqual([
      `The keys of the identity provider cannot be fetched from ${issuer}/keys (it answered 503): nobody who signs in with it is let in, and each is told to come back.`,
    ]);
    expect(await ready()).toEqual(readiness(false, false));
    expect(await ask(await sign())).toMatchObject({
      status: 503,
      retryAfter: '1',
      body: {
        errors: [
          {
            message: 'the identity provider cannot be reached; try again',
            extensions: {
              code: 'SUBGRAPH_UNAVAILABLE',
              service: 'gateway',
              retryable: true,
              retryAfterMs: expect.any(Number),
              requestId: expect.stringMatching(/^[0-9A-Z]{26}$/),
            },
          },
        ],
      },
    });
    expect((await ask('garbage')).status).toBe(401);
    expect(told).toHaveLength(1);
  });

  it('that is back lets its users in, without anybody having to ask first', async () => {
    published = keys;
    await untilFetched();
    expect(await ready()).toEqual(readiness(true, true));
    expect(told.slice(1)).toEqual(['The identity provider can be reached again.']);
    expect(await ask(await sign())).toMatchObject({
      status: 200,
      retryAfter: null,
      body: { data: { viewer: { tenant: { slug: tenant.slug } } } },
    });
  });

  it('that goes away later keeps nobody out whose key is known, and the process stays ready', async () => {
    published = [];
    await sleep(cooldownMs + 10);
    const unknown = await sign('forged');
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(unknown)));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(401));
    expect((await ask(await sign())).status).toBe(200);
    expect(await ready()).toEqual(readiness(false, true));
    expect(told.slice(2)).toEqual([
      `The keys of the identity provider cannot be fetched from ${issuer}/keys (it answered 503): the keys that are known serve on.`,
    ]);
  });
});
