import type pg from 'pg';
import type { Config } from '../config/config.ts';
import type { ColumnCipher } from '../crypto/column-cipher.ts';
import { hasNoTenant } from '../database/occupants.ts';
import { createPool } from '../database/pool.ts';
import { reasonOf } from '../database/system-error.ts';
import { DocumentStoreUnavailableError } from '../documents/errors.ts';
import { openDocumentStore } from '../documents/open.ts';
import type { DocumentStore } from '../documents/store.ts';
import { StartError } from '../errors/start-error.ts';
import { findDatabase, noDatabase, openDatabase, type DatabaseAccess } from './database.ts';
import { openColumnCipher } from './encryption-keys.ts';
import type { Lifetime } from './lifetime.ts';
import type { Progress } from './log.ts';
import { expectMigrated, migrate } from './migrate.ts';
import { keepPartitions } from './partitions.ts';
import { poolSizeOf } from './pool-size.ts';
import { expectAppUser } from './role.ts';
import { openSecrets, type Secrets } from './secrets.ts';

/** What everything else stands on. */
export interface Platform {
  /** As app_user. */
  readonly pool: pg.Pool;
  readonly documents: DocumentStore;
  readonly cipher: ColumnCipher;
  readonly secrets: Secrets;
  /** Condition of the embedded PostgreSQL, where this process runs it. */
  readonly condition: DatabaseAccess['condition'];
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
  readonly log: Progress;
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
  const access = await timed(log, 'PostgreSQL is up', () => openDatabase(life, config, log));
  life.checkpoint();
  const poolSize = poolSizeOf(config, config.subgraphs.mode === 'remote');
  const connected = await connect(life, config, access, poolSize);
  await timed(log, 'The schema is up to date', () => migrate({ access, apply: config.database.migrateOnStart, log }));
  const cipher = await openColumnCipher(connected.pool, secrets.keyring);
  const platform = { ...connected, cipher, secrets, condition: access.condition };
  life.checkpoint();
  await keepPartitions(life, { pool: platform.pool, access, config, log });
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
export async function joinPlatform(life: Lifetime, config: Config): Promise<Platform> {
  const secrets = await openSecrets(config);
  const access = await findDatabase(config);
  if (access === null) throw noDatabase(config);
  const connected = await connect(life, config, access, poolSizeOf(config, true));
  await expectMigrated(access);
  const cipher = await openColumnCipher(connected.pool, secrets.keyring);
  return { ...connected, cipher, secrets, condition: undefined };
}

async function connect(
  life: Lifetime,
  config: Config,
  { appUrl }: DatabaseAccess,
  maximum: number,
): Promise<Pick<Platform, 'pool' | 'documents'>> {
  const { acquireTimeoutMs, statementTimeoutMs } = config.database;
  const pool = createPool({ url: appUrl, maximum, acquireTimeoutMs, statementTimeoutMs });
  life.onClose('The connection pool', () => pool.end(), poolCloseMs);
  await expectAppUser(pool, appUrl);
  const { mongodbUrl, timeoutMs } = config.documents;
  const documents = await openDocumentStore({ pool, timeoutMs, ...(mongodbUrl !== undefined && { mongodbUrl }) });
  life.onClose('The document store', () => documents.close(), poolCloseMs);
  return { pool, documents };
}

async function fillIfEmpty(
  migrationUrl: string,
  { documents, cipher }: Platform,
  log: Progress,
  loadDemo: NonNullable<PlatformOptions['loadDemo']>,
): Promise<void> {
  const pool = createPool({ url: migrationUrl, maximum: 4, acquireTimeoutMs: 10_000 });
  try {
    if (!(await hasNoTenant(pool))) return;
    // Asked before anything is written: a store that is away is told at once, and nothing is left half-way.
    await documents.ping();
    await timed(log, 'The demo data is loaded', () =>
      loadDemo({ pool, documents, cipher, now: new Date(), log: log.info }),
    );
  } catch (error) {
    if (!(error instanceof DocumentStoreUnavailableError)) throw error;
    throw new StartError(
      `The demo data cannot be loaded: the document store (${error.store}) is unavailable (${reasonOf(error.cause)}), expected it to answer: start it, or start with DEMO_DATA=false.`,
      { cause: error },
    );
  } finally {
    await pool.end();
  }
}

async function timed<Result>(log: Progress, done: string, step: () => Promise<Result>): Promise<Result> {
  const startedAt = performance.now();
  const result = await step();
  log.info(`${done} (${((performance.now() - startedAt) / 1_000).toFixed(1)} s).`);
  return result;
}
