import type { Config } from '../config/config.ts';
import { bootstrapDatabase } from '../database/bootstrap.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../database/embedded/start.ts';
import { StartError } from '../errors/start-error.ts';
import type { Lifetime } from './lifetime.ts';
import type { Progress } from './log.ts';
import { announceInstance, findInstance, type DatabaseAddress } from './running-instance.ts';
import { generatedFor, type GeneratedSecrets } from './secrets.ts';

/** Connection strings of the platform's database. */
export interface DatabaseAccess {
  /** As app_user. */
  readonly appUrl: string;
  /** As migrator_user; null where this process may not migrate. */
  readonly migrationUrl: string | null;
  /** Present where this process runs the embedded PostgreSQL. */
  readonly condition?: EmbeddedPostgres['condition'];
}

const databaseName = 'leadmetrics';

/**
 * The database of `DATABASE_URL`, else the embedded PostgreSQL, started and prepared for its roles.
 * @throws StartError when the embedded one cannot be started
 */
export async function openDatabase(life: Lifetime, config: Config, log: Progress): Promise<DatabaseAccess> {
  const { url, migrationUrl } = config.database;
  if (url !== undefined) return { appUrl: url, migrationUrl: migrationUrl ?? null };
  const { passwords } = await generatedFor(config.dataDir);
  const server = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    longestRestartWaitMs: config.database.restartWaitMs,
    log: log.info,
    report: log.error,
  });
  life.onClose('PostgreSQL', () => server.stop());
  life.checkpoint();
  await bootstrapDatabase({
    adminUrl: server.adminUrl,
    databaseName,
    roles: {
      app: { name: 'app_user', password: passwords.app },
      migrator: { name: 'migrator_user', password: passwords.migrator },
      readonly: { name: 'readonly_user', password: passwords.readonly },
    },
    log: log.info,
    ...limitsOf(config),
  });
  life.onClose('The data folder', await announceInstance(config.dataDir, server));
  return { ...accessTo(server, passwords), condition: server.condition };
}

/**
 * A database that is up already: of `DATABASE_URL`, else of the process that runs on the same data folder; null when
 * there is neither.
 */
export async function findDatabase(config: Config): Promise<DatabaseAccess | null> {
  const { url, migrationUrl } = config.database;
  if (url !== undefined) return { appUrl: url, migrationUrl: migrationUrl ?? null };
  const address = await findInstance(config.dataDir);
  return address === null ? null : accessTo(address, (await generatedFor(config.dataDir)).passwords);
}

/** What the roles of a prepared database are limited to. */
export function limitsOf({ database }: Config) {
  const { statementTimeoutMs, lockTimeoutMs, idleInTransactionTimeoutMs } = database;
  return { statementTimeoutMs, lockTimeoutMs, idleInTransactionTimeoutMs };
}

/** The server of a connection string in words, without user and password. */
export function serverOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

function accessTo({ host, port }: DatabaseAddress, passwords: GeneratedSecrets['passwords']): DatabaseAccess {
  const urlOf = (role: string, password: string): string =>
    `postgresql://${role}:${password}@${host}:${port}/${databaseName}`;
  return { appUrl: urlOf('app_user', passwords.app), migrationUrl: urlOf('migrator_user', passwords.migrator) };
}

/** A database that nobody is known to run is the reader's own mistake or simply not up yet. */
export function noDatabase(config: Config): StartError {
  return new StartError(
    `Nothing runs on the data folder ${config.dataDir}, expected "npm start" to be running there or DATABASE_URL to be given.`,
  );
}
