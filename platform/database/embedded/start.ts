import { resolve } from 'node:path';
import pg from 'pg';
import { StartError } from '../../errors/start-error.ts';
import { reasonOf } from '../system-error.ts';
import { chooseAccount } from './account.ts';
import { locateBinaries, runnableBinaries } from './binaries.ts';
import { openCluster, readPassword, superuser } from './cluster.ts';
import { chooseHome, defaultSharedRoots, openDataDir } from './home.ts';
import { takeInstanceLock } from './lock.ts';
import { host, rememberPort } from './port.ts';
import { startServer } from './server.ts';
import { defaultSettings, type ServerSettings } from './settings.ts';
import { Supervisor, type ServerCondition } from './supervisor.ts';

/** How an embedded PostgreSQL is started; all times in milliseconds. */
export interface EmbeddedOptions {
  /** Folder for the cluster and what belongs to it; made when missing. */
  readonly dataDir: string;
  /** 0, the default, takes the port of the last start while it is free, else any free one. */
  readonly port?: number;
  /** PostgreSQL settings over the defaults. */
  readonly settings?: ServerSettings;
  /** Takes one line of progress for the person at the terminal. */
  readonly log: (line: string) => void;
  /** Takes one line when the server has ended by itself, and of what follows; `log` unless told otherwise. */
  readonly report?: (line: string) => void;
  /** The longest wait before a server that keeps ending is started once more. */
  readonly longestRestartWaitMs?: number;
  /** How long a start may take, recovery after a crash included. */
  readonly startTimeoutMs?: number;
  /** How long a stop may take before the server is made to end at once. */
  readonly stopTimeoutMs?: number;
  /** Where the cluster goes when the server's user may not enter `dataDir`. */
  readonly sharedRoots?: readonly string[];
}

/** A PostgreSQL that this process started and keeps running. */
export interface EmbeddedPostgres {
  /** Connection string of the superuser, for the database `postgres`. */
  readonly adminUrl: string;
  readonly host: string;
  readonly port: number;
  /** True when a server that an earlier run left behind was stopped and replaced. */
  readonly adopted: boolean;
  /** Whether it runs now, and how many times it was started again. */
  readonly condition: () => ServerCondition;
  /** Cuts clients off, writes everything, ends the server and frees the data folder. A second call awaits the first. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that comes with the installed packages and answers once it takes statements. Whatever an earlier
 * run left behind, killed at any instant, is cleared away first. As root the server runs as an unprivileged user. One that ends
 * by itself is started again, on the same port and under the same lock.
 * @throws StartError when the folder is not writable or used by a living instance, the port taken, or PostgreSQL unable to run
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  await openDataDir(dataDir);
  const lock = await takeInstanceLock(dataDir);
  try {
    const started = await startIn(dataDir, options);
    let stopped: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      await started.stop();
      await lock.release();
    };
    return { ...started, stop: () => (stopped ??= stop()) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function startIn(dataDir: string, options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log, report = log, longestRestartWaitMs = 30_000 } = options;
  const { startTimeoutMs = 60_000, stopTimeoutMs = 10_000, sharedRoots = defaultSharedRoots } = options;
  const account = await chooseAccount([`${dataDir}/cluster`, `${dataDir}/elsewhere/cluster`, dataDir]);
  const installed = await locateBinaries();
  const home = await chooseHome(dataDir, account, sharedRoots, log);
  const binaries = await runnableBinaries(installed, account, home, log);
  const cluster = await openCluster(home, binaries, account, log);
  const settings = { ...defaultSettings, ...options.settings };
  const serverOptions = { binaries, cluster, account, settings, startTimeoutMs, stopTimeoutMs };
  const server = await startServer({ ...serverOptions, port: options.port ?? 0 }, log);
  const { port, adopted } = server;
  const supervisor = new Supervisor(server, {
    // A recovery takes as long as it takes: one that is cut off begins anew.
    restart: (signal) => startServer({ ...serverOptions, startTimeoutMs: Infinity, port, signal }, report),
    longestWaitMs: longestRestartWaitMs,
    report,
  });
  const condition = (): ServerCondition => supervisor.condition;
  const stop = (): Promise<void> => supervisor.stop(stopTimeoutMs);
  try {
    await rememberPort(port, cluster.portFile);
    const adminUrl = `postgresql://${superuser}:${await readPassword(cluster)}@${host}:${port}/postgres`;
    await expectAnswer(adminUrl, startTimeoutMs);
    return { adminUrl, host, port, adopted, condition, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function expectAnswer(adminUrl: string, timeoutMs: number): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: timeoutMs });
  // A connection that breaks fails the statement that follows, which tells the caller.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
  } catch (error) {
    throw new StartError(`The embedded PostgreSQL does not answer (${reasonOf(error)}), expected it to.`, {
      cause: error,
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}
