import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../../tests/support/folder.ts';
import { StartError } from '../../errors/start-error.ts';
import { takeInstanceLock, type InstanceLock } from './lock.ts';
import { identify } from './process.ts';

describe('takeInstanceLock', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => void (folder = await temporaryFolder()));
  afterEach(() => folder.remove());

  const lockPath = (): string => join(folder.path, 'instance.lock');
  const leave = (content: string): Promise<void> => writeFile(lockPath(), content);

  it('refuses a second holder, names the first, and lets it in once the first is gone', async () => {
    const first = await takeInstanceLock(folder.path);
    await expect(takeInstanceLock(folder.path)).rejects.toEqual(
      new StartError(
        `The data folder ${folder.path} is in use by process ${process.pid}, expected no other instance on it: stop that one first or choose another data folder.`,
      ),
    );
    await first.release();
    const second = await takeInstanceLock(folder.path);
    await second.release();
    expect(await readdir(folder.path)).toEqual([]);
  });

  it('is taken over from a process that no longer runs', async () => {
    await leave(JSON.stringify({ pid: 2 ** 22 + 1, startedAt: '1' }));
    await takeInstanceLock(folder.path);
    expect(JSON.parse(await readFile(lockPath(), 'utf8'))).toEqual(identify(process.pid));
  });

  it('clears away what a killed process was about to take it with, and leaves what a living one does', async () => {
    const draftOf = (pid: number): string => `instance.lock.${pid}.draft`;
    for (const pid of [2 ** 22 + 1, process.pid]) await writeFile(join(folder.path, draftOf(pid)), '');
    await takeInstanceLock(folder.path);
    expect((await readdir(folder.path)).sort()).toEqual(['instance.lock', draftOf(process.pid)]);
  });

  it('is taken over when the number of its process now belongs to another one', async () => {
    await leave(JSON.stringify({ pid: process.pid, startedAt: 'before' }));
    await takeInstanceLock(folder.path);
    expect(JSON.parse(await readFile(lockPath(), 'utf8'))).toEqual(identify(process.pid));
  });

  it.each(['', '{"pid":', '{}', 'null'])('is taken over from a file that names nobody: %j', async (content) => {
    await leave(content);
    await takeInstanceLock(folder.path);
    expect(JSON.parse(await readFile(lockPath(), 'utf8'))).toEqual(identify(process.pid));
  });

  it.each(['free', 'stale'])('goes to exactly one of many that want it at once: %s', async (state) => {
    for (let round = 0; round < 50; round += 1) {
      if (state === 'stale') await leave(JSON.stringify({ pid: process.pid, startedAt: 'before' }));
      const wanted = Array.from({ length: 8 }, () => takeInstanceLock(folder.path));
      const got = (await Promise.allSettled(wanted)).filter(
        (outcome): outcome is PromiseFulfilledResult<InstanceLock> => outcome.status === 'fulfilled',
      );
      expect(got).toHaveLength(1);
      await got[0]?.value.release();
      expect(await readdir(folder.path)).toEqual([]);
    }
  });
});
