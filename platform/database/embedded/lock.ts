import { randomUUID } from 'node:crypto';
import { link, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../errors/start-error.ts';
import { identify, isRunning, type ProcessIdentity } from './process.ts';
import { codeOf } from '../system-error.ts';

/** Held by the one process that uses a data folder. */
export interface InstanceLock {
  release(): Promise<void>;
}

/**
 * Takes the folder for this process. A lock left by a process that no longer runs is taken over, so nothing has to be
 * removed by hand after a kill -9.
 * @throws StartError when a living process holds it
 */
export async function takeInstanceLock(dataDir: string): Promise<InstanceLock> {
  const path = join(dataDir, 'instance.lock');
  const self = identify(process.pid);
  if (self === null) throw new Error('expected the operating system to know when this process began');
  const draft = `${path}.${process.pid}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(self), { mode: 0o644 });
  try {
    // Linking is atomic and refuses an existing name: of two processes one gets it, and nobody ever reads half a lock.
    while (!(await linked(draft, path))) await removeIfStale(path, draft, dataDir);
  } finally {
    await rm(draft, { force: true });
  }
  await removeDraftsOfTheDead(dataDir);
  return { release: () => rm(path, { force: true }) };
}

/** Drafts of processes that were killed before they removed them. */
async function removeDraftsOfTheDead(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir)) {
    const pid = /^instance\.lock\.(\d+)\./.exec(name)?.[1];
    if (pid !== undefined && identify(Number(pid)) === null) await rm(join(dataDir, name), { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes a lock whose holder is gone. Only who holds the takeover lock may do so, and looks again when it does: else of
 * two processes that saw the same stale lock the slower one would remove the lock that the faster one has just taken.
 */
async function removeIfStale(path: string, draft: string, dataDir: string): Promise<void> {
  refuseIfHeld(await holderOf(path), dataDir);
  const takeover = `${path}.takeover`;
  if (!(await linked(draft, takeover))) {
    const rival = await holderOf(takeover);
    if (rival !== undefined && (rival === null || !isRunning(rival))) await rm(takeover, { force: true });
    await sleep(1);
    return;
  }
  try {
    refuseIfHeld(await holderOf(path), dataDir);
    await rm(path, { force: true });
  } finally {
    await rm(takeover, { force: true });
  }
}

function refuseIfHeld(holder: ProcessIdentity | null | undefined, dataDir: string): void {
  if (holder === null || holder === undefined || !isRunning(holder)) return;
  throw new StartError(
    `The data folder ${dataDir} is in use by process ${holder.pid}, expected no other instance on it: stop that one first or choose another data folder.`,
  );
}

/** Who a lock names; null when it names nobody (cut short by a crash of the machine), undefined when it is gone. */
async function holderOf(path: string): Promise<ProcessIdentity | null | undefined> {
  try {
    const content: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isIdentity(content) ? content : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null) return false;
  return 'pid' in value && typeof value.pid === 'number' && 'startedAt' in value && typeof value.startedAt === 'string';
}
