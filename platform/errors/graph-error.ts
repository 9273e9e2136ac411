import { GraphQLError } from 'graphql';
import type { LimitName } from './limit-name.ts';

/** Top-level `extensions.code` values and whether the same request may succeed when sent again (docs/api-contract.md#errors). */
const retryableByCode = {
  UNAUTHENTICATED: false,
  FORBIDDEN: false,
  CONTRACT_NOT_ACCEPTED: false,
  TENANT_SUSPENDED: false,
  BAD_USER_INPUT: false,
  INVALID_CURSOR: false,
  GRAPHQL_PARSE_FAILED: false,
  GRAPHQL_VALIDATION_FAILED: false,
  PERSISTED_QUERY_NOT_FOUND: true,
  OPERATION_NOT_ALLOWED: false,
  QUERY_TOO_COSTLY: false,
  THROTTLED: true,
  SUBGRAPH_UNAVAILABLE: true,
  TIMEOUT: true,
  INTERNAL: true,
} as const;

export type GraphErrorCode = keyof typeof retryableByCode;

/** True when `code` is one that clients of this graph know. */
export function isGraphErrorCode(code: unknown): code is GraphErrorCode {
  return typeof code === 'string' && Object.hasOwn(retryableByCode, code);
}

/** Whether a client may send the same request again after `code`. */
export function isRetryable(code: GraphErrorCode): boolean {
  return retryableByCode[code];
}

/** Whether `code` stands for a fault of ours (`serviceFault`), and not for what a caller did. */
export function isFault(code: unknown): boolean {
  return code === 'INTERNAL' || code === 'SUBGRAPH_UNAVAILABLE' || code === 'TIMEOUT';
}

/** Further detail of an error that a client may act on. */
export interface ErrorDetail {
  /** The limit that refused. */
  readonly limit?: LimitName;
  /** Whether the same request may succeed when sent again, where its code alone does not say. */
  readonly retryable?: boolean;
  readonly [name: string]: unknown;
}

/**
 * An access failure or a fault, as a GraphQL error. Expected failures of a mutation are `userErrors` in its payload instead.
 * @param message what was found and what was expected, in words a caller may read: no SQL, UUID, URL or stack
 * @param extensions further detail a client may act on, e.g. `service`, `retryAfterMs`
 */
export function graphError(code: GraphErrorCode, message: string, extensions: ErrorDetail = {}): GraphQLError {
  return new GraphQLError(message, { extensions: { retryable: isRetryable(code), ...extensions, code } });
}

/** Most faults are over by then. */
const retryAfterMs = 1_000;

/**
 * The header that says when to come back, in whole seconds (RFC 9110, 10.2.3); none where an error does not say it.
 * @param extensions the error's; without one the time of every fault
 */
export function retryAfter(extensions: Readonly<Record<string, unknown>> = { retryAfterMs }): Record<string, string> {
  const { retryAfterMs: milliseconds } = extensions;
  return typeof milliseconds === 'number' ? { 'retry-after': String(Math.ceil(milliseconds / 1_000)) } : {};
}

/**
 * A fault that no caller can help, as a GraphQL error: it names who failed and when to try again (docs/api-contract.md#errors).
 * @param service a subgraph, `documents` or `gateway`
 */
export function serviceFault(
  code: 'SUBGRAPH_UNAVAILABLE' | 'TIMEOUT' | 'INTERNAL',
  service: string,
  message = 'something went wrong on our side; the request id names it',
  extensions: ErrorDetail = {},
): GraphQLError {
  return graphError(code, message, { ...extensions, service, retryAfterMs });
}

/** The caller asked for something that its input rules out. */
export function badUserInput(message: string, extensions: ErrorDetail = {}): GraphQLError {
  return graphError('BAD_USER_INPUT', message, extensions);
}

/** The whole request is refused for its input, before anything is read: HTTP 400. */
export function badRequest(message: string): GraphQLError {
  return graphError('BAD_USER_INPUT', message, { http: { status: 400 } });
}

/**
 * More was asked than the caller's share allows: HTTP 429, and when to come back.
 * @param limit the one that refuses
 * @param waitMs until then; as long as after a fault where nobody knows
 * @param extensions further detail a client may act on
 * @param headers of HTTP, lower case, beside `retry-after`
 */
export function throttled(
  message: string,
  limit: LimitName,
  waitMs = retryAfterMs,
  extensions: ErrorDetail = {},
  headers: Readonly<Record<string, string>> = {},
): GraphQLError {
  const detail = { ...extensions, limit, retryAfterMs: waitMs };
  const all = new Map(Object.entries({ ...headers, ...retryAfter(detail) }));
  return graphError('THROTTLED', message, { ...detail, http: { status: 429, headers: all } });
}
