import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrapDatabase } from '../../platform/database/bootstrap.ts';
import { startEmbeddedPostgres } from '../../platform/database/embedded/start.ts';
import { applyMigrations } from '../../platform/database/migrations/apply.ts';
import { removeTestCluster } from './cluster.ts';

const databaseName = 'leadmetrics_test';

/** Nothing here outlives the run: durability would only cost time. */
const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

/**
 * One PostgreSQL for all tests of a run, with the roles and tables of the product; each test makes its own tenants in it.
 * The connection strings reach the tests through the environment (`database.ts` reads them).
 */
// eslint-disable-next-line no-restricted-syntax -- jest calls the default export
export default async function setUp({ rootDir }: { rootDir: string }): Promise<void> {
  const progress: string[] = [];
  endWithProcess();
  try {
    await prepare(join(rootDir, 'prisma', 'migrations'), (line) => progress.push(line));
  } catch (error) {
    await removeTestCluster();
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`expected a database to test on: ${reason}\n${progress.join('\n')}`, { cause: error });
  }
}

async function prepare(migrations: string, log: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'leadmetrics-test-'));
  // Open to the user that PostgreSQL runs as when the tests run as root.
  await chmod(folder, 0o755);
  const server = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), settings, log });
  globalThis.testCluster = { server, folder };
  const password = randomBytes(12).toString('base64url');
  await bootstrapDatabase({
    adminUrl: server.adminUrl,
    databaseName,
    roles: {
      app: { name: 'app_user', password },
      migrator: { name: 'migrator_user', password },
      readonly: { name: 'readonly_user', password },
    },
    log,
  });
  const urlOf = (role: string): string =>
    `postgresql://${role}:${password}@${server.host}:${server.port}/${databaseName}`;
  if ((await readdir(migrations)).length > 0) {
    await applyMigrations({ url: urlOf('migrator_user'), folder: migrations, log });
  }
  process.env['TEST_DATABASE_URL'] = urlOf('app_user');
  process.env['TEST_MIGRATION_DATABASE_URL'] = urlOf('migrator_user');
  process.env['TEST_READONLY_DATABASE_URL'] = urlOf('readonly_user');
  const admin = new URL(server.adminUrl);
  admin.pathname = `/${databaseName}`;
  process.env['TEST_ADMIN_DATABASE_URL'] = admin.href;
}

/** A run that is broken off gets no teardown, and the server would live on. */
function endWithProcess(): void {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => void removeTestCluster().finally(() => process.exit(1)));
  }
}
