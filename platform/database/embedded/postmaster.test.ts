import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../../tests/support/folder.ts';
import { findPostmaster, stopPostmaster } from './postmaster.ts';
import { identify, isRunning, type ProcessIdentity } from './process.ts';

/** A process that runs `script` and has said that it does. */
async function processOf(script: string): Promise<ProcessIdentity> {
  const child = spawn(process.execPath, ['-e', `${script}; setInterval(() => {}, 1000); console.log('ready')`]);
  await once(child.stdout, 'data');
  const identity = identify(child.pid ?? 0);
  if (identity === null) throw new Error('expected the process to run');
  return identity;
}

describe('stopPostmaster', () => {
  it('asks with SIGINT first', async () => {
    const server = await processOf(`process.on('SIGINT', () => process.exit())`);
    await stopPostmaster(server, 5_000);
    expect(isRunning(server)).toBe(false);
  });

  it('ends with SIGQUIT what SIGINT did not end in time', async () => {
    const server = await processOf(`process.on('SIGINT', () => {})`);
    const begun = performance.now();
    await stopPostmaster(server, 300);
    expect(isRunning(server)).toBe(false);
    expect(performance.now() - begun).toBeGreaterThan(300);
  });

  it('says what it expected when even that does not help', async () => {
    const server = await processOf(`process.on('SIGINT', () => {}); process.on('SIGQUIT', () => {})`);
    await expect(stopPostmaster(server, 100)).rejects.toThrow(
      `expected PostgreSQL (process ${server.pid}) to end within 100 ms of SIGQUIT`,
    );
    process.kill(server.pid, 'SIGKILL');
  });

  it('leaves a later process of the same number alone', async () => {
    const other = await processOf('');
    await stopPostmaster({ pid: other.pid, startedAt: 'before' }, 100);
    expect(isRunning(other)).toBe(true);
    process.kill(other.pid, 'SIGKILL');
  });
});

describe('findPostmaster', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => void (folder = await temporaryFolder()));
  afterEach(() => folder.remove());

  it('finds nobody in a folder that no server uses', () => {
    expect(findPostmaster(folder.path)).toBeNull();
  });

  it('takes no other program for a server, and removes the file that makes PostgreSQL do so', async () => {
    const file = join(folder.path, 'postmaster.pid');
    await writeFile(file, `${process.pid}\n${folder.path}\n`);
    expect(findPostmaster(folder.path)).toBeNull();
    await expect(access(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
