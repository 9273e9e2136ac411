import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Holds a lock while something is done, so that two builds never write the same files. A lock whose process has ended is
 * taken over; one that is held too long by a living number is as well, since that number may be another program's by now.
 * @template Result
 * @param {string} file
 * @param {() => Promise<Result>} action
 * @param {{ patienceMs?: number, onWait?: (pid: number) => void }} [options]
 * @returns {Promise<Result>}
 */
export async function withLock(file, action, { patienceMs = 120_000, onWait = () => undefined } = {}) {
  const deadline = performance.now() + patienceMs;
  await mkdir(dirname(file), { recursive: true });
  let waiting = false;
  while (!(await take(file))) {
    const holder = Number(await readFile(file, 'utf8').catch(() => '0'));
    if (holder !== 0 && !runs(holder)) await rm(file, { force: true });
    else if (performance.now() > deadline) await rm(file, { force: true });
    else {
      if (!waiting && holder !== 0) onWait(holder);
      waiting ||= holder !== 0;
      await sleep(50);
    }
  }
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file) {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(String(process.pid));
    await handle.close();
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function runs(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
