import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { temporaryFolder } from '../../tests/support/folder.ts';
import { onDatabase } from '../../tests/support/database.ts';
import { StartError } from '../errors/start-error.ts';
import { bootstrapDatabase, type BootstrapOptions } from './bootstrap.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded/start.ts';

const databaseName = 'lead metrics"1';

/** On a server of its own: roles and their passwords belong to a whole server. */
describe('bootstrapDatabase', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: EmbeddedPostgres;
  beforeAll(async () => {
    folder = await temporaryFolder();
    server = await startEmbeddedPostgres({ dataDir: folder.path, log: () => undefined, settings: { fsync: 'off' } });
  });
  afterAll(async () => {
    await server.stop();
    await folder.remove();
  });

  const optionsWith = (password: string, over: Partial<BootstrapOptions> = {}): BootstrapOptions => ({
    adminUrl: server.adminUrl,
    databaseName,
    roles: {
      app: { name: 'app_user', password },
      migrator: { name: 'migrator_user', password },
      readonly: { name: 'readonly_user', password },
    },
    log: () => undefined,
    ...over,
  });
  async function as(user: string, password: string, text: string): Promise<unknown[]> {
    const url = new URL(onDatabase(server.adminUrl, databaseName));
    if (user !== 'postgres') [url.username, url.password] = [user, password];
    const client = new pg.Client(url.href);
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  }

  it('makes roles and database once, may be repeated, also by two at once, and sets passwords anew', async () => {
    const lines: string[] = [];
    const log = (line: string): number => lines.push(line);
    await Promise.all([
      bootstrapDatabase(optionsWith('first', { log })),
      bootstrapDatabase(optionsWith('first', { log })),
    ]);
    expect(lines).toEqual([
      'Role app_user made.',
      'Role migrator_user made.',
      'Role readonly_user made.',
      `Database ${databaseName} made.`,
    ]);
    await bootstrapDatabase(optionsWith('second'));
    expect(await as('app_user', 'second', 'SELECT current_user AS name')).toEqual([{ name: 'app_user' }]);
    await expect(as('app_user', 'first', 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('makes a database that orders texts by their code points, and tells of one that is there and does not', async () => {
    await bootstrapDatabase(optionsWith('x'));
    expect(
      await as('postgres', '', `SELECT datcollate AS collation FROM pg_database WHERE datname = current_database()`),
    ).toEqual([{ collation: process.platform === 'darwin' ? 'C' : 'C.UTF-8' }]);
    // The server of this test has that locale itself: what was asked for is read besides.
    const asked = await as(
      'postgres',
      '',
      `SELECT query LIKE '%LOCALE ''C.UTF-8''%' AS asked FROM pg_stat_statements WHERE query LIKE 'CREATE DATABASE "lead%'`,
    );
    expect(asked).toEqual([{ asked: true }]);
    await as('postgres', '', `CREATE DATABASE french LOCALE_PROVIDER icu ICU_LOCALE 'fr' TEMPLATE template0`);
    const lines: string[] = [];
    await bootstrapDatabase(optionsWith('x', { databaseName: 'french', log: (line) => lines.push(line) }));
    expect(lines).toEqual([
      'Database french orders texts by fr, expected C.UTF-8: its lists by name come in another order than elsewhere.',
    ]);
  });

  it('gives the roles these attributes and settings, and no others', async () => {
    await bootstrapDatabase(optionsWith('x', { statementTimeoutMs: 9_000 }));
    const rows = await as(
      'postgres',
      '',
      `SELECT rolname AS name, rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication AS powerful, rolbypassrls AS "bypassRls",
              rolconfig AS settings
       FROM pg_roles WHERE rolname LIKE '%\\_user' ORDER BY 1`,
    );
    expect(rows).toEqual([
      {
        name: 'app_user',
        powerful: false,
        bypassRls: false,
        settings: [
          'statement_timeout=9000ms',
          'lock_timeout=2000ms',
          'idle_in_transaction_session_timeout=15000ms',
          'plan_cache_mode=force_generic_plan',
          'enable_bitmapscan=off',
          'TimeZone=UTC',
        ],
      },
      { name: 'migrator_user', powerful: false, bypassRls: true, settings: ['TimeZone=UTC'] },
      {
        name: 'readonly_user',
        powerful: false,
        bypassRls: false,
        settings: ['default_transaction_read_only=on', 'TimeZone=UTC'],
      },
    ]);
  });

  it('lets row-level security use indexes for conditions on enums, numerics and texts without case', async () => {
    await bootstrapDatabase(optionsWith('x'));
    const rows = await as(
      'postgres',
      '',
      `SELECT count(*)::int AS marked FROM pg_proc
       WHERE proleakproof AND pronamespace = 'pg_catalog'::regnamespace
         AND (proname ~ '^(enum|numeric)_(eq|lt|le|gt|ge)$' OR oid = 'lower(text)'::regprocedure)`,
    );
    expect(rows).toEqual([{ marked: 11 }]);
  });

  it('leaves a role the password it has when none is given', async () => {
    await bootstrapDatabase(optionsWith('kept'));
    const { roles } = optionsWith('other');
    await bootstrapDatabase(
      optionsWith('other', { roles: { ...roles, readonly: { name: 'readonly_user', password: null } } }),
    );
    expect(await as('readonly_user', 'kept', 'SELECT current_user AS name')).toEqual([{ name: 'readonly_user' }]);
    expect(await as('app_user', 'other', 'SELECT current_user AS name')).toEqual([{ name: 'app_user' }]);
  });

  it('lets migrator_user alone make tables', async () => {
    await bootstrapDatabase(optionsWith('x'));
    await as('migrator_user', 'x', 'CREATE TABLE made (); DROP TABLE made');
    await expect(as('app_user', 'x', 'CREATE TABLE made ()')).rejects.toMatchObject({ code: '42501' });
    await expect(as('app_user', 'x', 'CREATE TEMP TABLE made ()')).rejects.toMatchObject({ code: '42501' });
    await expect(as('readonly_user', 'x', 'CREATE TABLE made ()')).rejects.toMatchObject({ code: '25006' });
    await as('postgres', '', 'CREATE ROLE stranger LOGIN');
    expect(
      await as(
        'postgres',
        '',
        `SELECT has_database_privilege('stranger', current_database(), 'CONNECT') AS connect,
                has_schema_privilege('stranger', 'public', 'USAGE') AS use`,
      ),
    ).toEqual([{ connect: false, use: false }]);
  });

  it('turns pg_stat_statements on, and no password is to be read there', async () => {
    await bootstrapDatabase(optionsWith('not-to-be-seen'));
    await as('postgres', '', 'SELECT 42 AS remembered');
    const seen = await as(
      'postgres',
      '',
      `SELECT calls > 0 AS seen FROM pg_stat_statements WHERE query LIKE '%AS remembered'`,
    );
    expect(seen).toEqual([{ seen: true }]);
    const leaked = await as(
      'postgres',
      '',
      `SELECT query FROM pg_stat_statements WHERE query LIKE '%not-to-be-seen%' AND query LIKE '%ALTER%'`,
    );
    expect(leaked).toEqual([]);
  });

  it('refuses a user that is no superuser, and an address where no server answers', async () => {
    await bootstrapDatabase(optionsWith('x'));
    const weak = new URL(onDatabase(server.adminUrl, databaseName));
    [weak.username, weak.password] = ['migrator_user', 'x'];
    await expect(bootstrapDatabase(optionsWith('y', { adminUrl: weak.href }))).rejects.toEqual(
      new StartError(
        'The user migrator_user of ADMIN_DATABASE_URL is no superuser, expected one: pg_stat_statements and BYPASSRLS need it.',
      ),
    );
    await expect(
      bootstrapDatabase(optionsWith('y', { adminUrl: 'postgresql://postgres@127.0.0.1:1/postgres' })),
    ).rejects.toEqual(
      new StartError(
        'The database server cannot be reached as its administrator (connect ECONNREFUSED 127.0.0.1:1), expected it to answer.',
      ),
    );
  });
});
