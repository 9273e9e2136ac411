import { identifier, join, sql, type Sql } from '../database/sql.ts';
import { columnOf, type Table } from '../database/table.ts';

/** `alias.column AS "field"` for each field: rows arrive under the fields' names. */
export function selectList(table: Table, fields: Iterable<string>, alias: string): Sql {
  const columns: Sql[] = [];
  for (const field of fields) {
    const { name, asText = false } = columnOf(table, field);
    const value = sql`${identifier(alias)}.${identifier(name)}`;
    columns.push(asText ? sql`${value}::text AS ${identifier(field)}` : sql`${value} AS ${identifier(field)}`);
  }
  if (table.tenancy === 'self') columns.push(sql`${identifier(alias)}.id AS "tenantId"`);
  return join(columns, ', ');
}
