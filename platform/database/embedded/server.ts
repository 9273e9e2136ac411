import { spawn } from 'node:child_process';
import { open, readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../errors/start-error.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import type { Cluster } from './cluster.ts';
import { choosePort } from './port.ts';
import { endOrphanedBackends, findPostmaster, isReady, stopPostmaster } from './postmaster.ts';
import { identify, type ProcessIdentity } from './process.ts';
import { settingArguments, type ServerSettings } from './settings.ts';

/** What a server is started with; all times in milliseconds. */
export interface ServerOptions {
  readonly binaries: Binaries;
  readonly cluster: Cluster;
  readonly account: Account | undefined;
  /** 0 leaves the choice to the start. */
  readonly port: number;
  readonly settings: ServerSettings;
  /** How long it may take, recovery after a crash included. */
  readonly startTimeoutMs: number;
  readonly stopTimeoutMs: number;
}

/** A server that takes connections. */
export interface RunningServer {
  readonly process: ProcessIdentity;
  readonly port: number;
  /** True when another one was stopped for it. */
  readonly adopted: boolean;
}

/** A server that ended before it was ready, with its last words. */
class ServerEnded extends StartError {
  readonly words: string;

  constructor(words: string) {
    super(`The embedded PostgreSQL did not start (${words}), expected it to take connections.`);
    this.words = words;
  }
}

/**
 * What a server says when another one on its directory has not quite gone, or was born a moment before it: processes
 * of a parent that was killed.
 */
const predecessorRemains = /lock file "postmaster.pid" (already exists|is empty)|pre-existing shared memory block/;
/** Another program got the port between the choice and the start. */
const portWasTaken = /Address already in use/;
const retryAfterMs = 50;

/**
 * Starts PostgreSQL and waits until it takes connections. A server that runs on the cluster already is stopped first:
 * the caller holds the instance lock, so that one has lost its parent.
 * @throws StartError when the requested port is taken or the server ends by itself
 */
export async function startServer(options: ServerOptions, log: (line: string) => void): Promise<RunningServer> {
  const deadline = performance.now() + options.startTimeoutMs;
  let adopted = false;
  for (;;) {
    const orphan = findPostmaster(options.cluster.data);
    if (orphan !== null) {
      log(`Stopping the PostgreSQL that an earlier run left behind (process ${orphan.pid}).`);
      await stopPostmaster(orphan, options.stopTimeoutMs);
      adopted = true;
    }
    const port = await choosePort(options.port, options.cluster.portFile);
    try {
      return { process: await launch(options, port, deadline), port, adopted };
    } catch (error) {
      const passing =
        error instanceof ServerEnded && (predecessorRemains.test(error.words) || portWasTaken.test(error.words));
      if (!passing || performance.now() > deadline) throw error;
      if (findPostmaster(options.cluster.data) === null) {
        await endOrphanedBackends(options.cluster.data, options.stopTimeoutMs);
      }
      await sleep(retryAfterMs);
    }
  }
}

async function launch(options: ServerOptions, port: number, deadline: number): Promise<ProcessIdentity> {
  const { binaries, cluster, account, settings } = options;
  await rm(cluster.logFile, { force: true });
  const output = await open(cluster.logFile, 'wx', 0o600);
  // Detached: Ctrl-C at the terminal reaches a whole process group, and the server must outlive the drain. Its words go
  // to a file rather than a pipe, which would break under it when this process is killed.
  const child = spawn(
    binaries.postgres,
    ['-D', cluster.data, ...settingArguments({ ...settings, port: String(port) })],
    {
      ...account,
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', output.fd, output.fd],
      detached: true,
    },
  );
  let ended: string | null = null;
  child.on('error', (error) => (ended = error.message));
  child.on('exit', (code, killedBy) => (ended = killedBy ?? `exit code ${code}`));
  child.unref();
  await output.close();
  while (child.pid === undefined || !isReady(cluster.data, child.pid)) {
    if (ended !== null) throw new ServerEnded(await lastWords(cluster.logFile, ended));
    if (performance.now() > deadline) {
      child.kill('SIGQUIT');
      throw new ServerEnded(`not ready after ${options.startTimeoutMs} ms`);
    }
    await sleep(5);
  }
  const server = identify(child.pid);
  if (server === null) throw new ServerEnded(await lastWords(cluster.logFile, 'it ended at once'));
  return server;
}

/** What the server complained of, from its log; `otherwise` when it said nothing. */
async function lastWords(logFile: string, otherwise: string): Promise<string> {
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).split('\n');
  const complaints = lines.filter((line) => /FATAL|PANIC|could not|error while loading/.test(line));
  const words = complaints.map((line) => line.replace(/^.*?\[\d+\] /, '').trim());
  return words.length === 0 ? otherwise : words.join('; ');
}
