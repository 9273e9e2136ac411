import {
  createLocalJWKSet,
  decodeProtectedHeader,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { LRUCache } from 'lru-cache';
import { graphError } from '../errors/graph-error.ts';
import { ownClaimNames, readClaims, type ClaimNames, type Claims } from './claims.ts';
import { KeysUnavailableError } from './published-keys.ts';
import { shown, Unauthenticated } from './unauthenticated.ts';

/** Whose tokens are taken. */
export interface TokenPolicy {
  readonly issuer: string;
  readonly audience: string;
  /** Pinned: a token that names another algorithm (`none`, HS256 with a public key) is refused. */
  readonly algorithms: readonly string[];
  /** How far clocks may differ, in seconds. */
  readonly clockToleranceSeconds: number;
  /** Where the claims stand; where our own tokens have them unless told otherwise. */
  readonly claimNames?: ClaimNames;
}

/**
 * The claims of a token whose signature, issuer, audience and times hold.
 * @throws Unauthenticated for every other token; SUBGRAPH_UNAVAILABLE with 503 while no key is known that could check it
 */
export type TokenVerifier = (token: string) => Promise<Claims>;

/** A verifier over keys at hand. */
export function localVerifier(keys: JSONWebKeySet, policy: TokenPolicy): TokenVerifier {
  return verifierOver(createLocalJWKSet(keys), policy);
}

/** A verifier over whatever keys `keyOf` finds for a token's header. */
export function verifierOver(keyOf: JWTVerifyGetKey, policy: TokenPolicy): TokenVerifier {
  // A signature that held once holds until the token expires; checking it anew cost more than parsing the operation.
  const remembered = new LRUCache<string, Claims>({ max: rememberedTokens });
  return async (token) => {
    const known = remembered.get(token);
    if (known !== undefined) return known;
    const payload = await verify(token, keyOf, policy);
    const claims = readClaims(payload, policy.claimNames ?? ownClaimNames);
    const untilExpiry = ((payload.exp ?? 0) + policy.clockToleranceSeconds) * 1_000 - Date.now();
    const ttl = Math.min(untilExpiry, rememberedMs);
    if (ttl > 0) remembered.set(token, claims, { ttl });
    return claims;
  };
}

/** How many tokens, and how long at most: a key that the issuer withdraws is honoured no longer than this. */
const rememberedTokens = 10_000;
const rememberedMs = 60_000;

async function verify(token: string, keyOf: JWTVerifyGetKey, policy: TokenPolicy): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, keyOf, {
      issuer: policy.issuer,
      audience: policy.audience,
      algorithms: [...policy.algorithms],
      clockTolerance: policy.clockToleranceSeconds,
      requiredClaims: ['exp'],
    });
    return payload;
  } catch (error) {
    if (error instanceof KeysUnavailableError) throw unavailable(error.retryAfterMs);
    throw new Unauthenticated(reasonOf(error, token, policy));
  }
}

/** Nobody can tell a good token from a bad one now: the caller is to come back, not to sign in again. */
function unavailable(retryAfterMs: number): Error {
  const headers = new Map([['retry-after', String(Math.ceil(retryAfterMs / 1_000))]]);
  return graphError('SUBGRAPH_UNAVAILABLE', 'the identity provider cannot be reached; try again', {
    service: 'gateway',
    retryAfterMs,
    http: { status: 503, headers },
  });
}

/** Why jose refused a token, with what was found in the place of what was expected; never who it is about. */
function reasonOf(error: unknown, token: string, { issuer, audience, algorithms }: TokenPolicy): string {
  if (error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired) {
    const expected = new Map([
      ['iss', issuer],
      ['aud', audience],
    ]).get(error.claim);
    const found = `${error.message}: found ${shown(error.payload[error.claim])}`;
    return expected === undefined ? found : `${found}, expected ${shown(expected)}`;
  }
  if (error instanceof errors.JOSEAlgNotAllowed)
    return `${error.message}: found ${shown(decodeProtectedHeader(token).alg)}, expected one of ${algorithms.join(', ')}`;
  if (error instanceof errors.JWKSNoMatchingKey)
    return `${error.message}: its key id is ${shown(decodeProtectedHeader(token).kid)}`;
  return error instanceof Error ? error.message : 'it cannot be read';
}
