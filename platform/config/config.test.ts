import { describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { madeUpSecrets } from '../../tests/support/secrets.ts';
import { StartError } from '../errors/start-error.ts';
import { neededByOneSubgraph, neededToServe, readConfig } from './config.ts';
import { projectPath } from './paths.ts';
import { variables } from './variables.ts';

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://app_user:p@db:5432/leadmetrics',
  JWKS_URL: 'https://login.example.com/jwks.json',
  ENCRYPTION_KEYS: madeUpSecrets.ENCRYPTION_KEYS,
  LINK_SECRET: madeUpSecrets.LINK_SECRET,
};

/** The lines of what readConfig refuses with. */
function complaintsOf(env: Record<string, string>, needs = neededToServe): string[] {
  try {
    readConfig(env, needs);
  } catch (error) {
    if (error instanceof StartError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  it('asks for one database, whichever way each role connects to it', () => {
    const url = (database: string): string => `postgresql://me:secret@host/${database}`;
    const DATABASE_URL = url('leadmetrics');
    const others = { MIGRATION_DATABASE_URL: url('other'), READONLY_DATABASE_URL: url('lead%20metrics') };
    expect(complaintsOf({ DATABASE_URL, ...others })).toEqual([
      'MIGRATION_DATABASE_URL names the database "other", expected "leadmetrics" as DATABASE_URL does.',
      'READONLY_DATABASE_URL names the database "lead metrics", expected "leadmetrics" as DATABASE_URL does.',
    ]);
    const same = {
      MIGRATION_DATABASE_URL: 'postgresql://migrator_user:secret@pooler:6432/leadmetrics?sslmode=require',
    };
    expect(() => readConfig({ DATABASE_URL, ...same })).not.toThrow();
  });

  it.each(['http://host', 'redis://host/zero', 'host:6379'])(
    'takes no Redis at %s, and does not tell of it',
    (REDIS_URL) => {
      expect(complaintsOf({ REDIS_URL })).toEqual([
        'REDIS_URL is not as expected (it is not shown here), expected a URL such as redis://user:password@host:6379/0, or rediss:// for TLS.',
      ]);
    },
  );

  it('has a default for everything outside production', () => {
    expect(readConfig({})).toEqual({
      production: false,
      dataDir: projectPath('.data'),
      http: { host: '127.0.0.1', port: 4000, publicUrl: undefined, bodyLimitBytes: 1_000_000, shutdownGraceMs: 10_000 },
      database: {
        url: undefined,
        migrationUrl: undefined,
        adminUrl: undefined,
        readonlyUrl: undefined,
        migrateOnStart: true,
        demoData: true,
        connections: 80,
        poolSize: undefined,
        acquireTimeoutMs: 1_000,
        statementTimeoutMs: 10_000,
        lockTimeoutMs: 2_000,
        idleInTransactionTimeoutMs: 15_000,
        restartWaitMs: 30_000,
        partitionMonthsAhead: 3,
      },
      documents: { mongodbUrl: undefined, timeoutMs: 5_000 },
      tokens: {
        issuer: 'https://leadmetrics.local',
        audience: 'leadmetrics-graph',
        algorithms: ['EdDSA', 'ES256', 'RS256'],
        clockToleranceSeconds: 5,
        jwksUrl: undefined,
        lifetimeSeconds: 28_800,
      },
      viewerTtlMs: 5_000,
      secrets: { encryptionKeys: undefined, linkSecret: undefined, gatewaySecret: undefined },
      redis: null,
      subgraphs: {
        mode: 'local',
        timeoutMs: 5_000,
        answerLimitBytes: 50_000_000,
        callsAtOnce: 64,
        circuit: { failures: 5, waitMs: 1_000 },
      },
      limits: {
        document: {
          characters: 100_000,
          tokens: 5_000,
          operations: 20,
          depth: 25,
          rootFields: 50,
          fields: 1_000,
          fragments: 100,
          aliases: 100,
          directives: 100,
        },
        cost: { maximum: 200_000, maximumForAnalysts: 100_000, maximumNodes: 500_000 },
        rate: {
          tenant: { size: 1_000_000, restorePerSecond: 100_000 },
          client: { size: 500_000, restorePerSecond: 50_000 },
        },
        slots: { running: 64, reserved: 4, runningPerTenant: 32, waitingPerTenant: 200 },
        execution: { operationBytes: 200_000_000, errorsPerField: 10, answerCharacters: 30_000_000 },
        planning: { timeoutMs: 5_000, waiting: 100, memoryBytes: 500_000_000 },
        operationTimeoutMs: 30_000,
        readBytes: 100_000_000,
      },
      logLevel: 'info',
    });
  });

  it.each([
    ['NODE_ENV', 'prod', 'development, test or production'],
    ['PORT', '65536', 'a whole number from 0 to 65535'],
    ['PORT', '4e3', 'a whole number from 0 to 65535'],
    ['PORT', '-1', 'a whole number from 0 to 65535'],
    ['PUBLIC_URL', 'graph.example.com', 'an http or https URL such as https://graph.example.com'],
    ['MIGRATE_ON_START', 'yes', 'true or false'],
    ['DATABASE_POOL_SIZE', '0', 'a whole number from 1 to 1000'],
    ['DATABASE_ACQUIRE_TIMEOUT_MS', '1s', 'whole milliseconds from 1 to 3600000'],
    ['JWKS_URL', 'file:///etc/keys', 'an http or https URL such as https://login.example.com/.well-known/jwks.json'],
    [
      'TOKEN_ALGORITHMS',
      'EdDSA,HS256',
      'a list of EdDSA, ES256, ES384, ES512, PS256, PS384, PS512, RS256, RS384, RS512',
    ],
    ['TOKEN_ALGORITHMS', 'none', 'a list of EdDSA, ES256, ES384, ES512, PS256, PS384, PS512, RS256, RS384, RS512'],
    ['CLOCK_TOLERANCE_SECONDS', '301', 'whole seconds from 0 to 300'],
    ['SUBGRAPH_MODE', 'http', 'local or remote'],
    ['SUBGRAPH_HOST', '{subgraph}', 'a host name such as {name} or {name}.internal'],
    ['SUBGRAPH_HOST', '{name}:4000', 'a host name such as {name} or {name}.internal'],
    ['SUBGRAPH_HOST', '10.0.0.256', 'a host name such as {name} or {name}.internal'],
    ['BODY_LIMIT_BYTES', '1', 'whole bytes from 1000 to 100000000'],
    ['ERRORS_PER_FIELD', '0', 'a whole number from 1 to 10000'],
    ['LOG_LEVEL', 'debug', 'info, error or silent'],
  ])('names %s=%s and what was expected', (name, value, expected) => {
    expect(complaintsOf({ [name]: value })).toContain(`${name} is "${value}", expected ${expected}.`);
  });

  it.each([
    ['DATABASE_URL', 'mysql://app_user:hidden@db/x'],
    ['MONGODB_URL', 'http://hidden'],
    ['ENCRYPTION_KEYS', 'k1:hidden'],
    ['ENCRYPTION_KEYS', `k1:${Buffer.alloc(32).toString('base64')}`],
    ['LINK_SECRET', 'hidden'],
    ['LINK_SECRET', 'a'.repeat(64)],
    ['GATEWAY_SECRET', 'hidden'],
    ['GATEWAY_SECRET', 'changeme-changeme-changeme-changeme'],
  ] as const)('never shows the value of %s', (name, value) => {
    expect(complaintsOf({ [name]: value })).toEqual([
      `${name} is not as expected (it is not shown here), expected ${variables[name].expected}.`,
    ]);
  });

  it('names everything that is wrong at once, one line each', () => {
    expect(
      complaintsOf({ PORT: 'x', HOST: '', LOG_LEVEL: 'y', MIGRATION_DATABASE_URL: 'postgresql://m@db/x' }),
    ).toEqual([
      'PORT is "x", expected a whole number from 0 to 65535.',
      'LOG_LEVEL is "y", expected info, error or silent.',
      'MIGRATION_DATABASE_URL is given without DATABASE_URL, expected both or neither.',
    ]);
  });

  it('takes an empty variable for a missing one', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: '' })).toEqual(readConfig({}));
  });

  it('takes several hosts of MongoDB', () => {
    const url = 'mongodb://user:p@a:27017,b:27017/leadmetrics?replicaSet=rs0';
    expect(readConfig({ MONGODB_URL: url }).documents.mongodbUrl).toBe(url);
  });

  it('asks for the algorithm of the development issuer where that makes the tokens', () => {
    expect(complaintsOf({ TOKEN_ALGORITHMS: 'RS256' })).toEqual([
      'TOKEN_ALGORITHMS lacks EdDSA, expected it: without JWKS_URL tokens come from the development issuer.',
    ]);
    expect(complaintsOf({ TOKEN_ALGORITHMS: 'RS256', JWKS_URL: 'https://login.example.com/keys' })).toEqual([]);
  });
});

describe('readConfig under NODE_ENV=production', () => {
  it('asks for what is generated elsewhere', () => {
    const names = ['DATABASE_URL', 'JWKS_URL', 'ENCRYPTION_KEYS', 'LINK_SECRET'] as const;
    expect(complaintsOf({ NODE_ENV: 'production' })).toEqual(
      names.map(
        (name) => `${name} is missing, expected ${variables[name].expected} (required under NODE_ENV=production).`,
      ),
    );
    expect(complaintsOf(production)).toEqual([]);
  });

  it('asks for the secret between gateway and subgraphs where they are apart', () => {
    expect(complaintsOf({ ...production, SUBGRAPH_MODE: 'remote' })).toEqual([
      `GATEWAY_SECRET is missing, expected ${variables.GATEWAY_SECRET.expected} (required under NODE_ENV=production).`,
    ]);
  });

  it('asks a subgraph for the secret of its gateway and for no identity provider', () => {
    const { JWKS_URL: _, ...others } = production;
    expect(complaintsOf(others, neededByOneSubgraph)).toEqual([
      `GATEWAY_SECRET is missing, expected ${variables.GATEWAY_SECRET.expected} (required under NODE_ENV=production).`,
    ]);
    expect(complaintsOf({ ...others, GATEWAY_SECRET: madeUpSecrets.GATEWAY_SECRET }, neededByOneSubgraph)).toEqual([]);
  });

  it('has no demo data, whatever is asked for', () => {
    expect(readConfig({ ...production, DEMO_DATA: 'true' }).database.demoData).toBe(false);
  });
});

describe('a variable from a file', () => {
  async function withFile(content: string, use: (file: string) => void): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'leadmetrics-config-'));
    const file = join(folder, 'secret');
    await writeFile(file, content);
    use(file);
    await rm(folder, { recursive: true });
  }

  it('is read without the line break at its end', async () => {
    const { LINK_SECRET } = madeUpSecrets;
    await withFile(`${LINK_SECRET}\n`, (file) => {
      expect(readConfig({ LINK_SECRET_FILE: file }).secrets.linkSecret).toBe(LINK_SECRET);
    });
  });

  it('is refused when it is given twice, or cannot be read', async () => {
    const { LINK_SECRET } = madeUpSecrets;
    await withFile(LINK_SECRET, (file) => {
      expect(complaintsOf({ LINK_SECRET, LINK_SECRET_FILE: file })).toEqual([
        'LINK_SECRET and LINK_SECRET_FILE are both given, expected one of them.',
      ]);
    });
    expect(complaintsOf({ LINK_SECRET_FILE: '/nowhere/secret' })).toEqual([
      'LINK_SECRET_FILE names /nowhere/secret, which cannot be read (ENOENT), expected a file that holds LINK_SECRET.',
    ]);
  });
});
