import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JSONWebKeySet, type JWK } from 'jose';
import { writeOnce } from '../config/write-once.ts';
import type { Claims, TokenPolicy } from './token.ts';

/** Signs tokens for demo personas with a key kept beside the data. Never in production. */
export interface DevelopmentIssuer {
  /** The public key, for the verifier. */
  readonly keys: JSONWebKeySet;
  /** A token for these claims. */
  readonly sign: (claims: Claims) => Promise<string>;
}

const algorithm = 'EdDSA';
const keyId = 'development';

/** Reads the key of `dataDir`, or makes it; two processes that start at once agree on one. */
export async function developmentIssuer(
  dataDir: string,
  policy: TokenPolicy,
  lifetimeSeconds = 8 * 3600,
): Promise<DevelopmentIssuer> {
  const jwk = await keyOf(dataDir);
  const key = await importJWK(jwk, algorithm);
  const { d: _private, ...publicKey } = jwk;
  return {
    keys: { keys: [{ ...publicKey, kid: keyId, alg: algorithm, use: 'sig' }] },
    sign: ({ userRefId, tenantRefId, role, scopes }) =>
      new SignJWT({ tenant: tenantRefId, role, scopes: [...scopes] })
        .setProtectedHeader({ alg: algorithm, kid: keyId })
        .setSubject(userRefId)
        .setIssuer(policy.issuer)
        .setAudience(policy.audience)
        .setIssuedAt()
        .setExpirationTime(`${lifetimeSeconds}s`)
        .sign(key),
  };
}

async function keyOf(dataDir: string): Promise<JWK> {
  const file = join(dataDir, 'development-issuer.json');
  await mkdir(dataDir, { recursive: true });
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  await writeOnce(file, JSON.stringify(await exportJWK(privateKey)));
  return JSON.parse(await readFile(file, 'utf8')) as JWK; // written by the lines above, mode 0600
}
