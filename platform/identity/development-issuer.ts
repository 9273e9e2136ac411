import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, SignJWT, type JSONWebKeySet, type JWK } from 'jose';
import { z } from 'zod';
import { parseJson } from '../config/json.ts';
import { writeOnce } from '../config/write-once.ts';
import { openDataDir } from '../database/embedded/home.ts';
import { StartError } from '../errors/start-error.ts';
import type { Claims } from './claims.ts';
import type { TokenPolicy } from './token.ts';

/** Signs tokens for demo personas with a key kept beside the data. Never in production. */
export interface DevelopmentIssuer {
  /** The public key, for the verifier. */
  readonly keys: JSONWebKeySet;
  /** A token for these claims. */
  readonly sign: (claims: Claims) => Promise<string>;
}

const algorithm = 'EdDSA';
const keyId = 'development';
const coordinate = z.string().regex(/^[\w-]{43}$/);
const privateJwk = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: coordinate, d: coordinate });

/**
 * Reads the key of `dataDir`, or makes it; two processes that start at once agree on one.
 * @throws StartError when the folder cannot be written or holds something else under the file's name
 */
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
    sign: ({ userRefId, tenantRefId, role, clientRefId, scopes }) =>
      new SignJWT({
        tenant: tenantRefId,
        role,
        ...(clientRefId !== undefined && { client_id: clientRefId }),
        scopes: [...scopes],
      })
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
  await openDataDir(dataDir);
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  await writeOnce(file, JSON.stringify(await exportJWK(privateKey)));
  const key = privateJwk.safeParse(parseJson(await readFile(file, 'utf8')));
  if (key.success) return key.data;
  throw new StartError(
    `The file ${file} does not hold the development issuer's key, expected what an earlier start wrote there: remove it, and the next start makes a new one.`,
  );
}
