import type { Config } from '../config/config.ts';
import { developmentIssuer, type DevelopmentIssuer } from '../identity/development-issuer.ts';
import { localVerifier, remoteVerifier, type TokenVerifier } from '../identity/token.ts';

/** Whose tokens are taken, and who makes them. */
export interface Tokens {
  readonly verify: TokenVerifier;
  /** Null in production and wherever `JWKS_URL` names the issuer. */
  readonly issuer: DevelopmentIssuer | null;
}

/** The identity provider of `JWKS_URL`, else (never in production) the built-in issuer of the data folder. */
export async function openTokens({ production, tokens, dataDir }: Config): Promise<Tokens> {
  if (tokens.jwksUrl !== undefined) return { verify: remoteVerifier(tokens.jwksUrl, tokens), issuer: null };
  if (production) throw new Error('expected JWKS_URL in production: the configuration asks for it');
  const issuer = await developmentIssuer(dataDir, tokens, tokens.lifetimeSeconds);
  return { verify: localVerifier(issuer.keys, tokens), issuer };
}
