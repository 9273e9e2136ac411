import { developmentOrigins } from './origin-pattern.ts';
import type { TrustedProxies } from './trusted-proxies.ts';
import type { VariableValues } from './variables.ts';

/** Configuration of HTTP: who may call from a browser, and what a connection and a request may be. */
export interface WebConfig {
  readonly cors: {
    /** Patterns, as `origin-pattern.ts` reads them. */
    readonly origins: readonly string[];
    readonly maxAgeSeconds: number;
  };
  /** Balancers whose word on who asks is taken. */
  readonly trustedProxies: TrustedProxies;
  /** Null where browsers are told nothing of https (RFC 6797). */
  readonly hstsMaxAgeSeconds: number | null;
  readonly compressionThresholdBytes: number;
  readonly body: {
    readonly limitBytes: number;
    readonly depth: number;
  };
  readonly headers: {
    /** With the URL. */
    readonly limitBytes: number;
    readonly count: number;
  };
  readonly connections: {
    readonly limit: number;
    readonly perAddress: number;
    readonly requests: number;
    readonly pipelined: number;
    readonly headersTimeoutMs: number;
    readonly requestTimeoutMs: number;
    readonly keepAliveTimeoutMs: number;
    readonly silenceTimeoutMs: number;
  };
  /** Null refuses nothing. */
  readonly overloadDelayMs: number | null;
}

/** The issuer that users of the explorer sign in at. */
export interface SignInConfig {
  /** Identifier of an OpenID Connect issuer. */
  readonly issuer: string;
  readonly clientId: string;
  /** Parted by spaces. */
  readonly scopes: string;
  /** Further parameters of the requests to the issuer, as a query string; empty for none. */
  readonly parameters: string;
}

export function webConfigOf(values: VariableValues): WebConfig {
  const production = values.NODE_ENV === 'production';
  const isHttps = values.PUBLIC_URL?.startsWith('https:') === true;
  return {
    cors: {
      origins: [...(values.CORS_ORIGINS ?? []), ...(production ? [] : developmentOrigins)],
      maxAgeSeconds: values.CORS_MAX_AGE_SECONDS,
    },
    trustedProxies: values.TRUST_PROXY ?? [],
    hstsMaxAgeSeconds: production && isHttps ? values.HSTS_MAX_AGE_SECONDS : null,
    compressionThresholdBytes: values.COMPRESSION_THRESHOLD_BYTES,
    body: { limitBytes: values.BODY_LIMIT_BYTES, depth: values.BODY_DEPTH_LIMIT },
    headers: { limitBytes: values.HEADERS_LIMIT_BYTES, count: values.HEADERS_LIMIT },
    connections: {
      limit: values.CONNECTIONS_LIMIT,
      perAddress: values.CONNECTIONS_PER_ADDRESS,
      requests: values.REQUESTS_PER_CONNECTION,
      pipelined: values.PIPELINED_REQUESTS,
      headersTimeoutMs: Math.min(values.HEADERS_TIMEOUT_MS, values.REQUEST_TIMEOUT_MS),
      requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
      keepAliveTimeoutMs: values.KEEP_ALIVE_TIMEOUT_MS,
      silenceTimeoutMs: values.CONNECTION_TIMEOUT_MS,
    },
    overloadDelayMs: values.OVERLOAD_DELAY_MS === 0 ? null : values.OVERLOAD_DELAY_MS,
  };
}

export function signInOf(values: VariableValues): SignInConfig | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = values;
  if (issuer === undefined || clientId === undefined) return null;
  return { issuer, clientId, scopes: values.OIDC_SCOPES, parameters: values.OIDC_PARAMETERS ?? '' };
}
