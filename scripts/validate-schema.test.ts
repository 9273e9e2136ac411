import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import pg from 'pg';
import { ownDatabase, type OwnDatabase } from '../tests/support/own-database.ts';

const program = join(process.cwd(), 'node_modules', '.cache', 'leadmetrics', `validate-schema.${process.pid}.mjs`);

/** Runs the program to its end with these settings instead of the environment's. */
function run(settings: Record<string, string>): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program], { env: settings }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}

describe('validate-schema', () => {
  let database: OwnDatabase;
  beforeAll(async () => {
    const entryPoints = [join(process.cwd(), 'scripts', 'validate-schema.ts')];
    await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'esm', packages: 'external' });
    await stop();
    database = await ownDatabase();
  });
  afterAll(async () => {
    await database.drop();
    await rm(program);
  });

  it('passes a schema that keeps the rules, also as app_user', async () => {
    const passed = { code: 0, stdout: 'The schema keeps its rules.\n', stderr: '' };
    expect(await run({ MIGRATION_DATABASE_URL: database.migratorUrl })).toEqual(passed);
    expect(await run({ DATABASE_URL: database.appUrl })).toEqual(passed);
  });

  it('prints each breach and fails', async () => {
    const client = new pg.Client(database.migratorUrl);
    await client.connect();
    await client.query('GRANT DELETE ON llm_calls TO app_user; ALTER TABLE goals NO FORCE ROW LEVEL SECURITY');
    await client.end();
    expect(await run({ MIGRATION_DATABASE_URL: database.migratorUrl })).toEqual({
      code: 1,
      stdout:
        'goals: row-level security is not forced, expected ENABLE and FORCE [row-level security]\n' +
        'llm_calls: app_user is granted DELETE, expected SELECT, INSERT [grants]\n' +
        '2 breaches.\n',
      stderr: '',
    });
  });

  it('says what it lacks', async () => {
    expect(await run({})).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The schema could not be validated: expected MIGRATION_DATABASE_URL or DATABASE_URL.\n',
    });
  });
});
