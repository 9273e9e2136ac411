import { factoryPool } from './make/pool.ts';
import { made } from './make/factories.ts';
import type { CustomerTenant } from './make.ts';
import { createPostgresDocumentStore } from '../../platform/documents/postgres.ts';
import { tables } from '../../platform/database/tables.ts';

/** One row of a table, as PostgreSQL writes it in JSON: column → value. */
export type Row = Readonly<Record<string, unknown>>;

/** A row of every table with an id under one tenant: its name in PostgreSQL → the row. Days of costs have a test of their own. */
export async function everyRow(tenant: CustomerTenant): Promise<ReadonlyMap<string, Row>> {
  const ids = new Map<string, string>([['tenants', tenant.id]]);
  for (const name of made) ids.set(tables[name].name, (await tenant.make[name]()).id);
  const documents = createPostgresDocumentStore({ pool: factoryPool() });
  ids.set('documents', await documents.put('skill_files', tenant.id, { name: 'Voice' }));
  const rows = new Map<string, Row>();
  for (const [table, id] of ids) {
    const found = await factoryPool().query<{ row: Row }>(`SELECT to_jsonb(r) AS row FROM ${table} r WHERE id = $1`, [
      id,
    ]);
    rows.set(table, found.rows[0]?.row ?? {});
  }
  return rows;
}

/** `INSERT` of the row that is its only parameter, in JSON; what PostgreSQL computes by itself is left to it. */
export async function insertStatement(table: string): Promise<string> {
  const { rows } = await factoryPool().query<{ columns: string }>(
    `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [table],
  );
  const columns = rows[0]?.columns ?? '';
  return `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM jsonb_populate_record(NULL::${table}, $1)`;
}
