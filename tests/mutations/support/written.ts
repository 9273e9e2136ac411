import { identifier, sql, type Sql } from '../../../platform/database/sql.ts';
import { factoryPool, rowsOf } from '../../support/make/pool.ts';
import type { TestTenant } from '../../support/make.ts';

/** What commands on activities write, by themselves and beside. */
const written = ['activities', 'approvals', 'audit_events', 'outbox_events', 'idempotency_keys'] as const;

/** A row as the database has it, by its columns. */
export type StoredRow = Readonly<Record<string, unknown>>;
/** The rows of a tenant, of each table that commands write. */
export type Written = Readonly<Record<(typeof written)[number], readonly StoredRow[]>>;

/** Whole rows of a tenant, past every fence: nothing was written where two readings are equal. */
export async function writtenFor({ id }: Pick<TestTenant, 'id'>): Promise<Written> {
  const all: Record<(typeof written)[number], readonly StoredRow[]> = {
    activities: [],
    approvals: [],
    audit_events: [],
    outbox_events: [],
    idempotency_keys: [],
  };
  for (const table of written) {
    const order = table === 'idempotency_keys' ? 'key' : 'ref_id';
    const rows = await plain<{ readonly row: StoredRow }>(
      sql`SELECT to_jsonb(t) AS row FROM ${identifier(table)} t WHERE tenant_id = ${id}::uuid ORDER BY ${identifier(order)}`,
    );
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

/** Rows of a statement, past every fence. */
export function plain<Row extends object>(statement: Sql): Promise<Row[]> {
  return rowsOf<Row>(factoryPool(), statement);
}
