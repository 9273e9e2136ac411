import type pg from 'pg';
import type { Config } from '../config/config.ts';
import { createPool } from '../database/pool.ts';
import { findDatabase, noDatabase } from './database.ts';
import type { Lifetime } from './lifetime.ts';
import { expectMigrated } from './migrate.ts';

/**
 * Pool of one connection, as app_user, to the database that is up; `life` ends it.
 * @throws StartError where none is up, or a migration is pending
 */
export async function openProgramPool(life: Lifetime, config: Config): Promise<pg.Pool> {
  const database = await findDatabase(config);
  if (database === null) throw noDatabase(config);
  await expectMigrated(database);
  const pool = createPool({ url: database.appUrl, maximum: 1, acquireTimeoutMs: 10_000 });
  life.onClose('The connection pool', () => pool.end());
  return pool;
}
