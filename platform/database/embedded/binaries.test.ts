import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { chmod, cp, lstat, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../../tests/support/folder.ts';
import { chooseAccount } from './account.ts';
import { locateBinaries, runnableBinaries, type Binaries } from './binaries.ts';

const isRoot = process.getuid?.() === 0;
if (!isRoot) process.stdout.write('PostgreSQL copied for another user skipped: this user is not root.\n');

describe('runnableBinaries', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let lines: string[];
  beforeEach(async () => {
    folder = await temporaryFolder();
    lines = [];
  });
  afterEach(() => folder.remove());

  /** A copy of the installed package without its links, as an install that runs no scripts leaves it. */
  async function installWithoutScripts(): Promise<Binaries> {
    const { folder: native } = await locateBinaries();
    const target = join(folder.path, 'package');
    await mkdir(target);
    await cp(join(dirname(native), 'package.json'), join(target, 'package.json'));
    await cp(native, join(target, 'native'), { recursive: true, verbatimSymlinks: true });
    const list: unknown = JSON.parse(await readFile(join(target, 'native', 'pg-symlinks.json'), 'utf8'));
    for (const link of list as { target: string }[]) await rm(join(target, link.target));
    const bin = join(target, 'native', 'bin');
    return { folder: join(target, 'native'), initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') };
  }
  async function runnable(installed: Binaries): Promise<Binaries> {
    const home = join(folder.path, 'home');
    await mkdir(home, { recursive: true });
    return runnableBinaries(installed, await chooseAccount([]), home, (line) => lines.push(line));
  }

  it('are the installed ones where these run', async () => {
    const installed = await locateBinaries();
    expect(await runnable(installed)).toEqual(installed);
    expect(lines).toEqual([]);
  });

  it('get the links to their libraries where the install made none', async () => {
    const installed = await installWithoutScripts();
    expect(spawnSync(installed.postgres, ['--version']).status).not.toBe(0);
    expect(await runnable(installed)).toEqual(installed);
    expect(spawnSync(installed.postgres, ['--version'], { encoding: 'utf8' }).stdout).toBe(
      'postgres (PostgreSQL) 16.14\n',
    );
  });

  // Only defined where it can run: a run that requires every test counts a skipped one as failed.
  if (isRoot) {
    it('as root, are a copy where their user may not enter, made once and told', async () => {
      const installed = await installWithoutScripts();
      await chmod(dirname(installed.folder), 0o700);
      await mkdir(join(folder.path, 'home', 'postgresql-16.13.cut-short'), { recursive: true });
      const copy = await runnable(installed);
      expect(copy.folder.startsWith(join(folder.path, 'home', 'postgresql-16.14'))).toBe(true);
      expect(lines).toEqual([
        `The installed PostgreSQL cannot be run by the user it has to run as: copying it to ${dirname(copy.folder)}.`,
      ]);
      const account = await chooseAccount([]);
      expect(spawnSync(copy.initdb, ['--version'], { ...account, cwd: '/' }).status).toBe(0);
      const { mtimeMs } = await lstat(copy.folder);
      expect(await runnable(installed)).toEqual(copy);
      expect((await lstat(copy.folder)).mtimeMs).toBe(mtimeMs);
      expect(await readdir(join(folder.path, 'home'))).toHaveLength(1);
    });
  }

  it('are refused with one sentence where PostgreSQL does not run at all', async () => {
    const installed = await installWithoutScripts();
    await rm(installed.postgres);
    await expect(runnable(installed)).rejects.toThrow(
      /^The embedded PostgreSQL does not run on this machine \(.*ENOENT.*\), expected it to print its version: give DATABASE_URL of another PostgreSQL 16 instead\.$/,
    );
  });
});
