import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

/** How an issuer's keys are fetched and how long they serve; all times in milliseconds. */
export interface PublishedKeysOptions {
  /** How long one fetch may take. */
  readonly timeoutMs?: number;
  /** At most one fetch in this time, whether the last one succeeded or not. */
  readonly cooldownMs?: number;
  /** Keys older than this are fetched anew, beside the request that noticed. */
  readonly refreshAfterMs?: number;
  /** Keys older than this verify nothing more: a key that the issuer took back must not serve for ever. */
  readonly maximumAgeMs?: number;
  /** A clock that never steps back, in milliseconds. */
  readonly now?: () => number;
}

/**
 * The keys that an issuer publishes at a URL (RFC 7517). Keys that are known serve on while the issuer cannot be reached; a
 * key id that is not known is asked for once a cooldown and refused at once in between, so that neither an outage nor
 * forged tokens become a storm of fetches.
 */
export function publishedKeys(
  url: URL,
  {
    timeoutMs = 2_000,
    cooldownMs = 30_000,
    refreshAfterMs = 10 * 60_000,
    maximumAgeMs = 24 * 60 * 60_000,
    now = () => performance.now(),
  }: PublishedKeysOptions = {},
): JWTVerifyGetKey {
  let keys: JWTVerifyGetKey | null = null;
  let fetchedAt = -Infinity;
  let triedAt = -Infinity;
  let pending: Promise<void> | null = null;

  async function fetchKeys(): Promise<void> {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
      headers: { accept: 'application/jwk-set+json, application/json' },
    });
    if (!response.ok) throw new errors.JWKSInvalid(`the issuer answered ${response.status}; expected its keys`);
    keys = createLocalJWKSet((await response.json()) as JSONWebKeySet); // createLocalJWKSet refuses any other shape
    fetchedAt = now();
  }

  /** Joins the fetch under way, or begins one where the cooldown allows it. A failed one leaves what is known. */
  async function refresh(): Promise<void> {
    if (pending === null) {
      if (now() - triedAt < cooldownMs) return;
      triedAt = now();
      pending = fetchKeys()
        .catch(() => undefined)
        .finally(() => (pending = null));
    }
    await pending;
  }

  const known: JWTVerifyGetKey = (header, token) => {
    if (keys === null || now() - fetchedAt > maximumAgeMs) throw new errors.JWKSNoMatchingKey();
    return keys(header, token);
  };

  return async (header, token) => {
    if (now() - fetchedAt > refreshAfterMs) {
      const refreshed = refresh();
      if (now() - fetchedAt > maximumAgeMs) await refreshed;
    }
    try {
      return await known(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await refresh();
      return known(header, token);
    }
  };
}
