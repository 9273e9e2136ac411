import { KeyObject, sign as signBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';
import { personas } from './viewer.ts';
import { localVerifier, type TokenPolicy, type TokenVerifier } from './token.ts';

const policy: TokenPolicy = {
  issuer: 'https://issuer.test',
  audience: 'leadmetrics-graph',
  algorithms: ['EdDSA', 'RS256'],
  clockToleranceSeconds: 30,
};
const user = '01JZX3V6E8Q4T5Y7W9A1C2D3F4';
const tenant = '01JZX3V6E8Q4T5Y7W9A1C2D3F5';

type Keys = Awaited<ReturnType<typeof generateKeyPair>>;
let trusted: Keys;
let foreign: Keys;
let rsa: Keys;
let pss: Keys;
let verify: TokenVerifier;

beforeAll(async () => {
  const extractable = { extractable: true };
  [trusted, foreign, rsa, pss] = await Promise.all([
    generateKeyPair('EdDSA', extractable),
    generateKeyPair('EdDSA', extractable),
    generateKeyPair('RS256', extractable),
    generateKeyPair('PS256', extractable),
  ]);
  const jwks = [
    { ...(await exportJWK(trusted.publicKey)), kid: 'ours', alg: 'EdDSA', use: 'sig' },
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', use: 'sig' },
    { ...(await exportJWK(pss.publicKey)), kid: 'pss', use: 'sig' },
  ];
  verify = localVerifier({ keys: jwks }, policy);
});

const now = (): number => Math.floor(Date.now() / 1_000);

/** A good token's claims, and what differs; undefined leaves a claim out. */
function claims(differing: Readonly<Record<string, unknown>> = {}): JWTPayload {
  const good = { sub: user, tenant, role: 'admin', iss: policy.issuer, aud: policy.audience, exp: now() + 60 };
  return Object.fromEntries(Object.entries({ ...good, ...differing }).filter(([, value]) => value !== undefined));
}

interface Signing {
  readonly key?: CryptoKey | Uint8Array;
  readonly header?: { readonly alg: string; readonly [name: string]: unknown };
}

function sign(
  payload: JWTPayload,
  { key = trusted.privateKey, header = { alg: 'EdDSA', kid: 'ours' } }: Signing = {},
): Promise<string> {
  return new SignJWT(payload).setProtectedHeader(header).sign(key);
}

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signed by our key under a header that no library would write. */
function signByHand(header: object): string {
  const signed = `${encoded(header)}.${encoded(claims())}`;
  const signature = signBytes(null, Buffer.from(signed), KeyObject.from(trusted.privateKey));
  return `${signed}.${signature.toString('base64url')}`;
}

/** A good token with one of its three parts replaced. */
async function withPart(index: 0 | 1 | 2, part: (old: string) => string): Promise<string> {
  const parts = (await sign(claims())).split('.');
  return parts.map((old, at) => (at === index ? part(old) : old)).join('.');
}

describe('a good token', () => {
  it('may be signed by any library', async () => {
    expect(await verify(signByHand({ alg: 'EdDSA', kid: 'ours' }))).toMatchObject({ userRefId: user });
  });

  it.each(personas)('of the role %s says who asks', async (role) => {
    expect(await verify(await sign(claims({ role })))).toEqual({
      userRefId: user,
      tenantRefId: tenant,
      role,
      scopes: [],
    });
  });

  it('may write its ids in lower case, carry scopes, and differ by the tolerance of clocks', async () => {
    const token = await sign(
      claims({
        sub: user.toLowerCase(),
        tenant: tenant.toLowerCase(),
        role: 'partner',
        scopes: ['costs:read'],
        exp: now() - 25,
        nbf: now() + 25,
      }),
    );
    expect(await verify(token)).toEqual({
      userRefId: user,
      tenantRefId: tenant,
      role: 'partner',
      scopes: ['costs:read'],
    });
  });

  it('may be signed by any key of the issuer and one of the algorithms', async () => {
    const token = await sign(claims(), { key: rsa.privateKey, header: { alg: 'RS256', kid: 'rsa' } });
    expect(await verify(token)).toMatchObject({ userRefId: user });
  });
});

describe('a token that was taken once', () => {
  it('is refused all the same when it has ended', async () => {
    const strict = localVerifier(
      { keys: [{ ...(await exportJWK(trusted.publicKey)), kid: 'ours' }] },
      { ...policy, clockToleranceSeconds: 0 },
    );
    const exp = now() + 2;
    const token = await sign(claims({ exp }));
    expect(await strict(token)).toMatchObject({ userRefId: user });
    expect(await strict(token)).toMatchObject({ userRefId: user });
    await new Promise((resolve) => setTimeout(resolve, exp * 1_000 - Date.now() + 20));
    await expect(strict(token)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
  });
});

/** Every way to be wrong; all are answered alike. */
const bad: readonly (readonly [string, () => Promise<string> | string])[] = [
  ['nothing', () => ''],
  ['garbage', () => 'garbage'],
  ['three dots', () => '...'],
  ['an expired one', () => sign(claims({ exp: now() - 31 }))],
  ['one without an end', () => sign(claims({ exp: undefined }))],
  ['one that begins later', () => sign(claims({ nbf: now() + 31 }))],
  ['one for another audience', () => sign(claims({ aud: 'leadmetrics-subgraph' }))],
  ['one for no audience', () => sign(claims({ aud: undefined }))],
  ['one of another issuer', () => sign(claims({ iss: 'https://issuer.example' }))],
  ['one of no issuer', () => sign(claims({ iss: undefined }))],
  ['one that is not signed', () => new UnsecuredJWT(claims()).encode()],
  ['one with the algorithm none and a signature', () => withPart(0, () => encoded({ alg: 'none', kid: 'ours' }))],
  [
    'one signed with the public key as a secret',
    async () =>
      sign(claims(), {
        key: new TextEncoder().encode(await exportSPKI(rsa.publicKey)),
        header: { alg: 'HS256', kid: 'rsa' },
      }),
  ],
  [
    "one signed with the public key's bytes",
    async () =>
      sign(claims(), {
        key: Buffer.from((await exportJWK(trusted.publicKey)).x ?? '', 'base64url'),
        header: { alg: 'HS256', kid: 'ours' },
      }),
  ],
  [
    'one signed by an algorithm that is not pinned',
    () => sign(claims(), { key: pss.privateKey, header: { alg: 'PS256', kid: 'pss' } }),
  ],
  ['one signed by a key of that name which is not ours', () => sign(claims(), { key: foreign.privateKey })],
  ['one of an unknown key', () => sign(claims(), { header: { alg: 'EdDSA', kid: 'other' } })],
  [
    'one that brings its own key',
    async () =>
      sign(claims(), {
        key: foreign.privateKey,
        header: { alg: 'EdDSA', kid: 'other', jwk: await exportJWK(foreign.publicKey) },
      }),
  ],
  ['one with a critical header that nobody knows', () => signByHand({ alg: 'EdDSA', kid: 'ours', crit: ['x'], x: 1 })],
  ['one whose claims were changed', () => withPart(1, () => encoded(claims({ role: 'super_admin' })))],
  ['one whose signature was cut', () => withPart(2, (signature) => signature.slice(0, -4))],
  ['one whose signature was left out', () => withPart(2, () => '')],
  ['one without a subject', () => sign(claims({ sub: undefined }))],
  ['one without a tenant', () => sign(claims({ tenant: undefined }))],
  ['one without a role', () => sign(claims({ role: undefined }))],
  ['one of a role that is none', () => sign(claims({ role: 'root' }))],
  ['one of two roles', () => sign(claims({ role: ['admin', 'analyst'] }))],
  ['one of no role of ours', () => sign(claims({ role: ['offline_access'] }))],
  ['one whose subject is no ULID', () => sign(claims({ sub: crypto.randomUUID() }))],
  ['one whose tenant is no ULID', () => sign(claims({ tenant: { $ne: '' } }))],
  ['one whose scopes are a number', () => sign(claims({ scopes: 7 }))],
  ['one whose scopes are no texts', () => sign(claims({ scopes: [1] }))],
];

describe('a bad token', () => {
  it.each(bad)('%s is refused, in the same words as any other', async (_name, make) => {
    const token = await make();
    await expect(verify(token)).rejects.toMatchObject({
      message: 'the token is missing, expired or not one of ours; expected "Authorization: Bearer <token>"',
      extensions: { code: 'UNAUTHENTICATED', retryable: false },
    });
  });
});
