import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { chown, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../../errors/start-error.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';

/** The superuser of an embedded cluster. */
export const superuser = 'postgres';

/** One initialised PostgreSQL cluster and what belongs to it. */
export interface Cluster {
  /** PostgreSQL's own data directory. */
  readonly data: string;
  /** The superuser's password, in plain text, in a file that only its owner may read. */
  readonly passwordFile: string;
  /** The port of the last start. */
  readonly portFile: string;
  /** What the server wrote since it was last started. */
  readonly logFile: string;
}

const draftPrefix = 'cluster.draft-';
/** macOS has no C.UTF-8: the same order of bytes, with the character classes of UTF-8. */
const localeArguments = process.platform === 'darwin' ? ['--locale=C', '--lc-ctype=UTF-8'] : ['--locale=C.UTF-8'];

/**
 * Finds the cluster of `home` or makes it. A cluster appears under its name with one rename, whole and with its
 * password, so one that was cut short is never taken for a finished one; what such an attempt left is removed.
 * @throws StartError when the cluster cannot be made or belongs to another user
 */
export async function openCluster(
  home: string,
  binaries: Binaries,
  account: Account | undefined,
  log: (line: string) => void,
): Promise<Cluster> {
  const folder = join(home, 'cluster');
  await removeDrafts(home);
  if (await exists(folder)) {
    await refuseForeignOwner(folder, account);
  } else {
    log(`Making a new PostgreSQL cluster in ${folder}.`);
    const draft = join(home, `${draftPrefix}${randomUUID()}`);
    await makeCluster(draft, binaries, account);
    await rename(draft, folder);
  }
  return filesIn(folder);
}

function filesIn(folder: string): Cluster {
  return {
    data: join(folder, 'data'),
    passwordFile: join(folder, 'password'),
    portFile: join(folder, 'port'),
    logFile: join(folder, 'server.log'),
  };
}

async function makeCluster(folder: string, binaries: Binaries, account: Account | undefined): Promise<void> {
  const { data, passwordFile } = filesIn(folder);
  await mkdir(folder, { mode: 0o700 });
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (account !== undefined) {
    await chown(folder, account.uid, account.gid);
    await chown(passwordFile, account.uid, account.gid);
  }
  const problem = await initdb(binaries, account, [
    `--pgdata=${data}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    ...localeArguments,
  ]);
  if (problem !== null) {
    await rm(folder, { recursive: true, force: true });
    throw new StartError(
      `PostgreSQL could not make a cluster in ${folder} (${problem}), expected initdb to succeed there.`,
    );
  }
}

/** Runs initdb; null when it succeeded, else its last words. */
function initdb(binaries: Binaries, account: Account | undefined, parameters: string[]): Promise<string | null> {
  const child = spawn(binaries.initdb, parameters, {
    ...account,
    cwd: '/',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, killedBy) => {
      const complaint = words.split('\n').find((line) => /error|fatal|invalid/i.test(line));
      resolve(code === 0 ? null : (complaint ?? `ended with ${killedBy ?? `exit code ${code}`}`));
    });
  });
}

async function removeDrafts(home: string): Promise<void> {
  for (const entry of await readdir(home)) {
    if (!entry.startsWith(draftPrefix)) continue;
    // An initdb whose parent was killed may still be writing here: what it adds meanwhile goes with the next start.
    await rm(join(home, entry), { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

async function refuseForeignOwner(folder: string, account: Account | undefined): Promise<void> {
  const expected = account?.uid ?? process.getuid?.();
  const { uid } = await lstat(folder);
  if (uid === expected) return;
  throw new StartError(
    `The cluster in ${folder} belongs to user id ${uid}, expected user id ${expected}, which PostgreSQL runs as.`,
  );
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** The superuser's password. */
export async function readPassword(cluster: Cluster): Promise<string> {
  return (await readFile(cluster.passwordFile, 'utf8')).trim();
}
