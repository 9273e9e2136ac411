import pg from 'pg';
import { readMigrationFolder } from './folder.ts';

/** How the database and the folder differ. */
export interface MigrationState {
  /** In the folder, not yet in the database, in the order in which they apply. */
  readonly pending: string[];
  /** In the database, not in the folder: the database is ahead of this version. */
  readonly unknown: string[];
}

/**
 * Compares the database with the folder by reading alone: any role will do that may SELECT from `_prisma_migrations`.
 * A database without that table has everything pending.
 * @throws StartError when the folder cannot be read; pg's error when the database cannot
 */
export async function migrationState(options: {
  readonly url: string;
  readonly folder: string;
  readonly connectTimeoutMs?: number;
}): Promise<MigrationState> {
  const { migrations } = await readMigrationFolder(options.folder);
  const recorded = await readRecords(options.url, options.connectTimeoutMs ?? 10_000);
  const names = new Set(migrations.map(({ name }) => name));
  return {
    pending: migrations.map(({ name }) => name).filter((name) => recorded.get(name) !== true),
    unknown: [...recorded.keys()].filter((name) => !names.has(name)),
  };
}

/** Migrations that were begun and not rolled back, by name: true for those that ended. */
async function readRecords(url: string, connectTimeoutMs: number): Promise<Map<string, boolean>> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
  // A connection that breaks fails the statement that follows, which tells the caller.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const table = await client.query<{ found: boolean }>(
      "SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS found",
    );
    if (table.rows[0]?.found !== true) return new Map();
    const { rows } = await client.query<{ name: string; finished: boolean }>(
      `SELECT migration_name AS name, bool_or(finished_at IS NOT NULL) AS finished FROM public._prisma_migrations
       WHERE rolled_back_at IS NULL GROUP BY migration_name ORDER BY migration_name`,
    );
    return new Map(rows.map(({ name, finished }) => [name, finished]));
  } finally {
    await client.end();
  }
}
