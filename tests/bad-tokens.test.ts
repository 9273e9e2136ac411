import { KeyObject, sign as signBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';
import type { UserRow } from '../platform/database/tables.ts';
import { localVerifier, type TokenPolicy } from '../platform/identity/token.ts';
import { mintUlid } from '../platform/ids/ulid.ts';
import { startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, twoTenants, type CustomerTenant } from './support/make.ts';

const policy: TokenPolicy = {
  issuer: 'https://login.example.com/',
  audience: 'leadmetrics-graph',
  algorithms: ['EdDSA', 'RS256'],
  clockToleranceSeconds: 30,
};
const algorithms = { ours: 'EdDSA', foreign: 'EdDSA', rsa: 'RS256', pss: 'PS256' } as const;
type KeyName = keyof typeof algorithms;

const keys = new Map<KeyName, Awaited<ReturnType<typeof generateKeyPair>>>();
let graph: TestGateway;
let tenant: CustomerTenant;
let others: CustomerTenant;
let gone: UserRow;
beforeAll(async () => {
  for (const [name, algorithm] of Object.entries(algorithms))
    keys.set(name as KeyName, await generateKeyPair(algorithm, { extractable: true })); // the object's own keys
  const published = (['ours', 'rsa', 'pss'] as const).map(async (kid) => ({ ...(await publicJwk(kid)), kid }));
  graph = await startGateway({ verify: localVerifier({ keys: await Promise.all(published) }, policy) });
  [tenant, others] = await twoTenants();
  gone = await tenant.make.user({ role: 'admin', status: 'deactivated' });
});
afterAll(async () => {
  await graph.close();
  await closeFactories();
});

function keyOf(name: KeyName) {
  const pair = keys.get(name);
  if (pair === undefined) throw new Error(`expected a key pair ${name}`);
  return pair;
}
const publicJwk = (name: KeyName) => exportJWK(keyOf(name).publicKey);
const now = (): number => Math.floor(Date.now() / 1_000);

/** A good token's claims, and what differs; undefined leaves a claim out. */
function claims(differing: Readonly<Record<string, unknown>> = {}): JWTPayload {
  const who = { sub: tenant.admin.refId, tenant: tenant.refId, role: 'admin' };
  const good = { ...who, iss: policy.issuer, aud: policy.audience, exp: now() + 60 };
  return Object.fromEntries(Object.entries({ ...good, ...differing }).filter(([, value]) => value !== undefined));
}

function sign(payload: JWTPayload, key: CryptoKey | Uint8Array = keyOf('ours').privateKey, header: object = {}) {
  return new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', kid: 'ours', ...header }).sign(key);
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signed by our key under a header that no library would write. */
function signByHand(header: object): string {
  const signed = `${encoded(header)}.${encoded(claims())}`;
  const signature = signBytes(null, Buffer.from(signed), KeyObject.from(keyOf('ours').privateKey));
  return `${signed}.${signature.toString('base64url')}`;
}

/** A good token with one of its three parts replaced. */
async function withPart(index: 0 | 1 | 2, part: (old: string) => string): Promise<string> {
  const parts = (await sign(claims())).split('.');
  return parts.map((old, at) => (at === index ? part(old) : old)).join('.');
}

interface Asked {
  readonly status: number;
  readonly challenge: string | null;
  readonly body: unknown;
}

async function ask(headers: Readonly<Record<string, string>>): Promise<Asked> {
  const response = await fetch(`${graph.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: '{ viewer { tenant { slug } } }' }),
  });
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    body: await response.json(),
  };
}

const signIn = 'Bearer realm="leadmetrics"';
const refresh = `${signIn}, error="invalid_token", error_description="the token is expired or not one of ours"`;

/** Answers 401 without a word of why; the reason and the request's id are told to the log, the token is not. */
async function expectRefused(headers: Readonly<Record<string, string>>, challenge: string, reason: string | RegExp) {
  const told = graph.refused.length;
  const asked = await ask(headers);
  const [line, ...more] = graph.refused.slice(told);
  expect(asked).toEqual({
    status: 401,
    challenge,
    body: {
      errors: [
        {
          message: 'the token is missing, expired or not one of ours; expected "Authorization: Bearer <token>"',
          extensions: { code: 'UNAUTHENTICATED', retryable: false, requestId: line?.requestId },
        },
      ],
    },
  });
  expect([line?.requestId, more]).toEqual([expect.stringMatching(/^[0-9A-Z]{26}$/), []]);
  if (typeof reason === 'string') expect(line?.reason).toBe(reason);
  else expect(line?.reason).toMatch(reason);
  expect(line?.reason).not.toMatch(/\p{Cc}|.{400}/u);
}

it('a good token is taken', async () => {
  expect(await ask({ authorization: `bearer ${await sign(claims())}` })).toMatchObject({
    status: 200,
    challenge: null,
    body: { data: { viewer: { tenant: { slug: tenant.slug } } } },
  });
});

describe('who sends no token is told to sign in', () => {
  it.each([
    ['nothing', {}, 'none was sent'],
    ['nothing after the name', { authorization: '' }, 'none was sent'],
    ['a password', { authorization: 'Basic YTpi' }, 'credentials of another scheme were sent'],
    ['a token of no scheme', { authorization: 'eyJhbGciOiJub25lIn0.e30.' }, 'credentials of another scheme were sent'],
  ])('%s', (_name, headers, reason) => expectRefused(headers, signIn, reason));
});

/** Every way to be wrong, and what the log is told of it. */
const bad: readonly (readonly [string, () => Promise<string> | string, string | RegExp])[] = [
  ['the scheme alone', () => '', 'the header is not of the form "Bearer <token>"'],
  ['two tokens', async () => `${await sign(claims())} x`, 'the header is not of the form "Bearer <token>"'],
  ['garbage', () => 'garbage', 'Invalid Compact JWS'],
  ['three dots', () => '...', 'Invalid Compact JWS'],
  ['empty parts', () => '..', /^JWS/],
  ['an expired one', () => sign(claims({ exp: now() - 31 })), /^"exp" claim timestamp check failed: found \d{10}$/],
  ['one without an end', () => sign(claims({ exp: undefined })), 'missing required "exp" claim: found nothing'],
  ['one whose end is a text', () => sign(claims({ exp: '2099' })), '"exp" claim must be a number: found "2099"'],
  [
    'one that begins later',
    () => sign(claims({ nbf: now() + 31 })),
    /^"nbf" claim timestamp check failed: found \d{10}$/,
  ],
  [
    'one for another audience',
    () => sign(claims({ aud: 'account' })),
    'unexpected "aud" claim value: found "account", expected "leadmetrics-graph"',
  ],
  [
    'one for no audience',
    () => sign(claims({ aud: undefined })),
    'missing required "aud" claim: found nothing, expected "leadmetrics-graph"',
  ],
  [
    'one of another issuer',
    () => sign(claims({ iss: 'https://login.example.com' })),
    'unexpected "iss" claim value: found "https://login.example.com", expected "https://login.example.com/"',
  ],
  [
    'one of an issuer that would write into the log',
    () => sign(claims({ iss: `\r\n\u001b[2Jforged ${'x'.repeat(5_000)}` })),
    /^unexpected "iss" claim value: found "\\r\\n\\u001b\[2Jforged x+…, expected "https:\/\/login\.example\.com\/"$/,
  ],
  [
    'one of no issuer',
    () => sign(claims({ iss: undefined })),
    'missing required "iss" claim: found nothing, expected "https://login.example.com/"',
  ],
  [
    'one that is not signed',
    () => new UnsecuredJWT(claims()).encode(),
    '"alg" (Algorithm) Header Parameter value not allowed: found "none", expected one of EdDSA, RS256',
  ],
  [
    'one with the algorithm none and a signature',
    () => withPart(0, () => encoded({ alg: 'none', kid: 'ours' })),
    '"alg" (Algorithm) Header Parameter value not allowed: found "none", expected one of EdDSA, RS256',
  ],
  [
    'one signed with the public key as a secret',
    async () => sign(claims(), Buffer.from(await exportSPKI(keyOf('rsa').publicKey)), { alg: 'HS256', kid: 'rsa' }),
    '"alg" (Algorithm) Header Parameter value not allowed: found "HS256", expected one of EdDSA, RS256',
  ],
  [
    "one signed with the public key's bytes",
    async () => sign(claims(), Buffer.from((await publicJwk('ours')).x ?? '', 'base64url'), { alg: 'HS256' }),
    '"alg" (Algorithm) Header Parameter value not allowed: found "HS256", expected one of EdDSA, RS256',
  ],
  [
    'one signed by an algorithm that is not pinned',
    () => sign(claims(), keyOf('pss').privateKey, { alg: 'PS256', kid: 'pss' }),
    '"alg" (Algorithm) Header Parameter value not allowed: found "PS256", expected one of EdDSA, RS256',
  ],
  [
    'one signed by a key of that name which is not ours',
    () => sign(claims(), keyOf('foreign').privateKey),
    'signature verification failed',
  ],
  [
    'one of an unknown key',
    () => sign(claims(), keyOf('ours').privateKey, { kid: '../../../dev/null' }),
    'no applicable key found in the JSON Web Key Set: its key id is "../../../dev/null"',
  ],
  [
    'one that brings its own key',
    async () => sign(claims(), keyOf('foreign').privateKey, { kid: 'x', jwk: await publicJwk('foreign') }),
    'no applicable key found in the JSON Web Key Set: its key id is "x"',
  ],
  [
    'one that says where its key is',
    () => sign(claims(), keyOf('foreign').privateKey, { jku: 'https://login.example.net/keys' }),
    'signature verification failed',
  ],
  [
    'one with a critical header that nobody knows',
    () => signByHand({ alg: 'EdDSA', kid: 'ours', crit: ['x'], x: 1 }),
    'Extension Header Parameter "x" is not recognized',
  ],
  ['one whose claims were changed', () => withPart(1, () => encoded(claims({ role: 'super_admin' }))), /^signature/],
  ['one whose signature was cut', () => withPart(2, (signature) => signature.slice(0, -4)), /^signature/],
  ['one whose signature was left out', () => withPart(2, () => ''), /^signature/],
  ['one without a subject', () => sign(claims({ sub: undefined })), 'its claim "sub" is missing, expected a ULID'],
  [
    'one whose subject is no ULID',
    () => sign(claims({ sub: 'priya@acme-corp.example' })),
    'its claim "sub" is another text, expected a ULID',
  ],
  ['one without a tenant', () => sign(claims({ tenant: undefined })), 'its claim "tenant" is missing, expected a ULID'],
  [
    'one whose tenant is a condition',
    () => sign(claims({ tenant: { $ne: '' } })),
    'its claim "tenant" is of the type object, expected a ULID',
  ],
  [
    'one without a role',
    () => sign(claims({ role: undefined })),
    'its claim "role" is nothing, expected one role of ours',
  ],
  [
    'one of a role that is none',
    () => sign(claims({ role: 'root' })),
    'its claim "role" is "root", expected one role of ours',
  ],
  [
    'one of two roles',
    () => sign(claims({ role: ['admin', 'super_admin'] })),
    'its claim "role" is ["admin","super_admin"], expected one role of ours',
  ],
  [
    'one whose scopes are no texts',
    () => sign(claims({ scopes: [1] })),
    'its claim "scopes" is a list, expected texts',
  ],
  ['one of an unknown user', () => sign(claims({ sub: mintUlid() })), 'it names no user of the tenant that it names'],
  [
    "one of another tenant's user",
    () => sign(claims({ sub: others.admin.refId })),
    'it names no user of the tenant that it names',
  ],
  ['one of a user who is gone', () => sign(claims({ sub: gone.refId })), 'its user is deactivated'],
  [
    'one of a role that the user has not',
    () => sign(claims({ role: 'super_admin' })),
    'its user may not act in the role super_admin',
  ],
  ['one of a user that is no agent', () => sign(claims({ role: 'agent' })), 'its user may not act in the role agent'],
  [
    'one of a member that says it is an analyst',
    async () => sign(claims({ sub: (await tenant.make.user({ role: 'member' })).refId, role: 'analyst' })),
    'its user may not act in the role analyst',
  ],
];

describe('who sends a bad token is told to get a fresh one, and no more', () => {
  it.each(bad)('%s', async (_name, make, reason) => {
    const token = await make();
    await expectRefused({ authorization: `Bearer ${token}` }, refresh, reason);
    for (const part of token.split('.').filter((text) => text.length > 10))
      expect(graph.refused.at(-1)?.reason).not.toContain(part);
  });
});
