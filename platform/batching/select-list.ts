import { LRUCache } from 'lru-cache';
import { identifier, join, sql, type Sql } from '../database/sql.ts';
import { columnOf, type Table } from '../database/table.ts';

/** Lists that are kept of each table: clients could ask for any set of fields. */
const maximumLists = 500;
const listsByTable = new WeakMap<Table, LRUCache<string, Sql>>();

/** `alias.column AS "field"` for each field: rows arrive under the fields' names. Put together once for each set of fields. */
export function selectList(table: Table, fields: Iterable<string>, alias: string): Sql {
  let lists = listsByTable.get(table);
  if (lists === undefined) listsByTable.set(table, (lists = new LRUCache({ max: maximumLists })));
  const key = `${alias} ${[...fields].join(' ')}`;
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = makeList(table, fields, alias)));
  return list;
}

function makeList(table: Table, fields: Iterable<string>, alias: string): Sql {
  const columns: Sql[] = [];
  for (const field of fields) {
    const { name, asText = false } = columnOf(table, field);
    const value = sql`${identifier(alias)}.${identifier(name)}`;
    columns.push(asText ? sql`${value}::text AS ${identifier(field)}` : sql`${value} AS ${identifier(field)}`);
  }
  if (table.tenancy === 'self') columns.push(sql`${identifier(alias)}.id AS "tenantId"`);
  return join(columns, ', ');
}
