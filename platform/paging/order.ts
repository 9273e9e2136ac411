import { identifier, sql, type Sql } from '../database/sql.ts';
import { columnOf, type Table } from '../database/table.ts';

export type Direction = 'ASC' | 'DESC';

/** One value that an order sorts by. */
export interface SortKey {
  /** Name of the value in the rows of a page. */
  readonly field: string;
  readonly direction: Direction;
  /** The value for the row that an alias names: a column or what an index is made on. */
  readonly value: (alias: string) => Sql;
  /** PostgreSQL's type of it. NULLs stand last in ASC and first in DESC (docs/api-contract.md#117-lists). */
  readonly type: string;
  readonly nullable: boolean;
  /** An enum's labels. */
  readonly labels: readonly string[] | undefined;
}

/** A total order of rows: the sort keys, then ref_id. */
export interface Order {
  /** Written into cursors, so that one of another order is refused. */
  readonly name: string;
  readonly keys: readonly SortKey[];
  /** Direction of the ref_id that breaks ties; without keys it is the whole order. */
  readonly direction: Direction;
}

/** Newest first: ref_id falls, as created_on does (docs/api-contract.md#117-lists). */
export const newestFirst: Order = { name: 'CREATED_AT', keys: [], direction: 'DESC' };

/** `orderBy` as a client sends it. */
export interface OrderBy {
  readonly field: string;
  /** The schema fills in its default, so that only callers in code may leave it out. */
  readonly direction?: Direction;
}

/** Order field of the graph → the row's fields it sorts by; an empty list is the order of creation. */
export type OrderFields = Readonly<Record<string, readonly string[]>>;

/** The order a client asked for. `fields` has an entry for each value of the connection's order enum. */
export function orderFrom(table: Table, fields: OrderFields, { field, direction = 'DESC' }: OrderBy): Order {
  const sorted = fields[field];
  if (sorted === undefined) throw new Error(`no order ${field} is defined for ${table.model}`);
  return { name: field, keys: sorted.map((name) => sortKey(table, name, direction)), direction };
}

/**
 * Sorted by last change: a row never changed counts from its creation, as `revision` does (docs/api-contract.md#1110-revision,
 * docs/api-contract.md#15-lists-and-their-indexes).
 */
const changedAt = 'changedAt';

/**
 * The last change of the row that `alias` names, as the indexes `idx_…_updated` have it: a CASE, because row-level security keeps
 * a condition on coalesce() out of the index.
 */
export function lastChangeOf(alias: string): Sql {
  const row = identifier(alias);
  return sql`CASE WHEN ${row}.updated_on IS NULL THEN ${row}.created_on ELSE ${row}.updated_on END`;
}

/** A sort key over a column of `table`, or over `changedAt`. */
export function sortKey(table: Table, field: string, direction: Direction): SortKey {
  if (field === changedAt) {
    return { field, direction, value: lastChangeOf, type: 'timestamptz', nullable: false, labels: undefined };
  }
  const column = columnOf(table, field);
  return {
    field,
    direction,
    value: (alias) => sql`${identifier(alias)}.${identifier(column.name)}`,
    type: column.type,
    nullable: column.nullable,
    labels: column.labels,
  };
}

/** The same rows from the other end. */
export function reversed(order: Order): Order {
  const flip = (direction: Direction): Direction => (direction === 'ASC' ? 'DESC' : 'ASC');
  return {
    name: order.name,
    keys: order.keys.map((key) => ({ ...key, direction: flip(key.direction) })),
    direction: flip(order.direction),
  };
}
