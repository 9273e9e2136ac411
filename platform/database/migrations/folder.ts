import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartError } from '../../errors/start-error.ts';

/** One migration as it lies on disk. */
export interface Migration {
  /** The folder's name, `20261123080000_init`. */
  readonly name: string;
  readonly script: string;
}

/** A folder of migrations in Prisma's layout. */
export interface MigrationFolder {
  readonly path: string;
  /** `migration_lock.toml`; null when there is none. */
  readonly lockfile: string | null;
  /** In the order in which they apply. */
  readonly migrations: readonly Migration[];
}

/**
 * Reads `<folder>/<name>/migration.sql` of every migration.
 * @throws StartError when the folder, or the script of one migration, cannot be read
 */
export async function readMigrationFolder(path: string): Promise<MigrationFolder> {
  const entries = await readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw new StartError(`The folder ${path} cannot be read, expected the migrations in it.`, { cause: error });
  });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrations = await Promise.all(
    names.sort().map(async (name) => ({ name, script: await readScript(path, name) })),
  );
  const lockfile = await readFile(join(path, 'migration_lock.toml'), 'utf8').catch(() => null);
  return { path, lockfile, migrations };
}

async function readScript(path: string, name: string): Promise<string> {
  return readFile(join(path, name, 'migration.sql'), 'utf8').catch((error: unknown) => {
    throw new StartError(`The migration ${name} in ${path} has no readable script, expected a file migration.sql.`, {
      cause: error,
    });
  });
}
