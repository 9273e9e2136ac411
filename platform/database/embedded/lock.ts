import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../../errors/start-error.ts';
import { identify, isRunning, type ProcessIdentity } from './process.ts';
import { codeOf } from './system-error.ts';

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
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(self), { mode: 0o644 });
  try {
    // Linking is atomic and refuses an existing name: of two processes one gets it, and nobody ever reads half a lock.
    while (!(await linked(draft, path))) await removeIfStale(path, dataDir);
  } finally {
    await rm(draft, { force: true });
  }
  return { release: () => rm(path, { force: true }) };
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

async function removeIfStale(path: string, dataDir: string): Promise<void> {
  refuseIfHeld(await holderOf(path), dataDir);
  // Another process may have replaced the stale lock since it was read: what was moved away is read again.
  const removed = `${path}.${randomUUID()}`;
  try {
    await rename(path, removed);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const holder = await holderOf(removed);
  if (holder !== null && isRunning(holder)) await linked(removed, path);
  await rm(removed, { force: true });
  refuseIfHeld(holder, dataDir);
}

function refuseIfHeld(holder: ProcessIdentity | null, dataDir: string): void {
  if (holder === null || !isRunning(holder)) return;
  throw new StartError(
    `The data folder ${dataDir} is in use by process ${holder.pid}, expected no other instance on it: stop that one first or choose another data folder.`,
  );
}

async function holderOf(path: string): Promise<ProcessIdentity | null> {
  try {
    const content: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isIdentity(content) ? content : null;
  } catch (error) {
    // Gone meanwhile, or cut short by a crash of the machine: either way nobody holds it.
    if (error instanceof SyntaxError) return null;
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function isIdentity(value: unknown): value is ProcessIdentity {
  if (typeof value !== 'object' || value === null) return false;
  return 'pid' in value && typeof value.pid === 'number' && 'startedAt' in value && typeof value.startedAt === 'string';
}
