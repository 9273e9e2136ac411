import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { identify, signal, waitForEnd, type ProcessIdentity } from './process.ts';

/** The lines of `postmaster.pid` that are read here (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_PID and _PM_STATUS). */
const pidLine = 0;
const statusLine = 7;

/** The file in which a running PostgreSQL says who it is and how far it has come. */
function lockLines(data: string): string[] {
  try {
    return readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

/** True once the server with this process id takes connections on the data directory. */
export function isReady(data: string, pid: number): boolean {
  const lines = lockLines(data);
  return Number(lines[pidLine]) === pid && lines[statusLine]?.trim() === 'ready';
}

/**
 * The PostgreSQL that runs on this data directory, null when none does. Where its number now belongs to another
 * program, the stale file is removed: PostgreSQL would take that program for a server and refuse to start.
 */
export function findPostmaster(data: string): ProcessIdentity | null {
  const pid = Number(lockLines(data)[pidLine]);
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const identity = identify(pid);
  if (identity === null) return null;
  if (isPostgresOn(data, pid)) return identity;
  rmSync(join(data, 'postmaster.pid'), { force: true });
  return null;
}

/**
 * Stops a server: its clients are cut off and everything is written (SIGINT); after `timeoutMs` it is made to end at
 * once and recover at the next start (SIGQUIT).
 * @throws Error when it still runs as long again after that
 */
export async function stopPostmaster(server: ProcessIdentity, timeoutMs: number): Promise<void> {
  for (const name of ['SIGINT', 'SIGQUIT'] as const) {
    signal(server, name);
    if (await waitForEnd(server, timeoutMs)) return;
  }
  throw new Error(`expected PostgreSQL (process ${server.pid}) to end within ${timeoutMs} ms of SIGQUIT`);
}

/**
 * Ends what still works for a server that was itself killed: a backend in the middle of a long computation does not
 * notice, and PostgreSQL refuses to start beside it. There is nothing to save: recovery reads the log.
 */
export async function endOrphanedBackends(data: string, timeoutMs: number): Promise<void> {
  // Elsewhere backends do not tell which directory they work on: there they are waited for.
  if (process.platform !== 'linux') return;
  const pids = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && isPostgresOn(data, pid));
  const backends = pids.map(identify).filter((identity) => identity !== null);
  for (const backend of backends) signal(backend, 'SIGQUIT');
  await Promise.all(backends.map((backend) => waitForEnd(backend, timeoutMs)));
}

function isPostgresOn(data: string, pid: number): boolean {
  if (process.platform !== 'linux') {
    const { stdout } = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return stdout.includes('postgres') && stdout.includes(data);
  }
  try {
    // A server works inside its data directory, also after the folder was renamed.
    const [found, expected] = [statSync(`/proc/${pid}/cwd`), statSync(data)];
    const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    return name === 'postgres' && found.dev === expected.dev && found.ino === expected.ino;
  } catch {
    return false;
  }
}
