/** Connection strings of the run's database, one a role; `global-setup.ts` puts them into the environment. */

/** As app_user: what the product itself connects as. */
export function appUrl(): string {
  return urlIn('TEST_DATABASE_URL');
}

/** As migrator_user: owns the tables and reads past row-level security. */
export function migratorUrl(): string {
  return urlIn('TEST_MIGRATION_DATABASE_URL');
}

/** As readonly_user: what dashboards connect as. */
export function readonlyUrl(): string {
  return urlIn('TEST_READONLY_DATABASE_URL');
}

/** As the superuser. */
export function adminUrl(): string {
  return urlIn('TEST_ADMIN_DATABASE_URL');
}

/** The same server and user on another database. */
export function onDatabase(url: string, databaseName: string): string {
  const other = new URL(url);
  other.pathname = `/${encodeURIComponent(databaseName)}`;
  return other.href;
}

function urlIn(variable: string): string {
  const url = process.env[variable];
  if (url === undefined) throw new Error(`expected ${variable} in the environment: run the tests through jest`);
  return url;
}
