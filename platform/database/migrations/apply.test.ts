import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { adminUrl, appUrl, migratorUrl, onDatabase } from '../../../tests/support/database.ts';
import { temporaryFolder } from '../../../tests/support/folder.ts';
import { compileProgram, type Program } from '../../../tests/support/program.ts';
import { StartError } from '../../errors/start-error.ts';
import { applyMigrations } from './apply.ts';
import { migrationState } from './state.ts';

/** A script that a splitting runner breaks: bodies, literals and comments with semicolons in them. */
const wholeScript = `
CREATE TABLE posts (title text DEFAULT 'a;b');
DO $$ BEGIN INSERT INTO posts VALUES (DEFAULT); END $$;
CREATE FUNCTION shout(text) RETURNS text LANGUAGE plpgsql AS $body$ BEGIN RETURN upper($1); END; $body$;
GRANT SELECT ON public._prisma_migrations TO app_user;
-- the last line; without an end`;

describe('migrations', () => {
  let program: Program;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let admin: pg.Client;
  let database: string;
  beforeAll(async () => void (program = await compileProgram('apply-migrations')));
  beforeEach(async () => {
    folder = await temporaryFolder();
    database = `migrations_${randomBytes(6).toString('hex')}`;
    admin = new pg.Client(adminUrl());
    await admin.connect();
    await admin.query(`CREATE DATABASE ${database} OWNER migrator_user`);
  });
  afterEach(async () => {
    await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
    await admin.end();
    await folder.remove();
  });

  const url = (): string => onDatabase(migratorUrl(), database);
  async function write(name: string, script: string): Promise<void> {
    await mkdir(join(folder.path, name), { recursive: true });
    await writeFile(join(folder.path, name, 'migration.sql'), script);
  }
  const lines: string[] = [];
  async function apply(): Promise<string[]> {
    lines.length = 0;
    return applyMigrations({ url: url(), folder: folder.path, log: (line) => lines.push(line) });
  }
  const stateAsApp = () => migrationState({ url: onDatabase(appUrl(), database), folder: folder.path });
  async function query(text: string): Promise<unknown[]> {
    const client = new pg.Client(url());
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  }

  it('apply once, in the order of their names, each script as a whole', async () => {
    await write('2_more', `INSERT INTO posts VALUES (shout('two'))`);
    await write('1_init', wholeScript);
    await writeFile(join(folder.path, 'migration_lock.toml'), 'provider = "postgresql"\n');
    expect(await apply()).toEqual(['1_init', '2_more']);
    expect(lines).toEqual(['Migration 1_init applied.', 'Migration 2_more applied.']);
    expect(await apply()).toEqual([]);
    expect(await query('SELECT title FROM posts')).toEqual([{ title: 'a;b' }, { title: 'TWO' }]);
    const records = `SELECT migration_name AS name, applied_steps_count AS steps, finished_at IS NOT NULL AS finished
                     FROM _prisma_migrations ORDER BY 1`;
    expect(await query(records)).toEqual([
      { name: '1_init', steps: 1, finished: true },
      { name: '2_more', steps: 1, finished: true },
    ]);
  });

  it('are all pending on an empty database, and none once applied', async () => {
    await write('1_init', wholeScript);
    await write('2_more', 'SELECT 1');
    expect(await stateAsApp()).toEqual({ pending: ['1_init', '2_more'], unknown: [] });
    await apply();
    expect(await stateAsApp()).toEqual({ pending: [], unknown: [] });
    await write('3_last', 'SELECT 1');
    expect(await stateAsApp()).toEqual({ pending: ['3_last'], unknown: [] });
  });

  it('that the folder lacks are told apart', async () => {
    await write('1_init', wholeScript);
    await write('2_newer', 'SELECT 1');
    await apply();
    await rm(join(folder.path, '2_newer'), { recursive: true });
    expect(await stateAsApp()).toEqual({ pending: [], unknown: ['2_newer'] });
  });

  it('that fail leave nothing, name script, line and reason, and apply again once mended', async () => {
    await write('1_init', wholeScript);
    await write('2_bad', 'CREATE TABLE half (id int);\nINSERT INTO half\nVALUES (1, 2);');
    await expect(apply()).rejects.toEqual(
      new StartError(
        'Migration 2_bad failed at line 3 (INSERT has more expressions than target columns, SQLSTATE 42601) and left nothing, expected its whole script to run.',
      ),
    );
    expect(await query(`SELECT to_regclass('half') AS half`)).toEqual([{ half: null }]);
    expect(await stateAsApp()).toEqual({ pending: ['2_bad'], unknown: [] });
    await write('2_bad', 'CREATE TABLE half (id int);');
    expect(await apply()).toEqual(['2_bad']);
    expect(lines[0]).toBe('Migration 2_bad was cut short before and left nothing: applying it again.');
    expect(await stateAsApp()).toEqual({ pending: [], unknown: [] });
  });

  it('survive a runner killed with -9 in the middle of a script', async () => {
    await write('1_init', wholeScript);
    await write('2_slow', 'CREATE TABLE slow (id int);\nSELECT pg_sleep(1.5);');
    const runner = program.start(url(), folder.path);
    expect(await runner.nextLine()).toBe('begins');
    await untilRunning('pg_sleep');
    await runner.kill();
    // The script may still run to its end in the server; either way it counts once.
    await apply();
    expect(await query('SELECT count(*)::int AS count FROM slow')).toEqual([{ count: 0 }]);
    expect(await stateAsApp()).toEqual({ pending: [], unknown: [] });
  });

  it('survive a server that drops the connection in the middle of a script', async () => {
    await write('1_init', wholeScript);
    await write('2_slow', 'CREATE TABLE slow (id int);\nSELECT pg_sleep(20);');
    const failing = expect(apply()).rejects.toThrow('terminating connection due to administrator command');
    await untilRunning('pg_sleep');
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}' AND query LIKE '%pg_sleep%'`,
    );
    await failing;
    await write('2_slow', 'CREATE TABLE slow (id int);');
    expect(await apply()).toEqual(['2_slow']);
  });

  it('apply once with several runners at once, which wait for each other', async () => {
    await write('1_init', wholeScript);
    await write('2_more', 'SELECT pg_sleep(0.2)');
    const other = program.start(url(), folder.path);
    await other.nextLine();
    const options = { url: url(), folder: folder.path, log: () => undefined };
    const [first, second, third] = await Promise.all([
      applyMigrations(options),
      applyMigrations(options),
      other.nextLine().then((line): unknown => JSON.parse(line)),
    ]);
    expect([first, second, third].flat().sort()).toEqual(['1_init', '2_more']);
    expect(await query('SELECT count(*)::int AS count FROM _prisma_migrations')).toEqual([{ count: 2 }]);
  });

  it('are refused with one sentence when another runner takes too long', async () => {
    const holder = new pg.Client(url());
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock(72707369)');
    const options = { url: url(), folder: folder.path, log: () => undefined, lockTimeoutMs: 50 };
    await expect(applyMigrations(options)).rejects.toEqual(
      new StartError('Another process has been migrating the database for 50 ms, expected it to finish.'),
    );
    await holder.end();
  });

  it('are refused when a folder holds no script', async () => {
    await mkdir(join(folder.path, '1_empty'));
    await expect(apply()).rejects.toEqual(
      new StartError(`The migration 1_empty in ${folder.path} has no readable script, expected a file migration.sql.`),
    );
  });

  async function untilRunning(words: string): Promise<void> {
    for (;;) {
      const { rowCount } = await admin.query(
        `SELECT 1 FROM pg_stat_activity WHERE datname = '${database}' AND state = 'active' AND query LIKE '%${words}%'`,
      );
      if (rowCount === 1) return;
      await sleep(10);
    }
  }
});
