import { identifier, join, literal, sql, type Sql } from '../database/sql.ts';
import type { Cursor } from './cursor.ts';
import type { Direction, Order, SortKey } from './order.ts';

/** ORDER BY's list for rows of `alias`: NULLs where PostgreSQL puts them by itself, so that one index serves both ways. */
export function orderByList(order: Order, alias: string): Sql {
  return join(
    [
      ...order.keys.map((key) => sql`${key.value(alias)} ${literal(key.direction)}`),
      sql`${column(alias, 'ref_id')} ${literal(order.direction)}`,
    ],
    ', ',
  );
}

/**
 * The rows of `alias` that stand after `cursor` in `order`, as conditions that exclude each other: each is one range of
 * the order's index, so that a deep page costs what the first one does.
 */
export function rowsAfter(order: Order, cursor: Cursor, alias: string): Sql[] {
  const [key, second] = order.keys;
  const refId = column(alias, 'ref_id');
  if (key === undefined) return [sql`${refId} ${beyond(order.direction)} ${cursor.refId}`];
  if (second !== undefined || key.direction !== order.direction) return [afterMixedKeys(order, cursor, alias)];
  const sorted = key.value(alias);
  const value = cursor.values[0] ?? null;
  const nullsLast = key.direction === 'ASC';
  if (value === null) {
    const amongNulls = sql`${sorted} IS NULL AND ${refId} ${beyond(order.direction)} ${cursor.refId}`;
    return nullsLast ? [amongNulls] : [amongNulls, sql`${sorted} IS NOT NULL`];
  }
  const amongValues = sql`(${sorted}, ${refId}) ${beyond(order.direction)} (${parameter(value, key)}, ${cursor.refId})`;
  return key.nullable && nullsLast ? [amongValues, sql`${sorted} IS NULL`] : [amongValues];
}

/** Several keys, or one, each with a direction of its own: one condition, for sets that their parent bounds. */
function afterMixedKeys(order: Order, cursor: Cursor, alias: string): Sql {
  const equal: Sql[] = [];
  const cases: Sql[] = [];
  order.keys.forEach((key, index) => {
    const value = cursor.values[index] ?? null;
    const sorted = key.value(alias);
    const past = strictlyPast(sorted, value, key);
    if (past !== null) cases.push(join([...equal, past], ' AND '));
    equal.push(value === null ? sql`${sorted} IS NULL` : sql`${sorted} = ${parameter(value, key)}`);
  });
  cases.push(join([...equal, sql`${column(alias, 'ref_id')} ${beyond(order.direction)} ${cursor.refId}`], ' AND '));
  return sql`(${join(cases, ' OR ')})`;
}

/** Values of one key that follow `value`; null when none can. */
function strictlyPast(sorted: Sql, value: string | null, key: SortKey): Sql | null {
  const nullsLast = key.direction === 'ASC';
  if (value === null) return nullsLast ? null : sql`${sorted} IS NOT NULL`;
  const past = sql`${sorted} ${beyond(key.direction)} ${parameter(value, key)}`;
  return key.nullable && nullsLast ? sql`(${past} OR ${sorted} IS NULL)` : past;
}

function beyond(direction: Direction): Sql {
  return literal(direction === 'ASC' ? '>' : '<');
}

function parameter(value: string, key: SortKey): Sql {
  return sql`${value}::${literal(key.type)}`;
}

function column(alias: string, name: string): Sql {
  return sql`${identifier(alias)}.${identifier(name)}`;
}
