import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ensurePartitions } from '../../platform/database/partitions.ts';
import { createPool } from '../../platform/database/pool.ts';
import { appendOnlyTables } from '../../prisma/validator/schema.ts';
import { adminUrl, appUrl, onDatabase, readonlyUrl } from '../support/database.ts';
import { everyRow, type Row } from '../support/every-row.ts';
import { closeFactories, twoTenants, type CustomerTenant } from '../support/make.ts';
import { ownDatabase, type OwnDatabase } from '../support/own-database.ts';
import { each, nobody, onEach, only, RoleConnection } from '../support/role-connection.ts';

const writes = (table: string): string[] => [
  `INSERT INTO ${table} DEFAULT VALUES`,
  table === 'tenants' ? 'UPDATE tenants SET id = id' : `UPDATE ${table} SET tenant_id = tenant_id`,
  `DELETE FROM ${table}`,
  `TRUNCATE ${table} CASCADE`,
];

/** Privileges alone: what a role may not do, whatever its statement's tenant. */
describe('the roles of the database', () => {
  let app: RoleConnection;
  let readonly: RoleConnection;
  let mine: CustomerTenant;
  let theirs: CustomerTenant;
  let myRows: ReadonlyMap<string, Row>;
  let theirRows: ReadonlyMap<string, Row>;
  beforeAll(async () => {
    [app, readonly] = await Promise.all([RoleConnection.open(appUrl()), RoleConnection.open(readonlyUrl())]);
    [mine, theirs] = await twoTenants();
    [myRows, theirRows] = await Promise.all([everyRow(mine), everyRow(theirs)]);
  }, 60_000);
  afterAll(async () => {
    await Promise.all([app.close(), readonly.close()]);
    await closeFactories();
  });
  const all = (): string[] => [...myRows.keys()];

  describe('app_user', () => {
    it.each([...appendOnlyTables])('adds to %s and never changes it', async (table) => {
      const attempts = writes(table).slice(1);
      expect(await onEach(attempts, (statement) => app.attempt(only(mine), statement))).toEqual(
        each(attempts, '42501'),
      );
    });

    it('empties no table', async () => {
      expect(await onEach(all(), (table) => app.attempt(only(mine), `TRUNCATE ${table} CASCADE`))).toEqual(
        each(all(), '42501'),
      );
    });

    it.each([
      'ALTER TABLE goals ADD extra text',
      'ALTER TABLE goals DISABLE ROW LEVEL SECURITY',
      'ALTER TABLE goals DISABLE TRIGGER keep_identity',
      'CREATE POLICY mine ON goals USING (true)',
      'DROP TABLE goals',
      'CREATE TABLE made ()',
      'CREATE FUNCTION app.is_platform() RETURNS boolean LANGUAGE sql RETURN true',
      'GRANT SELECT ON llm_calls_default TO app_user',
      'CALL app.guard_table(NULL)',
      'SET ROLE migrator_user',
      'SET session_replication_role = replica',
      'UPDATE _prisma_migrations SET checksum = checksum',
    ])('changes nothing of what holds it: %s', async (statement) => {
      expect(await app.attempt(only(mine), statement)).toBe('42501');
    });
  });

  describe('readonly_user', () => {
    it("reads every tenant's rows, in every table", async () => {
      const read = (rows: ReadonlyMap<string, Row>) =>
        onEach(all(), (table) =>
          readonly.attempt(nobody, `SELECT id FROM ${table} WHERE id = $1`, rows.get(table)?.['id']),
        );
      expect(await read(myRows)).toEqual(each(all(), 1));
      expect(await read(theirRows)).toEqual(each(all(), 1));
    });

    it('writes no table, not even in a transaction that it has made writable', async () => {
      const attempts = all().flatMap(writes);
      expect(await onEach(attempts, (statement) => readonly.attempt(only(mine), statement))).toEqual(
        each(attempts, '25006'),
      );
      await readonly.rows(nobody, 'SET default_transaction_read_only = off');
      expect(await onEach(attempts, (statement) => readonly.attempt(only(mine), statement))).toEqual(
        each(attempts, '42501'),
      );
    });

    it.each([
      "SELECT finish_activity_run('01ARZ3NDEKTSV4RRFFQ69G5FAV', 'completed')",
      "SELECT user_id FROM admit('01ARZ3NDEKTSV4RRFFQ69G5FAV', '01ARZ3NDEKTSV4RRFFQ69G5FAV')",
      'SELECT moved FROM ensure_llm_call_partitions()',
    ])('calls no function that runs as its owner: %s', async (statement) => {
      expect(await readonly.attempt(nobody, statement)).toBe('42501');
    });
  });
});

/** On a database of its own: partitions belong to all tests that share one. */
describe('the partitions of llm_calls', () => {
  let database: OwnDatabase;
  let partitions: string[];
  beforeAll(async () => {
    database = await ownDatabase();
    const pool = createPool({ url: database.appUrl, maximum: 1 });
    partitions = ['llm_calls_default', ...(await ensurePartitions(pool)).map(({ partition }) => partition)];
    await pool.end();
  });
  afterAll(() => database.drop());

  it.each(['app_user', 'readonly_user'])('are neither read nor written by their names, by %s', async (role) => {
    const name = decodeURIComponent(new URL(database.appUrl).pathname.slice(1));
    const connection = await RoleConnection.open(onDatabase(role === 'app_user' ? appUrl() : readonlyUrl(), name));
    await connection.rows(nobody, 'SET default_transaction_read_only = off');
    expect(partitions).toHaveLength(5);
    const attempts = partitions.flatMap((partition) => [`SELECT id FROM ${partition}`, ...writes(partition)]);
    expect(await onEach(attempts, (statement) => connection.attempt(nobody, statement))).toEqual(
      each(attempts, '42501'),
    );
    await connection.close();
  });
});

/** Behind the privileges stands row-level security, forced and without a policy. */
it('a partition shows no row by its name, even to app_user who was granted it by mistake', async () => {
  const [tenant] = await twoTenants();
  await tenant.make.llmCall();
  const admin = new pg.Client(adminUrl());
  await admin.connect();
  const found = await admin.query<{ partition: string }>(
    'SELECT tableoid::regclass::text AS partition FROM llm_calls WHERE tenant_id = $1',
    [tenant.id],
  );
  const partition = found.rows[0]?.partition ?? '';
  await admin.query('BEGIN');
  await admin.query(`GRANT SELECT ON ${partition} TO app_user`);
  await admin.query(`SELECT set_config('app.tenant_id', $1, true)`, [tenant.id]);
  await admin.query('SET LOCAL ROLE app_user');
  expect((await admin.query('SELECT id FROM llm_calls')).rowCount).toBe(1);
  expect((await admin.query(`SELECT id FROM ${partition}`)).rowCount).toBe(0);
  await admin.query('ROLLBACK');
  await admin.end();
});
