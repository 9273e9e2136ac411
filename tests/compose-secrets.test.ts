import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { neededByOneSubgraph, neededToServe, readConfig } from '../platform/config/config.ts';
import { projectPath } from '../platform/config/paths.ts';
import type { Variable } from '../platform/config/variable.ts';
import { variables } from '../platform/config/variables.ts';
import { interpolate, readCompose, type ComposeService } from './support/compose.ts';
import { temporaryFolder } from './support/folder.ts';

const run = promisify(execFile);
const { services, secrets } = readCompose();
const programs = Object.entries(services).filter(([, { build }]) => build !== undefined);

describe('the secrets of docker-compose.yml', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder();
    await copyFile(projectPath('deploy', 'secrets', 'make.sh'), join(folder.path, 'make.sh'));
    await run('sh', ['make.sh'], { cwd: folder.path });
  });
  afterAll(() => folder.remove());

  it('are files that make.sh makes, none more and none less, and each is read', async () => {
    const names = Object.keys(secrets);
    expect(Object.values(secrets).map(({ file }) => file)).toEqual(names.map((name) => `./deploy/secrets/${name}`));
    expect((await readdir(folder.path)).sort()).toEqual([...names, 'make.sh'].sort());
    expect([...new Set(Object.values(services).flatMap((service) => service.secrets))].sort()).toEqual(names.sort());
  });

  it('are never made over others', async () => {
    await expect(run('sh', ['make.sh'], { cwd: folder.path })).rejects.toThrow('is there already');
  });

  it('reach programs as files only, those that a program was given', () => {
    for (const [name, { environment, secrets: given }] of Object.entries(services)) {
      const plain = Object.keys(environment).filter((key) => isSecret(key));
      expect({ name, plain }).toEqual({ name, plain: [] });
      const files = Object.entries(environment).filter(([key]) => key.endsWith('_FILE'));
      for (const [, file] of files) expect(given.map((secret) => `/run/secrets/${secret}`)).toContain(file);
    }
  });

  it.each(programs)('make a configuration that %s takes', (_, service) => {
    const [program] = service.command;
    const needs =
      program === undefined ? neededToServe : program.startsWith('dist/subgraphs/') ? neededByOneSubgraph : () => [];
    const { database } = readConfig({ NODE_ENV: 'production', ...environmentOf(service) }, needs);
    const hosts = [database.url, database.migrationUrl, database.adminUrl].map((url) => url && new URL(url).host);
    const straight = 'postgres:5432';
    const expected: Readonly<Record<string, unknown>> = {
      'dist/scripts/bootstrap.js': ['pgbouncer:5433', straight, straight],
      'dist/scripts/migrate.js': ['pgbouncer:5433', straight, undefined],
      'dist/scripts/statements.js': ['pgbouncer:5433', straight, undefined],
    };
    expect(hosts).toEqual(expected[program ?? ''] ?? ['pgbouncer:5433', undefined, undefined]);
  });

  it('give PgBouncer the passwords that its clients use', async () => {
    const userlist = await readFile(join(folder.path, 'pgbouncer_userlist'), 'utf8');
    const urls = await Promise.all(
      ['database_url', 'readonly_database_url'].map((name) => readFile(join(folder.path, name), 'utf8')),
    );
    const users = urls.map((url) => new URL(url)).map(({ username, password }) => `"${username}" "${password}"\n`);
    expect(userlist).toBe(users.join(''));
  });

  /** What Compose gives a program, its secrets being those that were made here. */
  function environmentOf({ environment }: ComposeService): Record<string, string> {
    const env = {
      JWKS_URL: 'https://login.example.com/jwks.json',
      TOKEN_ISSUER: 'https://login.example.com/',
      TOKEN_AUDIENCE: 'leadmetrics-graph',
    };
    return Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [
        name,
        interpolate(value, env).replace('/run/secrets', folder.path),
      ]),
    );
  }
});

function isSecret(name: string): boolean {
  const known: Readonly<Record<string, Variable>> = variables;
  return known[name]?.secret === true || /PASSWORD$/.test(name);
}
