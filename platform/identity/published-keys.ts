import { isNativeError } from 'node:util/types';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { parseJson } from '../config/json.ts';
import { reasonOf } from '../database/system-error.ts';

/** How an issuer's keys are fetched and how long they serve; all times in milliseconds. */
export interface PublishedKeysOptions {
  /** How long one fetch may take, its answer read. */
  readonly timeoutMs?: number;
  /** How long its answer may be. */
  readonly limitBytes?: number;
  /** At most one fetch in this time, whether the last one succeeded or not. */
  readonly cooldownMs?: number;
  /** Keys older than this are fetched anew, beside the request that noticed. */
  readonly refreshAfterMs?: number;
  /** Keys older than this verify nothing more: a key that the issuer took back must not serve for ever. */
  readonly maximumAgeMs?: number;
  /** Told once when the issuer can no longer be reached, with the reason, and once when it can again, with null. */
  readonly onChange?: (fault: string | null, condition: KeysCondition) => void;
  /** Told of each fetch, whether it brought keys. */
  readonly onFetch?: (succeeded: boolean) => void;
  /** A clock that never steps back, in milliseconds. */
  readonly now?: () => number;
}

/** What is known of an issuer and its keys. */
export interface KeysCondition {
  /** Whether the last fetch brought keys. */
  readonly reachable: boolean;
  /** Whether some keys are young enough to verify with. */
  readonly usable: boolean;
}

/** The keys that an issuer publishes. */
export interface PublishedKeys {
  /** The key that a token's header names. @throws KeysUnavailableError while none is known at all; JWKSNoMatchingKey */
  readonly keyOf: JWTVerifyGetKey;
  /** What is known now; where that is not all well, it is tried anew beside, once a cooldown. */
  readonly condition: () => KeysCondition;
  /** Since the keys were fetched, in milliseconds; infinite before they first were. */
  readonly age: () => number;
  /** Whether some keys are young enough to verify with; nothing is fetched for it. */
  readonly usable: () => boolean;
  /** Joins the fetch under way, or begins one where the cooldown allows it. A failed one leaves what is known. */
  readonly refresh: () => Promise<void>;
}

/** No key is known, or none that is young enough, and the issuer cannot be reached. */
export class KeysUnavailableError extends Error {
  override readonly name = 'KeysUnavailableError';
  /** Until the issuer is asked again. */
  readonly retryAfterMs: number;

  constructor(retryAfterMs: number) {
    super("the issuer's keys cannot be fetched");
    this.retryAfterMs = retryAfterMs;
  }
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
    limitBytes = 1_000_000,
    cooldownMs = 30_000,
    refreshAfterMs = 10 * 60_000,
    maximumAgeMs = 24 * 60 * 60_000,
    onChange = () => undefined,
    onFetch = () => undefined,
    now = () => performance.now(),
  }: PublishedKeysOptions = {},
): PublishedKeys {
  let keys: JWTVerifyGetKey | null = null;
  let fetchedAt = -Infinity;
  let triedAt = -Infinity;
  let pending: Promise<void> | null = null;
  let reachable = true;

  const age = (): number => now() - fetchedAt;
  const usable = (): boolean => keys !== null && age() <= maximumAgeMs;
  const conditionNow = (): KeysCondition => ({ reachable, usable: usable() });

  function tell(fault: string | null): void {
    const before = reachable;
    reachable = fault === null;
    if (reachable !== before) onChange(fault, conditionNow());
  }

  async function fetchKeys(): Promise<void> {
    try {
      keys = createLocalJWKSet(await fetchKeySet(url, timeoutMs, limitBytes));
      fetchedAt = now();
      tell(null);
      onFetch(true);
    } catch (error) {
      tell(faultOf(error));
      onFetch(false);
    }
  }

  async function refresh(): Promise<void> {
    if (pending === null) {
      if (now() - triedAt < cooldownMs) return;
      triedAt = now();
      pending = fetchKeys().finally(() => (pending = null));
    }
    await pending;
  }

  const known: JWTVerifyGetKey = (header, token) => {
    if (keys === null || age() > maximumAgeMs)
      throw new KeysUnavailableError(Math.max(1_000, triedAt + cooldownMs - now()));
    return keys(header, token);
  };

  return {
    refresh,
    age,
    usable,
    condition: () => {
      const condition = conditionNow();
      if (!condition.reachable || !condition.usable) void refresh();
      return condition;
    },
    keyOf: async (header, token) => {
      if (age() > refreshAfterMs) {
        const refreshed = refresh();
        if (age() > maximumAgeMs) await refreshed;
      }
      try {
        return await known(header, token);
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
        await refresh();
        return known(header, token);
      }
    },
  };
}

/** Why a fetch failed; `fetch` itself tells it in the cause of its error alone. */
function faultOf(error: unknown): string {
  return reasonOf(isNativeError(error) && error.cause !== undefined ? error.cause : error);
}

/** A set without a key would let nobody in: that is no answer either. */
const keySetShape = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

async function fetchKeySet(url: URL, timeoutMs: number, limitBytes: number): Promise<JSONWebKeySet> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(timeoutMs),
    redirect: 'error',
    headers: { accept: 'application/jwk-set+json, application/json' },
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`it answered ${response.status}`);
  }
  const keySet = keySetShape.safeParse(parseJson(await textOf(response, limitBytes)));
  if (!keySet.success) throw new Error('it answered no set of keys');
  return keySet.data;
}

/** The body of an answer. @throws Error once it is longer than `limitBytes`; the rest is not read */
async function textOf({ body }: Response, limitBytes: number): Promise<string> {
  const parts: AsyncIterable<Uint8Array> | readonly Uint8Array[] = body ?? [];
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of parts) {
    length += chunk.byteLength;
    if (length > limitBytes) throw new Error(`it answered more than ${limitBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
