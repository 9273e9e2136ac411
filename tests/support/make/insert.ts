import type pg from 'pg';
import { groupBy } from '../../../platform/batching/group-by.ts';
import { selectList } from '../../../platform/batching/select-list.ts';
import { identifier, join, sql } from '../../../platform/database/sql.ts';
import { columnOf, type Table } from '../../../platform/database/table.ts';
import { rowsOf } from './pool.ts';

/**
 * Inserts rows in one statement (one for each set of fields, where they differ), however many: they travel as one JSON text.
 * What a row leaves out is PostgreSQL's default.
 * @returns the rows as PostgreSQL holds them, every column, in the order given
 */
export async function insertRows<Row extends { refId: string }>(
  database: pg.Pool | pg.PoolClient,
  table: Table<Row>,
  rows: readonly (Partial<Row> & { refId: string })[],
): Promise<Row[]> {
  const records = rows.map((row) => recordOf(table, row));
  const byFields = groupBy(records, (record) => Object.keys(record).sort().join());
  const inserted = await Promise.all([...byFields.values()].map((alike) => insertAlike(database, table, alike)));
  const byRefId = new Map(inserted.flat().map((row) => [row.refId, row]));
  return rows.flatMap(({ refId }) => byRefId.get(refId) ?? []);
}

/** A row under its columns' names, without what it leaves out. */
function recordOf(table: Table, row: object): Record<string, unknown> {
  const said = Object.entries(row).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said.map(([field, value]) => [columnOf(table, field).name, value]));
}

function insertAlike<Row extends object>(
  database: pg.Pool | pg.PoolClient,
  table: Table<Row>,
  records: readonly object[],
): Promise<Row[]> {
  const columns = Object.keys(records[0] ?? {}).map((column) => identifier(column));
  return rowsOf<Row>(
    database,
    sql`INSERT INTO ${identifier(table.name)} AS made (${join(columns, ', ')})
        SELECT ${join(columns, ', ')} FROM json_populate_recordset(NULL::${identifier(table.name)}, ${JSON.stringify(records)}::json)
        RETURNING ${selectList(table, Object.keys(table.columns), 'made')}`,
  );
}
