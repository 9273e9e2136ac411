import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import { graphError } from '../errors/graph-error.ts';
import { parseUlid } from '../ids/ulid.ts';
import { publishedKeys, type PublishedKeysOptions } from './published-keys.ts';
import { isPersona, type Persona } from './viewer.ts';

/** What a token claims; the database is asked whether it still holds. */
export interface Claims {
  /** ULID of the user, agent or service. */
  readonly userRefId: string;
  /** ULID of the user's tenant. */
  readonly tenantRefId: string;
  readonly role: Persona;
  readonly scopes: readonly string[];
}

/** Whose tokens are taken. */
export interface TokenPolicy {
  readonly issuer: string;
  readonly audience: string;
  /** Pinned: a token that names another algorithm (`none`, HS256 with a public key) is refused. */
  readonly algorithms: readonly string[];
  /** How far clocks may differ, in seconds. */
  readonly clockToleranceSeconds: number;
}

export type TokenVerifier = (token: string) => Promise<Claims>;

/** A verifier over the keys that an issuer publishes at `jwksUrl`. */
export function remoteVerifier(jwksUrl: URL, policy: TokenPolicy, options: PublishedKeysOptions = {}): TokenVerifier {
  return verifier(publishedKeys(jwksUrl, options), policy);
}

/** A verifier over keys at hand. */
export function localVerifier(keys: JSONWebKeySet, policy: TokenPolicy): TokenVerifier {
  return verifier(createLocalJWKSet(keys), policy);
}

function verifier(keys: JWTVerifyGetKey, policy: TokenPolicy): TokenVerifier {
  // A signature that held once holds until the token expires; checking it anew cost more than parsing the operation.
  const remembered = new LRUCache<string, Claims>({ max: rememberedTokens });
  return async (token) => {
    const known = remembered.get(token);
    if (known !== undefined) return known;
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, keys, {
        issuer: policy.issuer,
        audience: policy.audience,
        algorithms: [...policy.algorithms],
        clockTolerance: policy.clockToleranceSeconds,
        requiredClaims: ['sub', 'exp', 'tenant', 'role'],
      }));
    } catch {
      throw unauthenticated();
    }
    const claims = claimsOf(payload);
    const untilExpiry = ((payload.exp ?? 0) + policy.clockToleranceSeconds) * 1_000 - Date.now();
    const ttl = Math.min(untilExpiry, rememberedMs);
    if (ttl > 0) remembered.set(token, claims, { ttl });
    return claims;
  };
}

/** How many tokens, and how long at most: a key that the issuer withdraws is honoured no longer than this. */
const rememberedTokens = 10_000;
const rememberedMs = 60_000;

/** One answer for every bad token: what exactly was wrong helps only whoever forged it. */
export function unauthenticated(): Error {
  return graphError(
    'UNAUTHENTICATED',
    'the token is missing, expired or not one of ours; expected "Authorization: Bearer <token>"',
    {
      http: { status: 401 },
    },
  );
}

function claimsOf({ sub, tenant, role, scopes }: JWTPayload & Readonly<Record<string, unknown>>): Claims {
  const userRefId = parseUlid(sub ?? '');
  const tenantRefId = typeof tenant === 'string' ? parseUlid(tenant) : null;
  if (userRefId === null || tenantRefId === null || !isPersona(role)) throw unauthenticated();
  if (scopes !== undefined && !(Array.isArray(scopes) && scopes.every((scope) => typeof scope === 'string')))
    throw unauthenticated();
  return { userRefId, tenantRefId, role, scopes: scopes ?? [] };
}
