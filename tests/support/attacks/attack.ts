import type { LimitName } from '../../../platform/errors/limit-name.ts';

/** A request that a hostile client sends, and what becomes of it. */
export interface Attack {
  readonly name: string;
  /** Body of a POST to the graph, with a good token. */
  readonly body: { readonly query: string; readonly variables?: object };
  readonly status: number;
  readonly code: string;
  /** The limit that it passes, where it is one that refuses it. */
  readonly limit?: LimitName;
}

export const times = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');
export const nested = (levels: number, open: string, inside: string, close: string): string =>
  `${open.repeat(levels)}${inside}${close.repeat(levels)}`;

export const tooLarge = (limit: LimitName) => ({ status: 400, code: 'QUERY_TOO_COSTLY', limit });
export const unread = { status: 400, code: 'GRAPHQL_PARSE_FAILED' };
export const invalid = { status: 400, code: 'GRAPHQL_VALIDATION_FAILED' };
export const badInput = { status: 400, code: 'BAD_USER_INPUT' };

export const ulid = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
