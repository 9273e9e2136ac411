import type pg from 'pg';
import { compile, identifier, join, sql, type Sql } from '../../platform/database/sql.ts';
import type { Column, Table } from '../../platform/database/table.ts';

/** A row to be written: what may be NULL may be left out. */
export type Draft<Row> = {
  [Field in keyof Row as null extends Row[Field] ? never : Field]: Row[Field];
} & {
  [Field in keyof Row as null extends Row[Field] ? Field : never]?: Row[Field];
};

/** Runs one statement on that connection. */
export async function run<Row extends pg.QueryResultRow>(client: pg.ClientBase, statement: Sql): Promise<Row[]> {
  const { text, values } = compile(statement);
  const { rows } = await client.query<Row>(text, [...values]);
  return rows;
}

/**
 * Inserts rows, each statement as many as `rowsPerStatement`: they travel as one JSON text, whose fields PostgreSQL casts
 * to the columns' own types. A field that a row leaves out is NULL, whatever default its column has.
 */
export async function insertRows(
  client: pg.ClientBase,
  table: Table,
  rows: readonly object[],
  rowsPerStatement = 5_000,
): Promise<void> {
  // A table's columns are all of that type, whatever its row is.
  const fields = Object.entries(table.columns as Readonly<Record<string, Column>>);
  const names = join(
    fields.map(([, column]) => identifier(column.name)),
    ', ',
  );
  const record = join(
    fields.map(([field, column]) => sql`${identifier(field)} ${typeOf(column)}`),
    ', ',
  );
  const selected = join(
    fields.map(([field]) => sql`r.${identifier(field)}`),
    ', ',
  );
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const json = JSON.stringify(rows.slice(start, start + rowsPerStatement));
    await run(
      client,
      sql`INSERT INTO ${identifier(table.name)} (${names}) SELECT ${selected} FROM jsonb_to_recordset(${json}::jsonb) AS r(${record})`,
    );
  }
}

function typeOf({ type }: Column): Sql {
  return type.endsWith('[]') ? sql`${identifier(type.slice(0, -2))}[]` : identifier(type);
}
