import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { hashOfSecret, makeClientSecret } from '../platform/identity/client-secret.ts';
import type { ApiClientRow } from '../platform/database/tables.ts';
import { mintUlid } from '../platform/ids/ulid.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { askForToken as askAt, basic, grant, withForm, type TokenAnswer } from './support/token-endpoint.ts';

let graph: TestGateway;
let tenant: CustomerTenant;
let secret: string;
let client: ApiClientRow;
beforeAll(async () => {
  graph = await startGateway({ gateway: { clientFailuresPerMinute: 3 } });
  tenant = await makeTenant();
  secret = makeClientSecret();
  client = await tenant.make.apiClient({ scopes: ['content:read', 'costs:read'], secretHash: hashOfSecret(secret) });
});
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

const askForToken = (fields: Parameters<typeof askAt>[1], headers?: Parameters<typeof askAt>[2]) =>
  askAt(graph.url, fields, headers);

describe('the token endpoint refuses in the shape of RFC 6749', () => {
  const good = () => ({ authorization: basic(client.refId, secret) });

  it.each<[string, () => Promise<TokenAnswer>, number, string]>([
    ['no grant type', () => askForToken([], good()), 400, 'invalid_request'],
    ['two grant types', () => askForToken([grant, grant], good()), 400, 'invalid_request'],
    ['another grant type', () => askForToken([['grant_type', 'password']], good()), 400, 'unsupported_grant_type'],
    [
      'a code',
      () =>
        askForToken(
          [
            ['grant_type', 'authorization_code'],
            ['code', 'x'],
          ],
          good(),
        ),
      400,
      'unsupported_grant_type',
    ],
    [
      'two secrets',
      () => askForToken([...withForm(client.refId, secret), ['client_secret', secret]]),
      400,
      'invalid_request',
    ],
    ['a secret in both places', () => askForToken(withForm(client.refId, secret), good()), 400, 'invalid_request'],
    ['two clients', () => askForToken([grant, ['client_id', mintUlid()]], good()), 400, 'invalid_request'],
    [
      'a scope that the client has not',
      () => askForToken([grant, ['scope', 'costs:read leads:read']], good()),
      400,
      'invalid_scope',
    ],
    ['a scope that nobody has', () => askForToken([grant, ['scope', 'openid']], good()), 400, 'invalid_scope'],
    ['no client', () => askForToken([grant]), 401, 'invalid_client'],
    ['no secret', () => askForToken([grant, ['client_id', client.refId]]), 401, 'invalid_client'],
    ['an unknown client', () => askForToken(withForm(mintUlid(), secret)), 401, 'invalid_client'],
    ['a client that is no ULID', () => askForToken(withForm("' OR true --", secret)), 401, 'invalid_client'],
    ['another secret', () => askForToken(withForm(client.refId, makeClientSecret())), 401, 'invalid_client'],
    ['the hash', () => askForToken(withForm(client.refId, hashOfSecret(secret))), 401, 'invalid_client'],
    ['a token', () => askForToken([grant], { authorization: 'Bearer x' }), 401, 'invalid_client'],
    [
      'credentials that are no Base64',
      () => askForToken([grant], { authorization: 'Basic %%%' }),
      401,
      'invalid_client',
    ],
    ['credentials without a colon', () => askForToken([grant], { authorization: 'Basic YWJj' }), 401, 'invalid_client'],
    ['half an escape', () => askForToken([grant], { authorization: `Basic ${btoa('%:%')}` }), 401, 'invalid_client'],
  ])('%s', async (_name, make, status, error) => {
    const { body, headers, ...answer } = await make();
    expect([answer.status, body]).toEqual([status, { error, error_description: expect.stringMatching(/^.{20,150}$/) }]);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('www-authenticate')).toBe(status === 401 ? 'Basic realm="leadmetrics"' : null);
  });

  it.each([
    ['JSON', 'application/json', JSON.stringify({ grant_type: 'client_credentials' })],
    ['no type', 'text/plain', 'grant_type=client_credentials'],
    ['a form of 9 kB', 'application/x-www-form-urlencoded', `grant_type=client_credentials&x=${'x'.repeat(9_000)}`],
  ])('a body of %s', async (_name, type, body) => {
    const headers = { ...good(), 'content-type': type };
    const response = await fetch(`${graph.url}/oauth/token`, { method: 'POST', headers, body });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: 'invalid_request', error_description: expect.any(String) },
    ]);
  });

  it('a form where the graph is asked: whoever may not ask is told that first', async () => {
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      body: new URLSearchParams({ query: '{a}' }),
    });
    expect(response.status).toBe(401);
  });

  it('more wrong secrets than a minute may have, and another client all the same not', async () => {
    const password = makeClientSecret();
    const guessed = await tenant.make.apiClient({ secretHash: hashOfSecret(password) });
    for (let n = 0; n < 3; n += 1) expect((await askForToken(withForm(guessed.refId, `${n}`))).status).toBe(401);
    const { status, headers, body } = await askForToken(withForm(guessed.refId, password));
    expect([status, body]).toEqual([
      429,
      { error: 'temporarily_unavailable', error_description: 'too many wrong secrets; try again later' },
    ]);
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect((await askForToken(withForm(client.refId, secret))).status).toBe(200);
  });
});
