import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isRunning } from './process.mjs';

/**
 * Holds a lock while something is done, so that two builds never write the same files. Who is alive is waited for; a lock
 * whose process has ended, or that names nobody, is taken over at once.
 * @template Result
 * @param {string} file
 * @param {() => Promise<Result>} action
 * @param {{ onWait?: (pid: number) => void }} [options] told once of each process that is waited for
 * @returns {Promise<Result>}
 */
export async function withLock(file, action, { onWait = () => undefined } = {}) {
  const self = identify(process.pid);
  if (self === null) throw new Error('expected the operating system to know when this process began');
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(self));
  try {
    await take(file, draft, onWait);
  } finally {
    await rm(draft, { force: true });
  }
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file, draft, onWait) {
  const told = new Set();
  // Linking is atomic and refuses an existing name: of two builds one gets it, and nobody ever reads half a lock.
  while (!(await linked(draft, file))) {
    const holder = await holderOf(file);
    if (holder === undefined) continue;
    if (!isHeld(holder)) await removeStale(file, draft);
    else {
      if (!told.has(holder.pid)) onWait(holder.pid);
      told.add(holder.pid);
      await sleep(50);
    }
  }
}

/**
 * Only who holds the takeover lock removes a lock, and looks again when it does: else of two builds that saw the same stale
 * lock the slower one would remove the lock that the faster one has just taken.
 */
async function removeStale(file, draft) {
  const takeover = `${file}.takeover`;
  if (!(await linked(draft, takeover))) {
    const rival = await holderOf(takeover);
    if (rival !== undefined && !isHeld(rival)) await rm(takeover, { force: true });
    await sleep(1);
    return;
  }
  try {
    const holder = await holderOf(file);
    if (holder !== undefined && !isHeld(holder)) await rm(file, { force: true });
  } finally {
    await rm(takeover, { force: true });
  }
}

async function linked(from, to) {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Whom a lock names; null when it names nobody, undefined when it is gone. */
async function holderOf(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isHeld(holder) {
  return typeof holder?.pid === 'number' && isRunning(holder);
}
