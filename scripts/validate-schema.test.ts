import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import pg from 'pg';
import { temporaryFolder } from '../tests/support/folder.ts';
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
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    const entryPoints = [join(process.cwd(), 'scripts', 'validate-schema.ts')];
    await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'esm', packages: 'external' });
    await stop();
    [database, folder] = await Promise.all([ownDatabase(), temporaryFolder()]);
  });
  afterAll(async () => {
    await database.drop();
    await Promise.all([rm(program), folder.remove()]);
  });

  it('passes a schema that keeps the rules, also as app_user', async () => {
    const passed = { code: 0, stdout: 'The schema keeps its rules.\n', stderr: '' };
    expect(await run({ DATABASE_URL: database.appUrl, MIGRATION_DATABASE_URL: database.migratorUrl })).toEqual(passed);
    expect(await run({ DATABASE_URL: database.appUrl })).toEqual(passed);
  });

  it('takes a connection string from a file, as every program does', async () => {
    const file = join(folder.path, 'database_url');
    await writeFile(file, `${database.appUrl}\n`);
    expect(await run({ DATABASE_URL_FILE: file })).toMatchObject({ code: 0, stdout: 'The schema keeps its rules.\n' });
  });

  it('prints each breach and fails', async () => {
    const client = new pg.Client(database.migratorUrl);
    await client.connect();
    await client.query('GRANT DELETE ON llm_calls TO app_user; ALTER TABLE goals NO FORCE ROW LEVEL SECURITY');
    await client.end();
    expect(await run({ DATABASE_URL: database.appUrl })).toEqual({
      code: 1,
      stdout:
        'goals: row-level security is not forced, expected ENABLE and FORCE [row-level security]\n' +
        'llm_calls: app_user is granted DELETE, expected SELECT, INSERT [grants]\n',
      stderr: 'The schema has 2 breaches, expected none.\n',
    });
  });

  it('says what it lacks', async () => {
    expect(await run({ DATA_DIR: folder.path })).toEqual({
      code: 1,
      stdout: '',
      stderr: `Nothing runs on the data folder ${folder.path}, expected "npm start" to be running there or DATABASE_URL to be given.\n`,
    });
  });
});
