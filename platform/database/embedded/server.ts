import { spawn } from 'node:child_process';
import { open, readFile, rename } from 'node:fs/promises';
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
  /** Gives the start up when it is aborted. */
  readonly signal?: AbortSignal;
}

/** A server that takes connections. */
export interface RunningServer {
  readonly process: ProcessIdentity;
  /** Resolves when it has ended, with the signal or the exit code. */
  readonly ended: Promise<string>;
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
/** Each attempt costs a process: the wait between them is doubled, up to the longest. */
const retryAfter = { firstMs: 50, longestMs: 1_000 };

/**
 * Starts PostgreSQL and waits until it takes connections. A server that runs on the cluster already is stopped first:
 * the caller holds the instance lock, so that one has lost its parent.
 * @throws StartError when the requested port is taken or the server ends by itself, and the signal's reason when it is aborted
 */
export async function startServer(options: ServerOptions, log: (line: string) => void): Promise<RunningServer> {
  const deadline = performance.now() + options.startTimeoutMs;
  let adopted = false;
  for (let retryMs = retryAfter.firstMs; ; retryMs = Math.min(2 * retryMs, retryAfter.longestMs)) {
    const orphan = findPostmaster(options.cluster.data);
    if (orphan !== null) {
      log(`Stopping the PostgreSQL that an earlier run left behind (process ${orphan.pid}).`);
      await stopPostmaster(orphan, options.stopTimeoutMs);
      adopted = true;
    }
    const port = await choosePort(options.port, options.cluster.portFile);
    try {
      return { ...(await launch(options, port, deadline)), port, adopted };
    } catch (error) {
      const passing =
        error instanceof ServerEnded && (predecessorRemains.test(error.words) || portWasTaken.test(error.words));
      if (!passing || performance.now() > deadline) throw error;
      if (findPostmaster(options.cluster.data) === null) {
        await endOrphanedBackends(options.cluster.data, options.stopTimeoutMs);
      }
      await sleep(retryMs);
    }
  }
}

async function launch(
  options: ServerOptions,
  port: number,
  deadline: number,
): Promise<Pick<RunningServer, 'process' | 'ended'>> {
  const { binaries, cluster, account, settings, signal } = options;
  signal?.throwIfAborted();
  // The words of the one before may be why there is a next one.
  await rename(cluster.logFile, `${cluster.logFile}.previous`).catch(() => undefined);
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
  let end: string | null = null;
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve((end = error.message)));
    child.on('exit', (code, killedBy) => resolve((end = killedBy ?? `exit code ${code}`)));
  });
  child.unref();
  await output.close();
  while (child.pid === undefined || !isReady(cluster.data, child.pid)) {
    if (end !== null) throw new ServerEnded(await lastWords(cluster.logFile, end));
    if (signal?.aborted === true) {
      child.kill('SIGQUIT');
      await ended;
      signal.throwIfAborted();
    }
    if (performance.now() > deadline) {
      child.kill('SIGQUIT');
      throw new ServerEnded(`not ready after ${options.startTimeoutMs} ms`);
    }
    await sleep(5);
  }
  const server = identify(child.pid);
  if (server === null) throw new ServerEnded(await lastWords(cluster.logFile, 'it ended at once'));
  return { process: server, ended };
}

/** What the server complained of, from its log; `otherwise` when it said nothing. */
async function lastWords(logFile: string, otherwise: string): Promise<string> {
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).split('\n');
  const complaints = lines.filter((line) => /FATAL|PANIC|could not|error while loading/.test(line));
  const words = complaints.map((line) => line.replace(/^.*?\[\d+\] /, '').trim());
  return words.length === 0 ? otherwise : words.join('; ');
}
