import { chmod, mkdir, mkdtemp, readlink, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../../errors/start-error.ts';
import { mayEnter, type Account } from './account.ts';
import { codeOf, reasonOf } from '../system-error.ts';

/** Where a cluster goes that cannot live in the data folder: places any user may enter and a restart does not empty. */
export const defaultSharedRoots: readonly string[] = ['/var/lib', '/var/tmp'];

/** The link in the data folder that says where its cluster was put instead. */
const elsewhere = 'elsewhere';

/**
 * Makes the data folder.
 * @throws StartError when it cannot be written
 */
export async function openDataDir(dataDir: string): Promise<void> {
  const probe = join(dataDir, '.writable');
  try {
    await mkdir(dataDir, { recursive: true });
    await writeFile(probe, '');
    await rm(probe, { force: true });
  } catch (error) {
    throw new StartError(
      `The data folder ${dataDir} cannot be written (${codeOf(error) ?? reasonOf(error)}), expected a folder that this user may make files in.`,
      { cause: error },
    );
  }
}

/**
 * The folder that the cluster lives in: the data folder itself, or, where `account` may not enter that (a clone under a
 * closed home directory, run as root), a folder of its own under the first of `sharedRoots` that works, found again
 * through a link in the data folder.
 * @throws StartError when there is no place the account may enter
 */
export async function chooseHome(
  dataDir: string,
  account: Account | undefined,
  sharedRoots: readonly string[],
  log: (line: string) => void,
): Promise<string> {
  const link = join(dataDir, elsewhere);
  const known = await readlink(link).catch(() => undefined);
  if (known !== undefined && (await isFolder(known))) return known;
  if (mayEnter(account, dataDir)) return dataDir;
  if (await isFolder(join(dataDir, 'cluster'))) {
    throw new StartError(
      `User id ${account?.uid}, which PostgreSQL runs as, may not enter ${dataDir} where its data is, expected that folder and those above it to be open to it.`,
    );
  }
  for (const root of sharedRoots) {
    const home = await openSharedHome(root, account);
    if (home === undefined) continue;
    await rm(link, { force: true });
    await symlink(home, link);
    log(`PostgreSQL does not run as root, and its user may not enter ${dataDir}: its data is kept in ${home} instead.`);
    return home;
  }
  throw new StartError(
    `User id ${account?.uid}, which PostgreSQL runs as, may not enter ${dataDir} nor ${sharedRoots.join(' nor ')}, expected one of them to be open to it.`,
  );
}

async function openSharedHome(root: string, account: Account | undefined): Promise<string | undefined> {
  try {
    const home = await mkdtemp(join(root, 'leadmetrics-graph-'));
    await chmod(home, 0o755);
    if (mayEnter(account, home)) return home;
    await rm(home, { recursive: true });
  } catch {
    // Not there or not writable: the next root is tried, and none left is told to the caller.
  }
  return undefined;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
