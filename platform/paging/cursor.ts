import { isDay, isInstant } from '../calendar/instant.ts';
import { graphError } from '../errors/graph-error.ts';
import { parseUlid } from '../ids/ulid.ts';
import type { Order, SortKey } from './order.ts';

/** A place in an order: the row it stands on need not exist any more. */
export interface Cursor {
  /** One value a sort key, as PostgreSQL prints it. */
  readonly values: readonly (string | null)[];
  readonly refId: string;
}

/** A sort key's value in a row, as the pool reads it. */
type SortValue = string | number | boolean | null | undefined;

/** Longest cursor that is looked at; the longest sort value is a name of 500 characters. */
const maximumLength = 4_096;

/**
 * The cursor of a row: in the default order its ULID, in any other base64url of [order, values, ULID]
 * (docs/api-contract.md#117-lists).
 */
export function encodeCursor(order: Order, row: { readonly refId: string }): string {
  if (order.keys.length === 0) return row.refId;
  const record = row as Readonly<Record<string, SortValue>>; // sort keys name columns that the page's statement selected
  const values = order.keys.map(({ field }) => textOf(record[field]));
  return Buffer.from(JSON.stringify([order.name, ...values, row.refId])).toString('base64url');
}

/** @throws INVALID_CURSOR when the text is not a cursor of this order */
export function decodeCursor(text: string, order: Order): Cursor {
  if (order.keys.length === 0) {
    const refId = parseUlid(text);
    if (refId === null) throw invalidCursor();
    return { values: [], refId };
  }
  if (text.length > maximumLength) throw invalidCursor();
  const bytes = Buffer.from(text, 'base64url');
  // Node passes over what is no base64url, and reads some other letters as if they were.
  if (bytes.toString('base64url') !== text) throw invalidCursor();
  const decoded = parseJson(bytes.toString());
  if (!Array.isArray(decoded) || decoded.length !== order.keys.length + 2 || decoded[0] !== order.name)
    throw invalidCursor();
  const [, ...rest] = decoded as readonly unknown[]; // Array.isArray types its elements as any
  const last = rest.at(-1);
  const refId = typeof last === 'string' ? parseUlid(last) : null;
  const values = rest.slice(0, -1);
  if (refId === null || !values.every((value, index) => fits(value, order.keys[index]))) throw invalidCursor();
  return { values: values as (string | null)[], refId }; // `fits` let only text and null pass
}

function invalidCursor() {
  return graphError(
    'INVALID_CURSOR',
    'not a cursor of this list in this order; expected one that the same list answered with',
  );
}

function textOf(value: SortValue): string | null {
  return value === null || value === undefined ? null : String(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What the values of a type look like as the pool reads them. Types that are not here are text, and any text is in order. */
const isOfType: Readonly<Record<string, (text: string) => boolean>> = {
  int2: isInteger(16),
  int4: isInteger(32),
  int8: isInteger(64),
  numeric: (text) => /^-?\d{1,40}(\.\d{1,40})?$/.test(text),
  bool: (text) => text === 'true' || text === 'false',
  date: isDay,
  timestamptz: isInstant,
};

function isInteger(bits: number): (text: string) => boolean {
  return (text) => /^-?\d{1,19}$/.test(text) && BigInt.asIntN(bits, BigInt(text)) === BigInt(text);
}

/** PostgreSQL would refuse a value of another type with an error of its own; this one names the cursor. */
function fits(value: unknown, key: SortKey | undefined): boolean {
  if (key === undefined) return false;
  if (value === null) return key.nullable;
  if (typeof value !== 'string' || value.includes('\0')) return false;
  if (key.labels !== undefined) return key.labels.includes(value);
  return isOfType[key.type]?.(value) ?? true;
}
