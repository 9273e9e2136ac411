import { SignJWT } from 'jose';
import { mintUlid } from '../ids/ulid.ts';
import { ownClaimNames, type Claims } from './claims.ts';
import { verifierOver, type TokenPolicy, type TokenVerifier } from './token.ts';

/** Access tokens of API clients, which the gateway signs and checks itself (their claims are those of RFC 9068). */
export interface ClientTokens {
  readonly lifetimeSeconds: number;
  /** A token that claims this; its scopes may be fewer than its client has. */
  readonly sign: (claims: Claims & { readonly clientRefId: string }) => Promise<string>;
  /** Takes these tokens, and leaves every other one to `others`. */
  readonly beside: (others: TokenVerifier) => TokenVerifier;
}

/** Of all processes of the gateway; whoever checks these tokens can make them, so nobody else does. */
export interface ClientTokenOptions {
  /** At least 32 bytes. */
  readonly secret: Uint8Array;
  readonly lifetimeSeconds: number;
  readonly clockToleranceSeconds: number;
}

const header = { alg: 'HS256', typ: 'at+jwt', kid: 'leadmetrics-client' };
/** What each of these tokens begins with, and none that another key can check: the header is not asked which key to take. */
const beginning = `${Buffer.from(JSON.stringify(header)).toString('base64url')}.`;

/** Tokens of API clients under that secret. */
export function clientTokens({ secret, lifetimeSeconds, clockToleranceSeconds }: ClientTokenOptions): ClientTokens {
  const policy: TokenPolicy = {
    issuer: 'leadmetrics-gateway',
    audience: 'leadmetrics-graph',
    algorithms: [header.alg],
    clockToleranceSeconds,
    claimNames: { ...ownClaimNames, scopes: 'scope' },
  };
  const verify = verifierOver(() => secret, policy);
  return {
    lifetimeSeconds,
    sign: ({ userRefId, tenantRefId, role, clientRefId, scopes }) =>
      new SignJWT({ tenant: tenantRefId, role, client_id: clientRefId, scope: scopes.join(' ') })
        .setProtectedHeader(header)
        .setSubject(userRefId)
        .setIssuer(policy.issuer)
        .setAudience(policy.audience)
        .setJti(mintUlid())
        .setIssuedAt()
        .setExpirationTime(`${lifetimeSeconds}s`)
        .sign(secret),
    beside: (others) => (token) => (token.startsWith(beginning) ? verify(token) : others(token)),
  };
}
