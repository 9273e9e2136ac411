import { projectPath } from '../config/paths.ts';
import { applyMigrations } from '../database/migrations/apply.ts';
import { migrationState, type MigrationState } from '../database/migrations/state.ts';
import { codeOf, reasonOf } from '../database/system-error.ts';
import { StartError } from '../errors/start-error.ts';
import { serverOf, type DatabaseAccess } from './database.ts';
import type { Progress } from './log.ts';

/** How the schema is brought up to date. */
export interface MigrateOptions {
  readonly access: DatabaseAccess;
  /** False only compares: what is pending is refused. */
  readonly apply: boolean;
  readonly log: Progress;
  /** In Prisma's layout; the project's own by default. */
  readonly folder?: string;
}

const insufficientPrivilege = '42501';

/**
 * Brings the schema up to date, or refuses to go on with another one than this version is written for.
 * @returns how many migrations were applied
 * @throws StartError when the database cannot be reached or is ahead of this version, when a migration is pending that
 *   this process may not apply, or one fails
 */
export async function migrate({ access, apply, log, folder }: MigrateOptions): Promise<number> {
  const path = folder ?? projectPath('prisma', 'migrations');
  const pending = await pendingIn(access, path);
  if (pending.length === 0) return 0;
  if (access.migrationUrl === null) {
    throw new StartError(
      `The database lacks ${named(pending)}, expected it to be up to date: give MIGRATION_DATABASE_URL to have pending migrations applied at the start.`,
    );
  }
  if (!apply) {
    throw new StartError(
      `The database lacks ${named(pending)}, expected it to be up to date: MIGRATE_ON_START is false, so apply ${pending.length === 1 ? 'it' : 'them'} with "npm run db:migrate", in a container with "node dist/scripts/migrate.js".`,
    );
  }
  log.info(`Applying ${pending.length === 1 ? named(pending) : `${pending.length} migrations`}.`);
  const applied = await applyMigrations({ url: access.migrationUrl, folder: path, log: () => undefined });
  return applied.length;
}

/**
 * Refuses to go on with another schema than this version is written for: for a process that never migrates.
 * @throws StartError when the database cannot be reached, is ahead of this version, or behind it
 */
export async function expectMigrated(access: DatabaseAccess): Promise<void> {
  const pending = await pendingIn({ ...access, migrationUrl: null }, projectPath('prisma', 'migrations'));
  if (pending.length === 0) return;
  throw new StartError(
    `The database lacks ${named(pending)}, expected it to be up to date: this process applies none, so run "npm run db:migrate" or start the gateway with MIGRATION_DATABASE_URL first.`,
  );
}

async function pendingIn(access: DatabaseAccess, folder: string): Promise<readonly string[]> {
  const { pending, unknown } = await compare(access, folder);
  if (unknown.length === 0) return pending;
  throw new StartError(
    `The database has ${named(unknown)}, which this version lacks, expected none that it does not know: start the version that brought it.`,
  );
}

async function compare({ appUrl, migrationUrl }: DatabaseAccess, folder: string): Promise<MigrationState> {
  const url = migrationUrl ?? appUrl;
  try {
    return await migrationState({ url, folder });
  } catch (error) {
    if (error instanceof StartError) throw error;
    if (codeOf(error) === insufficientPrivilege) {
      const user = decodeURIComponent(new URL(url).username);
      throw new StartError(
        `The user ${user} may not read which migrations the database ${serverOf(url)} has (${reasonOf(error)}), expected its owner to have run: GRANT SELECT ON _prisma_migrations TO ${user}.`,
        { cause: error },
      );
    }
    throw new StartError(
      `The database ${serverOf(url)} cannot be reached (${reasonOf(error)}), expected it to take ${migrationUrl === null ? "app_user's" : "migrator_user's"} connection.`,
      { cause: error },
    );
  }
}

function named(migrations: readonly string[]): string {
  return `the migration${migrations.length === 1 ? '' : 's'} ${migrations.join(', ')}`;
}
