import type pg from 'pg';
import type { Config } from '../config/config.ts';
import { createColumnCipher, type ColumnCipher } from '../crypto/column-cipher.ts';
import { connectedRole, hasNoTenant } from '../database/occupants.ts';
import { ensurePartitions, logMoved, schedulePartitions } from '../database/partitions.ts';
import { createPool } from '../database/pool.ts';
import { reasonOf } from '../database/system-error.ts';
import { openDocumentStore } from '../documents/open.ts';
import type { DocumentStore } from '../documents/store.ts';
import { StartError } from '../errors/start-error.ts';
import { findDatabase, noDatabase, openDatabase, serverOf, type DatabaseAccess } from './database.ts';
import type { Lifetime } from './lifetime.ts';
import type { Log } from './log.ts';
import { migrate } from './migrate.ts';
import { openSecrets, type Secrets } from './secrets.ts';

/** What everything else stands on. */
export interface Platform {
  /** As app_user. */
  readonly pool: pg.Pool;
  readonly documents: DocumentStore;
  readonly cipher: ColumnCipher;
  readonly secrets: Secrets;
}

/** What fills an empty database. */
export interface DemoLoad {
  /** As migrator_user, which reads and writes past row-level security. */
  readonly pool: pg.Pool;
  readonly documents: DocumentStore;
  readonly cipher: ColumnCipher;
  readonly now: Date;
  readonly log: (line: string) => void;
}

/** How the platform is opened. */
export interface PlatformOptions {
  readonly config: Config;
  readonly log: Log;
  /** Fills an empty database; null leaves it empty. */
  readonly loadDemo: ((load: DemoLoad) => Promise<unknown>) | null;
}

/** How long a pool may take to close: a connection that is lost in a long statement is not waited for. */
const poolCloseMs = 2_000;

/**
 * Brings up the database, its schema, partitions and, in an empty one, the demo data; then everything that stands on it.
 * What it opens is closed by `life`, also when it fails half-way.
 * @throws StartError for everything that a person at the terminal can put right
 */
export async function openPlatform(life: Lifetime, { config, log, loadDemo }: PlatformOptions): Promise<Platform> {
  const secrets = await openSecrets(config);
  const cipher = createColumnCipher(secrets.keyring);
  const access = await timed(log, 'PostgreSQL is up', () => openDatabase(life, config, log));
  life.checkpoint();
  await timed(log, 'The schema is up to date', () => migrate({ access, apply: config.database.migrateOnStart, log }));
  life.checkpoint();
  const platform = { ...(await connect(life, config, access)), cipher, secrets };
  await keepPartitions(life, platform.pool, config, log);
  life.checkpoint();
  if (loadDemo !== null && access.migrationUrl !== null && config.database.demoData) {
    await fillIfEmpty(access.migrationUrl, platform, log, loadDemo);
    life.checkpoint();
  }
  return platform;
}

/**
 * Opens the platform on a database that another process keeps up to date: for a subgraph that is a service of its own.
 * @throws StartError when there is none, or a migration is pending
 */
export async function joinPlatform(life: Lifetime, config: Config, log: Log): Promise<Platform> {
  const secrets = await openSecrets(config);
  const access = await findDatabase(config);
  if (access === null) throw noDatabase(config);
  await migrate({ access: { ...access, migrationUrl: null }, apply: false, log });
  return { ...(await connect(life, config, access)), cipher: createColumnCipher(secrets.keyring), secrets };
}

async function connect(
  life: Lifetime,
  config: Config,
  { appUrl }: DatabaseAccess,
): Promise<Pick<Platform, 'pool' | 'documents'>> {
  const { poolSize, acquireTimeoutMs } = config.database;
  const pool = createPool({ url: appUrl, maximum: poolSize, acquireTimeoutMs });
  life.onClose('The connection pool', () => pool.end(), poolCloseMs);
  await refuseUnfenced(pool, appUrl);
  const { mongodbUrl, timeoutMs } = config.documents;
  const documents = await openDocumentStore({ pool, timeoutMs, ...(mongodbUrl !== undefined && { mongodbUrl }) });
  life.onClose('The document store', () => documents.close(), poolCloseMs);
  return { pool, documents };
}

/** Served as a role that row-level security does not hold, tenants would see each other. */
async function refuseUnfenced(pool: pg.Pool, url: string): Promise<void> {
  const { name, bypassesRowSecurity } = await connectedRole(pool).catch((error: unknown) => {
    throw new StartError(
      `The database ${serverOf(url)} cannot be reached (${reasonOf(error)}), expected it to take app_user's connection.`,
      { cause: error },
    );
  });
  if (!bypassesRowSecurity) return;
  throw new StartError(
    `The user ${name} of DATABASE_URL bypasses row-level security, expected app_user, which it holds.`,
  );
}

async function keepPartitions(life: Lifetime, pool: pg.Pool, config: Config, log: Log): Promise<void> {
  const monthsAhead = config.database.partitionMonthsAhead;
  logMoved(await ensurePartitions(pool, { monthsAhead }), log.info);
  const schedule = schedulePartitions({ database: pool, log: log.error, monthsAhead });
  life.onClose('The making of partitions', () => schedule.stop());
}

async function fillIfEmpty(
  migrationUrl: string,
  { documents, cipher }: Platform,
  log: Log,
  loadDemo: NonNullable<PlatformOptions['loadDemo']>,
): Promise<void> {
  const pool = createPool({ url: migrationUrl, maximum: 4, acquireTimeoutMs: 10_000 });
  try {
    if (!(await hasNoTenant(pool))) return;
    await timed(log, 'The demo data is loaded', () =>
      loadDemo({ pool, documents, cipher, now: new Date(), log: log.info }),
    );
  } finally {
    await pool.end();
  }
}

async function timed<Result>(log: Log, done: string, step: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const result = await step();
  log.info(`${done} (${((performance.now() - startedAt) / 1_000).toFixed(1)} s).`);
  return result;
}
