import { spawnSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';

/** The user PostgreSQL runs as when this process is root, which PostgreSQL refuses to be. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const unprivilegedNames = ['postgres', 'nobody'];
/** `nobody` by convention, for images without a password file. */
const lastResort: Account = { uid: 65_534, gid: 65_534 };

/**
 * Chooses the user of a child process: undefined (this process' own user) unless this process is root. As root, whoever
 * owns one of `folders` is taken, first match first, so that a person's files stay that person's; else an unprivileged
 * system user.
 */
export async function chooseAccount(folders: readonly string[]): Promise<Account | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  for (const folder of folders) {
    const owner = await ownerOf(folder);
    if (owner !== undefined && owner.uid !== 0) return owner;
  }
  const users = await systemUsers();
  for (const name of unprivilegedNames) {
    const user = users.get(name);
    if (user !== undefined) return user;
  }
  return lastResort;
}

/** Whether the account can enter the folder, which takes search permission on every folder above it too. */
export function mayEnter(account: Account | undefined, folder: string): boolean {
  // Asked of the system rather than computed from mode bits: access lists and mount options count as well.
  return (
    spawnSync('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...account, cwd: '/', stdio: 'ignore' }).status === 0
  );
}

async function ownerOf(folder: string): Promise<Account | undefined> {
  try {
    const { uid, gid } = await stat(folder);
    return { uid, gid };
  } catch {
    return undefined;
  }
}

async function systemUsers(): Promise<Map<string, Account>> {
  const users = new Map<string, Account>();
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name !== undefined && uid !== undefined && gid !== undefined)
      users.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return users;
}
