import type pg from 'pg';
import { compile, sql, type Sql } from './sql.ts';

/** Rows that row-level security lets a transaction see: a tenant's, or, to read, those of all tenants. */
export type TransactionScope = { readonly tenantId: string } | 'platform';

/** Runs one statement of a transaction. @returns its rows */
export type Run = <Row extends object>(statement: Sql) => Promise<Row[]>;

const begin = { read: sql`BEGIN READ ONLY`, write: sql`BEGIN` };

/**
 * Runs statements in one transaction, one after another, and commits it. Where one fails its connection is given up, and with it
 * all that the others did.
 * @param pool as app_user
 * @throws whatever a statement, or `work`, fails with
 */
export async function inTransaction<Result>(
  pool: pg.Pool,
  scope: TransactionScope,
  access: keyof typeof begin,
  work: (run: Run) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  const run: Run = async <Row extends object>(statement: Sql) => {
    const { rows } = await client.query<Row>(compile(statement) as pg.QueryConfig); // the driver never writes to the values
    return rows;
  };
  try {
    await run(begin[access]);
    if (scope === 'platform') await run(sql`SELECT set_config('app.scope', 'platform', true)`);
    else await enterTenant(run, scope.tenantId);
    const result = await work(run);
    await run(sql`COMMIT`);
    client.release();
    return result;
  } catch (error) {
    client.release(error instanceof Error ? error : true);
    throw error;
  }
}

/** Lets a transaction write this tenant's rows from here on. */
export async function enterTenant(run: Run, tenantId: string): Promise<void> {
  await run(sql`SELECT set_config('app.tenant_id', ${tenantId}, true)`);
}
