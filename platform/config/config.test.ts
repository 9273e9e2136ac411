import { describe, expect, it } from '@jest/globals';
import { madeUpSecrets } from '../../tests/support/secrets.ts';
import { readConfig } from './config.ts';
import { projectPath } from './paths.ts';
import { variables } from './variables.ts';
import { complaintsOf } from '../../tests/support/complaints.ts';

const production = {
  NODE_ENV: 'production',
  DATABASE_URL: 'postgresql://app_user:p@db:5432/leadmetrics',
  JWKS_URL: 'https://login.example.com/jwks.json',
  TOKEN_ISSUER: 'https://login.example.com/',
  TOKEN_AUDIENCE: 'leadmetrics-graph',
  ENCRYPTION_KEYS: madeUpSecrets.ENCRYPTION_KEYS,
  LINK_SECRET: madeUpSecrets.LINK_SECRET,
  CLIENT_TOKEN_SECRET: madeUpSecrets.CLIENT_TOKEN_SECRET,
  AUDIT_KEYS: madeUpSecrets.AUDIT_KEYS,
};

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
      http: {
        host: '127.0.0.1',
        port: 4000,
        publicUrl: undefined,
        shutdownDelayMs: 0,
        shutdownGraceMs: 10_000,
      },
      web: {
        cors: {
          origins: ['http://localhost:*', 'http://127.0.0.1:*', 'http://[::1]:*', 'https://studio.apollographql.com'],
          maxAgeSeconds: 7_200,
        },
        trustedProxies: [],
        hstsMaxAgeSeconds: null,
        compressionThresholdBytes: 1_500,
        body: { limitBytes: 1_000_000, depth: 100 },
        headers: { limitBytes: 16_384, count: 100 },
        connections: {
          limit: 2_000,
          perAddress: 1_000,
          requests: 10_000,
          pipelined: 32,
          headersTimeoutMs: 10_000,
          requestTimeoutMs: 30_000,
          keepAliveTimeoutMs: 72_000,
          silenceTimeoutMs: 60_000,
        },
        overloadDelayMs: 250,
      },
      explorer: { signIn: null },
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
        claimNames: { user: 'sub', tenant: 'tenant', role: 'role', client: 'client_id', scopes: 'scopes' },
        jwksUrl: undefined,
        jwks: {
          timeoutMs: 2_000,
          limitBytes: 1_000_000,
          cooldownMs: 30_000,
          refreshAfterMs: 600_000,
          maximumAgeMs: 86_400_000,
        },
        lifetimeSeconds: 28_800,
      },
      clients: { tokenLifetimeSeconds: 3_600, failuresPerMinute: 10 },
      viewerTtlMs: 5_000,
      secrets: {
        encryptionKeys: undefined,
        linkSecret: undefined,
        gatewaySecret: undefined,
        clientTokenSecret: undefined,
        auditKeys: undefined,
      },
      audit: { sealMs: 2_000, eventsPerRound: 5_000, headsFile: undefined, publicKeys: undefined },
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
        deprecationUses: { writeMs: 10_000, kept: 100_000, deleted: 10_000 },
        commands: { lockTimeoutMs: 2_000, attempts: 5 },
        keys: { keptDays: 7, deletedAtOnce: 5_000, intervalMs: 600_000 },
        refusalsPerBucket: 100,
        slots: { running: 64, reserved: 4, runningPerTenant: 32, waitingPerTenant: 200 },
        execution: { operationBytes: 200_000_000, errorsPerField: 10, answerCharacters: 30_000_000 },
        planning: { timeoutMs: 3_000, waitingPerTenant: 20, memoryBytes: 500_000_000 },
        compiledBytes: 50_000_000,
        operationTimeoutMs: 30_000,
        readBytes: 100_000_000,
      },
      operations: {
        directory: projectPath('persisted'),
        directoryIsNamed: false,
        pollMs: 1_000,
        modes: { partner: 'registered', frontend: 'free', analyst: 'free' },
        maxAgeSeconds: 0,
        automatic: { bytes: 20_000_000, bytesPerClient: 1_000_000 },
      },
      logLevel: 'info',
      logFormat: 'text',
      observability: { slowOperationMs: 1_000, slowStatementMs: 100, metricsHost: '127.0.0.1', metricsOperations: 500 },
    });
  });

  it('lets partners send ids only, wherever it runs, and frontends in production texts that are registered', () => {
    const { operations } = readConfig(production);
    expect(operations.modes).toEqual({ partner: 'registered', frontend: 'safelist', analyst: 'free' });
  });

  it.each([
    ['NODE_ENV', 'prod', 'development, test or production'],
    ['PORT', '65536', 'a whole number from 0 to 65535'],
    ['PORT', '4e3', 'a whole number from 0 to 65535'],
    ['PORT', '-1', 'a whole number from 0 to 65535'],
    ['PUBLIC_URL', 'graph.example.com', 'an http or https URL such as https://graph.example.com'],
    ['MIGRATE_ON_START', 'yes', 'true or false'],
    [
      'TRUST_PROXY',
      '10.0.0.0/8,balancer',
      'IP addresses or ranges parted by commas such as 10.0.0.7 or 10.0.0.0/8, not all there are, or a number of balancers from 1 to 9',
    ],
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
    [
      'CORS_ORIGINS',
      'https://app.example.com/',
      'origins parted by commas such as https://app.example.com or https://*.example.com, without a path',
    ],
    ['OIDC_ISSUER', 'login.example.com', 'an http or https URL such as https://login.example.com'],
    ['OIDC_SCOPES', 'openid  email', 'scopes parted by single spaces such as "openid offline_access"'],
    ['OIDC_PARAMETERS', 'audience', 'a query string such as audience=leadmetrics-graph'],
    ['BODY_LIMIT_BYTES', '1', 'whole bytes from 1000 to 100000000'],
    ['ERRORS_PER_FIELD', '0', 'whole errors from 1 to 10000'],
    ['OPERATIONS_PARTNERS', 'all', 'registered, safelist, log or free'],
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
    ['CLIENT_TOKEN_SECRET', 'hidden'],
    ['AUDIT_KEYS', 'hidden'],
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

  it('asks for an issuer and a client together', () => {
    const [OIDC_ISSUER, OIDC_CLIENT_ID] = ['https://login.example.com', 'explorer'];
    expect(complaintsOf({ OIDC_ISSUER })).toEqual([
      'OIDC_ISSUER is given without OIDC_CLIENT_ID, expected both or neither.',
    ]);
    expect(complaintsOf({ OIDC_CLIENT_ID })).toEqual([
      'OIDC_CLIENT_ID is given without OIDC_ISSUER, expected both or neither.',
    ]);
    expect(readConfig({ OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_PARAMETERS: 'audience=graph' }).explorer.signIn).toEqual({
      issuer: OIDC_ISSUER,
      clientId: OIDC_CLIENT_ID,
      scopes: 'openid',
      parameters: 'audience=graph',
    });
  });

  it('asks for the algorithm of the development issuer where that makes the tokens', () => {
    expect(complaintsOf({ TOKEN_ALGORITHMS: 'RS256' })).toEqual([
      'TOKEN_ALGORITHMS lacks EdDSA, expected it: without JWKS_URL tokens come from the development issuer.',
    ]);
    const { JWKS_URL, TOKEN_ISSUER, TOKEN_AUDIENCE } = production;
    expect(complaintsOf({ TOKEN_ALGORITHMS: 'RS256', JWKS_URL, TOKEN_ISSUER, TOKEN_AUDIENCE })).toEqual([]);
  });

  it("asks for issuer and audience of a provider's tokens, outside production too", () => {
    expect(complaintsOf({ JWKS_URL: production.JWKS_URL })).toEqual([
      "TOKEN_ISSUER is missing, expected the issuer's name, such as https://login.example.com/.",
      "TOKEN_AUDIENCE is missing, expected the audience's name, such as leadmetrics-graph.",
    ]);
  });

  it.each(['https://user@login.example.com/keys', 'https://:secret@login.example.com/keys'])(
    'refuses %s, which no fetch takes',
    (url) => {
      expect(complaintsOf({ JWKS_URL: url })).toContain(
        `JWKS_URL is "${url}", expected ${variables.JWKS_URL.expected}.`,
      );
    },
  );
});
