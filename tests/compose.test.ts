import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { projectPath } from '../platform/config/paths.ts';
import { readSubgraphEntries } from '../platform/config/subgraph-entries.ts';
import { locateBinaries } from '../platform/database/embedded/binaries.ts';
import { maximumPreparedTexts } from '../platform/database/sql.ts';
import { readConfig } from '../platform/config/config.ts';
import { poolSizeOf } from '../platform/startup/pool-size.ts';
import { interpolate, readCompose } from './support/compose.ts';
import { temporaryFolder } from './support/folder.ts';

const run = promisify(execFile);
const { services, networks } = readCompose();
const { gateway, postgres, pgbouncer } = services;
const subgraphs = readSubgraphEntries();

describe('docker-compose.yml', () => {
  it.each(['docker-compose.yml', 'deploy/dashboards.yml', 'deploy/grafana.yml'])(
    "is of Compose's own schema: %s",
    async (file) => {
      expect(await complaintsOf(projectPath(file))).toEqual([]);
    },
  );

  it("would not be of Compose's schema with a misspelt condition", async () => {
    const folder = await temporaryFolder();
    const broken = join(folder.path, 'docker-compose.yml');
    const text = await readFile(projectPath('docker-compose.yml'), 'utf8');
    await writeFile(broken, text.replace('service_healthy', 'service_well'));
    expect(await complaintsOf(broken)).toEqual([expect.stringContaining('/depends_on')]);
    await folder.remove();
  });

  it('runs every subgraph of supergraph.yaml, asked for its health on the port of its routing_url', () => {
    const served = Object.entries(services).filter(([, { command }]) => command[0] === 'dist/subgraphs/main.js');
    expect(served.map(([name, { command, environment }]) => [name, command[1], environment['HEALTH_PORT']])).toEqual(
      subgraphs.map(({ name, routingUrl }) => [name, name, new URL(routingUrl).port]),
    );
    expect(Object.keys(gateway?.depends_on ?? {})).toEqual(expect.arrayContaining(subgraphs.map(({ name }) => name)));
    expect(gateway?.environment).toMatchObject({ SUBGRAPH_MODE: 'remote', SUBGRAPH_HOST: '{name}' });
  });

  it('asks every service that goes on for its health', async () => {
    const image = await finalStage();
    expect(image).toContain('\nHEALTHCHECK ');
    for (const [name, { build, healthcheck }] of Object.entries(services)) {
      const ends = ['bootstrap', 'migrate'].includes(name);
      const asked = healthcheck?.test !== undefined || (build !== undefined && healthcheck?.disable !== true);
      expect({ name, asked }).toEqual({ name, asked: !ends });
    }
  });

  it('runs nothing as root that does not begin so by itself', async () => {
    const lines = (await finalStage()).split('\n');
    expect(lines.filter((line) => line.startsWith('USER '))).toEqual(['USER node']);
    for (const { user, privileged } of Object.values(services)) expect({ user, privileged }).toEqual({});
  });

  it('publishes the gateway alone, and PgBouncer where it is asked to, on this machine only', async () => {
    const published = Object.entries(services).flatMap(([name, { ports }]) => ports.map((port) => [name, port]));
    expect(published).toEqual([['gateway', '127.0.0.1:${PORT:-4000}:4000']]);
    const dashboards = await readFile(projectPath('deploy', 'dashboards.yml'), 'utf8');
    expect(dashboards.match(/'[\d.:]+'/g)).toEqual(["'127.0.0.1:5433:5433'"]);
    expect(networks).toEqual({ front: {}, back: { internal: true } });
    const outside = Object.entries(services).filter(([, service]) => service.networks.includes('front'));
    expect(outside.map(([name]) => name)).toEqual(['gateway']);
  });

  it('keeps the sum of connections within what PgBouncer opens, and that within what PostgreSQL takes', async () => {
    const pooler = await settingsOf('pgbouncer.ini');
    const environments = [gateway, ...subgraphs.map(({ name }) => services[name])].map(
      (service) => service?.environment,
    );
    const pools = environments.map((environment) => {
      const { DATABASE_CONNECTIONS = '', DATABASE_POOL_SIZE = '' } = environment ?? {};
      return poolSizeOf(readConfig({ DATABASE_CONNECTIONS, DATABASE_POOL_SIZE }), true);
    });
    expect(pools).toEqual(Array.from({ length: subgraphs.length + 1 }, () => 10));
    expect(pools.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(Number(pooler['max_db_connections']));
    expect(Number(pooler['max_db_connections'])).toBeLessThanOrEqual(80);
    expect(await postgresSetting('max_connections')).toBe('100');
  });

  it('pools transactions, with named prepared statements', async () => {
    expect(await settingsOf('pgbouncer.ini')).toMatchObject({
      listen_port: '5433',
      pool_mode: 'transaction',
    });
    expect(Number((await settingsOf('pgbouncer.ini'))['max_prepared_statements'])).toBeGreaterThanOrEqual(
      maximumPreparedTexts,
    );
    const [, major, minor] = /:v(\d+)\.(\d+)\./.exec(pgbouncer?.image ?? '') ?? [];
    expect(Number(major) * 100 + Number(minor)).toBeGreaterThanOrEqual(121);
  });

  it('gives PostgreSQL a configuration that it reads, with pg_stat_statements', async () => {
    expect(postgres?.image).toMatch(/^postgres:16\b/);
    expect(await postgresSetting('shared_preload_libraries')).toBe('pg_stat_statements');
    expect(await postgresSetting('log_parameter_max_length')).toBe('0');
  });

  it.each([
    ['JWKS_URL', "give the identity provider's public keys in .env"],
    ['TOKEN_ISSUER', 'give the "iss" of its tokens in .env'],
    ['TOKEN_AUDIENCE', 'give the "aud" of its tokens in .env'],
  ])('says what is missing where nobody named the identity provider: %s', (name, words) => {
    expect(() => interpolate(gateway?.environment[name] ?? '', {})).toThrow(`${name}: ${words}`);
  });
});

/** What of a file is not of Compose's schema, or against a rule of dclint's that is an error. */
async function complaintsOf(file: string): Promise<string[]> {
  const dclint = projectPath('node_modules', 'dclint', 'bin', 'dclint.cjs');
  // It ends with 1 where it has something to say.
  const { stdout } = await run(process.execPath, [dclint, '--formatter', 'json', file]).catch((failed: unknown) =>
    written.parse(failed),
  );
  const results = lintResults.parse(JSON.parse(stdout));
  expect(results.map(({ filePath }) => filePath)).toEqual([file]);
  return results.flatMap(({ messages }) =>
    messages.filter(({ type }) => type === 'error').map(({ message }) => message),
  );
}

const written = z.object({ stdout: z.string() });
const lintResults = z.array(
  z.object({ filePath: z.string(), messages: z.array(z.object({ type: z.string(), message: z.string() })) }),
);

/** What the Dockerfile's last image is. */
async function finalStage(): Promise<string> {
  return (await readFile(projectPath('Dockerfile'), 'utf8')).split(/^FROM /m).at(-1) ?? '';
}

/** The last value of each key of an ini file of deploy/. */
async function settingsOf(file: string): Promise<Record<string, string>> {
  const text = await readFile(projectPath('deploy', file), 'utf8');
  return Object.fromEntries([...text.matchAll(/^(\w+) = (.*)$/gm)].map(([, key = '', value = '']) => [key, value]));
}

/** What PostgreSQL itself reads from deploy/postgres.conf. */
async function postgresSetting(name: string): Promise<string> {
  const config = `config_file=${projectPath('deploy', 'postgres.conf')}`;
  const { stdout } = await run((await locateBinaries()).postgres, ['-C', name, '-D', tmpdir(), '-c', config]);
  return stdout.trim();
}
