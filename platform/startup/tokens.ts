import type { Config } from '../config/config.ts';
import { ownClaimNames } from '../identity/claims.ts';
import { developmentIssuer, type DevelopmentIssuer } from '../identity/development-issuer.ts';
import { publishedKeys, type KeysCondition, type PublishedKeys } from '../identity/published-keys.ts';
import { localVerifier, verifierOver, type TokenVerifier } from '../identity/token.ts';
import { Metrics } from '../observability/metrics.ts';
import type { Log } from './log.ts';

/** Whose tokens are taken, and who makes them. */
export interface Tokens {
  readonly verify: TokenVerifier;
  /** Null in production and wherever `JWKS_URL` names the issuer. */
  readonly issuer: DevelopmentIssuer | null;
  /** Condition of the identity provider's keys; absent where the built-in issuer stands in for it. */
  readonly provider?: () => KeysCondition;
}

/**
 * The identity provider of `JWKS_URL`, else (never in production) the built-in issuer of the data folder. A provider that cannot be
 * reached is told to the log, and asked again later: it keeps nobody from starting.
 */
export async function openTokens(
  { production, tokens, dataDir }: Config,
  log: Pick<Log, 'info' | 'error'>,
  metrics = new Metrics(),
): Promise<Tokens> {
  if (tokens.jwksUrl !== undefined) {
    const keys = keysOf(tokens.jwksUrl, tokens.jwks, log, metrics);
    metrics.watchKeys(keys);
    await keys.refresh();
    return { verify: verifierOver(keys.keyOf, tokens), issuer: null, provider: keys.condition };
  }
  if (production) throw new Error('expected JWKS_URL in production: the configuration asks for it');
  const issuer = await developmentIssuer(dataDir, tokens, tokens.lifetimeSeconds);
  return { verify: localVerifier(issuer.keys, { ...tokens, claimNames: ownClaimNames }), issuer };
}

function keysOf(
  url: URL,
  options: Config['tokens']['jwks'],
  log: Pick<Log, 'info' | 'error'>,
  { keyFetches }: Metrics,
): PublishedKeys {
  return publishedKeys(url, {
    ...options,
    onFetch: (succeeded) => keyFetches.inc({ result: succeeded ? 'success' : 'failure' }),
    onChange: (fault, { usable }) => {
      if (fault === null) return log.info('The identity provider can be reached again.');
      const meanwhile = usable
        ? 'the keys that are known serve on'
        : 'nobody who signs in with it is let in, and each is told to come back';
      log.error(`The keys of the identity provider cannot be fetched from ${url.href} (${fault}): ${meanwhile}.`);
    },
  });
}
