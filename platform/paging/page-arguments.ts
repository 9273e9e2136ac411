import { badUserInput } from '../errors/graph-error.ts';
import { decodeCursor, type Cursor } from './cursor.ts';
import type { Order } from './order.ts';

/** The four arguments of every connection, as a client sent them. */
export interface PageArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** A page asked for: checked, with its default filled in. */
export interface PageRequest {
  /** Rows wanted, 1–100. */
  readonly size: number;
  /** True for `last`: the page nearest to the end of the window. */
  readonly backward: boolean;
  readonly after: Cursor | null;
  readonly before: Cursor | null;
}

/** Page sizes; docs/api-contract.md#117-lists sets the defaults. */
export interface PageLimits {
  readonly defaultSize: number;
  readonly maximumSize: number;
}

export const contractPageLimits: PageLimits = { defaultSize: 25, maximumSize: 100 };

/**
 * Checks a connection's arguments. Out of range is refused, never clamped (docs/api-contract.md#117-lists).
 * @throws BAD_USER_INPUT for a size out of range or both directions at once, INVALID_CURSOR for a cursor of another shape or order
 */
export function parsePage(args: PageArguments, order: Order, limits: PageLimits = contractPageLimits): PageRequest {
  const { first = null, last = null, after = null, before = null } = args;
  if (first !== null && last !== null) {
    throw badUserInput('"first" and "last" were both given; a page is taken from one end only');
  }
  checkSize('first', first, limits);
  checkSize('last', last, limits);
  return {
    size: first ?? last ?? limits.defaultSize,
    backward: last !== null,
    after: after === null ? null : decodeCursor(after, order),
    before: before === null ? null : decodeCursor(before, order),
  };
}

function checkSize(name: string, size: number | null, { maximumSize }: PageLimits): void {
  if (size !== null && (size < 1 || size > maximumSize)) {
    throw badUserInput(`"${name}" is ${size}; expected 1 to ${maximumSize}`);
  }
}
