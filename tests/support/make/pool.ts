import { afterAll } from '@jest/globals';
import type pg from 'pg';
import { createPool } from '../../../platform/database/pool.ts';
import { compile, type Sql } from '../../../platform/database/sql.ts';
import { migratorUrl } from '../database.ts';

let pool: pg.Pool | undefined;

/** As migrator_user, who writes for every tenant; opened at the first use in a test file. */
export function factoryPool(): pg.Pool {
  pool ??= createPool({
    url: migratorUrl(),
    applicationName: 'leadmetrics-tests',
    maximum: 4,
    acquireTimeoutMs: 10_000,
  });
  return pool;
}

/** Ends the factories' connections. Each test file that imports them does so by itself when its tests are done. */
export async function closeFactories(): Promise<void> {
  const open = pool;
  pool = undefined;
  await open?.end();
}

afterAll(closeFactories);

/** The rows of one statement. */
export async function rowsOf<Row extends object>(database: pg.Pool | pg.PoolClient, statement: Sql): Promise<Row[]> {
  const { text, values } = compile(statement);
  return (await database.query<Row>(text, [...values])).rows;
}
