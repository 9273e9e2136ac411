import pg from 'pg';
import { StartError } from '../../errors/start-error.ts';
import { reasonOf } from '../system-error.ts';
import { WholeScriptAdapter } from './adapter.ts';
import { openSchemaEngine } from './engine.ts';
import { readMigrationFolder, type MigrationFolder } from './folder.ts';

/** What is applied where; times in milliseconds. */
export interface ApplyOptions {
  /** Connection string of migrator_user, straight to PostgreSQL: a pooler would lose the lock. */
  readonly url: string;
  /** Folder in Prisma's layout. */
  readonly folder: string;
  /** Takes one line of progress for the person at the terminal. */
  readonly log: (line: string) => void;
  /** How long another runner is waited for. */
  readonly lockTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
}

/** The advisory lock of Prisma's engine: a runner here and a `prisma migrate deploy` elsewhere wait for each other. */
const engineLock = 72_707_369;
const lockNotAvailable = '55P03';

/**
 * Applies what the database lacks, in order, each migration and its record in one transaction. What an earlier runner
 * left half-recorded, failed or killed, was rolled back by PostgreSQL and is applied again.
 * @returns the names of the migrations applied now
 * @throws StartError when a script fails, when another runner holds the lock too long, or the database cannot be reached
 */
export async function applyMigrations(options: ApplyOptions): Promise<string[]> {
  const folder = await readMigrationFolder(options.folder);
  // One connection: an advisory lock belongs to it, and ends with it.
  const pool = new pg.Pool({
    connectionString: options.url,
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: options.connectTimeoutMs ?? 10_000,
  });
  // A connection that breaks between statements fails the next one, which tells the caller.
  pool.on('error', () => undefined);
  try {
    await takeLock(pool, options.lockTimeoutMs ?? 120_000);
    await reopenUnfinished(pool, options.log);
    return await runEngine(pool, folder, options.log);
  } finally {
    await pool.end();
  }
}

async function takeLock(pool: pg.Pool, timeoutMs: number): Promise<void> {
  try {
    await pool.query(`SET lock_timeout = ${timeoutMs}`);
    await pool.query('SELECT pg_advisory_lock($1)', [engineLock]);
    await pool.query('RESET lock_timeout');
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === lockNotAvailable) {
      throw new StartError(
        `Another process has been migrating the database for ${timeoutMs} ms, expected it to finish.`,
        {
          cause: error,
        },
      );
    }
    throw new StartError(
      `The database cannot be migrated (${reasonOf(error)}), expected it to take migrator_user's connection.`,
      {
        cause: error,
      },
    );
  }
}

/** Under the lock nobody is at work, so a record without an end belongs to a runner that failed or was killed. */
async function reopenUnfinished(pool: pg.Pool, log: (line: string) => void): Promise<void> {
  const table = await pool.query<{ found: boolean }>(
    "SELECT to_regclass('public._prisma_migrations') IS NOT NULL AS found",
  );
  if (table.rows[0]?.found !== true) return;
  const unfinished = await pool.query<{ name: string }>(
    `UPDATE public._prisma_migrations SET rolled_back_at = now()
     WHERE finished_at IS NULL AND rolled_back_at IS NULL RETURNING migration_name AS name`,
  );
  for (const { name } of unfinished.rows)
    log(`Migration ${name} was cut short before and left nothing: applying it again.`);
}

async function runEngine(pool: pg.Pool, folder: MigrationFolder, log: (line: string) => void): Promise<string[]> {
  const adapter = new WholeScriptAdapter(pool);
  const engine = await openSchemaEngine(adapter);
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: {
        baseDir: folder.path,
        lockfile: { path: './migration_lock.toml', content: folder.lockfile },
        shadowDbInitScript: '',
        migrationDirectories: folder.migrations.map(({ name, script }) => ({
          path: name,
          migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: script } },
        })),
      },
      filters: { externalTables: [], externalEnums: [] },
    });
    for (const name of appliedMigrationNames) log(`Migration ${name} applied.`);
    return appliedMigrationNames;
  } catch (error) {
    throw adapter.failure === undefined ? error : refusal(folder, adapter.failure.script, adapter.failure.error);
  } finally {
    engine.free();
  }
}

function refusal(folder: MigrationFolder, script: string, error: pg.DatabaseError): StartError {
  const name = folder.migrations.find((migration) => migration.script === script)?.name ?? 'of unknown name';
  const line =
    error.position === undefined ? '' : ` at line ${script.slice(0, Number(error.position)).split('\n').length}`;
  return new StartError(
    `Migration ${name} failed${line} (${error.message}, SQLSTATE ${error.code}) and left nothing, expected its whole script to run.`,
    { cause: error },
  );
}
