import pg from 'pg';
import { StartError } from '../errors/start-error.ts';
import { scramVerifier } from './scram-verifier.ts';
import { codeOf, reasonOf } from './system-error.ts';

const { escapeIdentifier: name, escapeLiteral: text } = pg;

/**
 * A role of docs/data-model.md#database-user-privileges with the password it logs in with; null leaves it the one it has, if any.
 */
export interface RoleCredentials<Name extends string> {
  readonly name: Name;
  readonly password: string | null;
}

/** What is made, and where; times in milliseconds. */
export interface BootstrapOptions {
  /** Connection string of a superuser, to any database of the server. */
  readonly adminUrl: string;
  readonly databaseName: string;
  readonly roles: {
    readonly app: RoleCredentials<'app_user'>;
    readonly migrator: RoleCredentials<'migrator_user'>;
    readonly readonly: RoleCredentials<'readonly_user'>;
  };
  /** Takes one line of progress for the person at the terminal. */
  readonly log: (line: string) => void;
  /** app_user: the longest a statement may run. */
  readonly statementTimeoutMs?: number;
  /** app_user: the longest a statement may wait for a lock. */
  readonly lockTimeoutMs?: number;
  /** app_user: the longest a transaction may sit between statements. */
  readonly idleInTransactionTimeoutMs?: number;
  readonly connectTimeoutMs?: number;
}

/**
 * Functions of conditions on enums, numerics and texts without case. Under row-level security an index is used only for
 * conditions whose functions are marked so; PostgreSQL marks few, though these tell nothing of what they compare.
 */
const leakproofFunctions = [
  ...['eq', 'lt', 'le', 'gt', 'ge'].map((operator) => `enum_${operator}(anyenum, anyenum)`),
  ...['eq', 'lt', 'le', 'gt', 'ge'].map((operator) => `numeric_${operator}(numeric, numeric)`),
  'lower(text)',
];

/** wrong_object_type: what CREATE DATABASE answers for a locale that its system does not have. */
const unknownLocale = '42809';

/** Any number that nothing else on the server locks. */
const bootstrapLock = 620_341_907;

/**
 * Makes the three roles, the database, pg_stat_statements and the grants that migrations rest on; what is there already
 * is left or brought up to date, so it may run at every start. Grants on tables are the migrations' own.
 * @throws StartError when the server cannot be reached, the user is no superuser, or pg_stat_statements is missing
 */
export async function bootstrapDatabase(options: BootstrapOptions): Promise<void> {
  const url = new URL(options.adminUrl);
  url.pathname = `/${encodeURIComponent(options.databaseName)}`;
  await withClient(options, options.adminUrl, async (client) => {
    await expectSuperuser(client);
    // Two of these at once would trip over each other's changes to the same roles; the lock ends with the connection.
    await client.query('SELECT pg_advisory_lock($1)', [bootstrapLock]);
    await makeRoles(client, options);
    await makeDatabase(client, options);
    await withClient(options, url.href, (inside) => prepareDatabase(inside, options));
  });
}

async function expectSuperuser(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ user: string; super: string }>(
    "SELECT current_user AS user, current_setting('is_superuser') AS super",
  );
  if (rows[0]?.super === 'on') return;
  throw new StartError(
    `The user ${rows[0]?.user} of ADMIN_DATABASE_URL is no superuser, expected one: pg_stat_statements and BYPASSRLS need it.`,
  );
}

/** Roles belong to the server, not to a database: another database's bootstrap may have made them. */
async function makeRoles(client: pg.Client, options: BootstrapOptions): Promise<void> {
  const { app, migrator, readonly } = options.roles;
  await makeRole(client, app, 'NOBYPASSRLS', options.log);
  // Migrations and demo data act for all tenants (docs/api-contract.md#191-across-tenants).
  await makeRole(client, migrator, 'BYPASSRLS', options.log);
  await makeRole(client, readonly, 'NOBYPASSRLS', options.log);
  const settings = {
    statement_timeout: options.statementTimeoutMs ?? 10_000,
    lock_timeout: options.lockTimeoutMs ?? 2_000,
    idle_in_transaction_session_timeout: options.idleInTransactionTimeoutMs ?? 15_000,
  };
  for (const [setting, milliseconds] of Object.entries(settings)) {
    await client.query(`ALTER ROLE ${name(app.name)} SET ${setting} = ${text(`${milliseconds}ms`)}`);
  }
  // Planning would cost more than most reads do, and be paid each time: PostgreSQL takes the plan for all parameters to be the
  // dearer one, since it cannot know how few they are.
  await client.query(`ALTER ROLE ${name(app.name)} SET plan_cache_mode = force_generic_plan`);
  // Every read is a probe of one index in its order. PostgreSQL takes a row's tenant and its parent to be independent of each
  // other, and would narrow the twenty rows under a parent by a bitmap of all rows of the tenant.
  await client.query(`ALTER ROLE ${name(app.name)} SET enable_bitmapscan = off`);
  await client.query(`ALTER ROLE ${name(readonly.name)} SET default_transaction_read_only = on`);
  // Dates are days in UTC (docs/api-contract.md#i-57), whatever the server's own zone is.
  for (const { name: role } of [app, migrator, readonly]) {
    await client.query(`ALTER ROLE ${name(role)} SET timezone = 'UTC'`);
  }
}

async function makeRole(
  client: pg.Client,
  role: RoleCredentials<string>,
  rowSecurity: 'BYPASSRLS' | 'NOBYPASSRLS',
  log: (line: string) => void,
): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role.name]);
  if (found.rowCount === 0) {
    await client.query(`CREATE ROLE ${name(role.name)}`);
    log(`Role ${role.name} made.`);
  }
  const password = role.password === null ? '' : ` PASSWORD ${text(scramVerifier(role.password))}`;
  await client.query(
    `ALTER ROLE ${name(role.name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION ${rowSecurity}${password}`,
  );
}

async function makeDatabase(client: pg.Client, { databaseName, roles, log }: BootstrapOptions): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [databaseName]);
  if (found.rowCount === 0) {
    await createDatabase(client, databaseName, roles.migrator.name);
    log(`Database ${databaseName} made.`);
  } else {
    await tellOtherOrder(client, databaseName, log);
  }
  const users = [roles.app, roles.migrator, roles.readonly].map((role) => name(role.name)).join(', ');
  await client.query(`REVOKE ALL ON DATABASE ${name(databaseName)} FROM PUBLIC`);
  await client.query(`GRANT CONNECT ON DATABASE ${name(databaseName)} TO ${users}`);
  await client.query(`GRANT CREATE ON DATABASE ${name(databaseName)} TO ${name(roles.migrator.name)}`);
}

/** Texts in the order of their code points, on every server alike: lists by name, and their cursors, rest on it. */
async function createDatabase(client: pg.Client, databaseName: string, owner: string): Promise<void> {
  const create = (locale: string): Promise<unknown> =>
    client.query(
      `CREATE DATABASE ${name(databaseName)} OWNER ${name(owner)} ENCODING 'UTF8' LOCALE ${text(locale)} TEMPLATE template0`,
    );
  try {
    await create('C.UTF-8');
  } catch (error) {
    // Not every system has it (macOS); C orders UTF-8 alike.
    if (codeOf(error) !== unknownLocale) throw error;
    await create('C');
  }
}

async function tellOtherOrder(client: pg.Client, databaseName: string, log: (line: string) => void): Promise<void> {
  const { rows } = await client.query<{ collation: string }>(
    `SELECT coalesce(daticulocale, datcollate) AS collation FROM pg_database WHERE datname = $1`,
    [databaseName],
  );
  const collation = rows[0]?.collation ?? '';
  if (/^(C|POSIX|C\.utf-?8)$/i.test(collation)) return;
  log(
    `Database ${databaseName} orders texts by ${collation}, expected C.UTF-8: its lists by name come in another order than elsewhere.`,
  );
}

async function prepareDatabase(client: pg.Client, { roles }: BootstrapOptions): Promise<void> {
  const [app, migrator, readonly] = [roles.app, roles.migrator, roles.readonly].map((role) => name(role.name));
  await client.query('CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA public').catch((error: unknown) => {
    throw new StartError('The extension pg_stat_statements cannot be made, expected the server to have it.', {
      cause: error,
    });
  });
  // Whoever brings the database up to date may see which of its statements are slow.
  await client.query(`GRANT pg_read_all_stats TO ${migrator}`);
  await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
  await client.query(`GRANT USAGE ON SCHEMA public TO ${app}, ${readonly}`);
  await client.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${migrator}`);
  for (const signature of leakproofFunctions) {
    await client.query(`ALTER FUNCTION pg_catalog.${signature} LEAKPROOF`);
  }
}

async function withClient(
  { connectTimeoutMs = 10_000 }: BootstrapOptions,
  url: string,
  use: (client: pg.Client) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs });
  // A connection that breaks fails the statement that follows, which tells the caller.
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw new StartError(
      `The database server cannot be reached as its administrator (${reasonOf(error)}), expected it to answer.`,
      {
        cause: error,
      },
    );
  });
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
