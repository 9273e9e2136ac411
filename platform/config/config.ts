import { resolve } from 'node:path';
import type { SealVerifier } from '../audit/seal-keys.ts';
import type { Keyring } from '../crypto/keyring.ts';
import { StartError } from '../errors/start-error.ts';
import type { PublishedKeysOptions } from '../identity/published-keys.ts';
import type { TokenPolicy } from '../identity/token.ts';
import type { RedisOptions } from '../redis/redis.ts';
import { missing, readEnvironment, type Environment } from './environment.ts';
import { contradictions } from './contradictions.ts';
import { limitsOf, type Limits } from './limits.ts';
import { operationsOf, type OperationsConfig } from './operations.ts';
import { projectPath } from './paths.ts';
import type { VariableName, VariableValues } from './variables.ts';
import { signInOf, webConfigOf, type SignInConfig, type WebConfig } from './web.ts';

/** All configuration of a process, read and checked once at its start. Times are in milliseconds unless named otherwise. */
export interface Config {
  readonly production: boolean;
  /** Absolute path. */
  readonly dataDir: string;
  readonly http: {
    readonly host: string;
    /** 0 for any free one. */
    readonly port: number;
    /** Undefined: wherever the process listens. */
    readonly publicUrl: string | undefined;
    /** How long requests are still taken once the process is to stop. */
    readonly shutdownDelayMs: number;
    readonly shutdownGraceMs: number;
  };
  readonly web: WebConfig;
  readonly explorer: {
    /** Null where its users paste a token. */
    readonly signIn: SignInConfig | null;
  };
  readonly database: {
    /** As app_user; undefined for the embedded PostgreSQL. */
    readonly url: string | undefined;
    readonly migrationUrl: string | undefined;
    readonly adminUrl: string | undefined;
    readonly readonlyUrl: string | undefined;
    readonly migrateOnStart: boolean;
    readonly demoData: boolean;
    /** Of all processes of the graph together. */
    readonly connections: number;
    /** Of this process; undefined for its share of `connections` (`platform/startup/pool-size.ts`). */
    readonly poolSize: number | undefined;
    readonly acquireTimeoutMs: number;
    readonly statementTimeoutMs: number;
    readonly lockTimeoutMs: number;
    readonly idleInTransactionTimeoutMs: number;
    /** Of the embedded PostgreSQL, at most. */
    readonly restartWaitMs: number;
    readonly partitionMonthsAhead: number;
  };
  readonly documents: {
    /** Undefined keeps documents in PostgreSQL. */
    readonly mongodbUrl: string | undefined;
    readonly timeoutMs: number;
  };
  readonly tokens: Required<TokenPolicy> & {
    /** Undefined for the development issuer. */
    readonly jwksUrl: URL | undefined;
    /** How its keys are fetched. */
    readonly jwks: Required<Omit<PublishedKeysOptions, 'onChange' | 'onFetch' | 'now'>>;
    /** Of the development issuer's tokens. */
    readonly lifetimeSeconds: number;
  };
  /** API clients and their tokens. */
  readonly clients: {
    readonly tokenLifetimeSeconds: number;
    /** Of one client from one address. */
    readonly failuresPerMinute: number;
  };
  readonly viewerTtlMs: number;
  /** Those that are given; outside production the others are generated (`platform/startup/secrets.ts`). */
  readonly secrets: {
    readonly encryptionKeys: Keyring | undefined;
    readonly linkSecret: string | undefined;
    readonly gatewaySecret: string | undefined;
    readonly clientTokenSecret: string | undefined;
    readonly auditKeys: Keyring | undefined;
  };
  /** Seals over audit events. */
  readonly audit: {
    readonly sealMs: number;
    /** In one transaction. */
    readonly eventsPerRound: number;
    /** Undefined: in `dataDir`. */
    readonly headsFile: string | undefined;
    /** Undefined: of the secret keys. */
    readonly publicKeys: SealVerifier | undefined;
  };
  /** Null where each process counts for itself. */
  readonly redis: Pick<RedisOptions, 'url' | 'timeoutMs' | 'prefix'> | null;
  readonly subgraphs: {
    readonly mode: 'local' | 'remote';
    /** Of remote ones, `{name}` standing for the subgraph's name; undefined: that of each routing_url. */
    readonly host: string | undefined;
    readonly timeoutMs: number;
    readonly answerLimitBytes: number;
    readonly callsAtOnce: number;
    /** After so many failures in a row no call is made for so long. */
    readonly circuit: { readonly failures: number; readonly waitMs: number };
  };
  readonly limits: Limits;
  readonly operations: OperationsConfig;
  readonly logLevel: 'info' | 'error' | 'silent';
  /** Lines of words for a person, or of JSON for a program. */
  readonly logFormat: 'text' | 'json';
  readonly observability: {
    /** Operations that take longer are logged whole; 0: none. */
    readonly slowOperationMs: number;
    /** Statements that take longer in the mean are told. */
    readonly slowStatementMs: number;
    /** Undefined serves no metrics; 0 for any free port. */
    readonly metricsPort: number | undefined;
    readonly metricsHost: string;
    /** Names of operations that metrics tell apart. */
    readonly metricsOperations: number;
    /** Of an OpenTelemetry collector; undefined makes no traces. */
    readonly tracesUrl: string | undefined;
    readonly commit: string | undefined;
  };
}

/**
 * Reads and checks all configuration of a process.
 * @param env usually `process.env`
 * @param needs the variables that this program cannot do without
 * @throws StartError with one line for each variable that is wrong or missing, all of them at once
 */
export function readConfig(
  env: Environment,
  needs: (values: Partial<VariableValues>) => readonly VariableName[] = neededToServe,
): Config {
  const { values, complaints } = readEnvironment(env);
  const why = values.NODE_ENV === 'production' ? ' (required under NODE_ENV=production)' : '';
  const absent = needs(values).filter((name) => values[name] === undefined && !complaints.has(name));
  const lines = [...complaints.values(), ...absent.map((name) => missing(name, why)), ...contradictions(values)];
  if (lines.length > 0 || !isComplete(values)) throw new StartError(lines.join('\n'));
  return configOf(values);
}

/** What serving the graph takes in production (outside, there is a default for everything but a provider's tokens). */
export function neededToServe({ NODE_ENV, SUBGRAPH_MODE, JWKS_URL }: Partial<VariableValues>): readonly VariableName[] {
  // Any default would turn away every token of the provider.
  const ofProvider: VariableName[] = ['TOKEN_ISSUER', 'TOKEN_AUDIENCE'];
  if (NODE_ENV !== 'production') return JWKS_URL === undefined ? [] : ofProvider;
  const secrets: VariableName[] = ['ENCRYPTION_KEYS', 'LINK_SECRET', 'CLIENT_TOKEN_SECRET', 'AUDIT_KEYS'];
  const always: VariableName[] = ['DATABASE_URL', 'JWKS_URL', ...ofProvider, ...secrets];
  return SUBGRAPH_MODE === 'remote' ? [...always, 'GATEWAY_SECRET'] : always;
}

/** What a subgraph that is a service of its own takes in production: it knows its callers by the gateway's signature alone. */
export function neededByOneSubgraph({ NODE_ENV }: Partial<VariableValues>): readonly VariableName[] {
  return NODE_ENV === 'production' ? ['DATABASE_URL', 'ENCRYPTION_KEYS', 'LINK_SECRET', 'GATEWAY_SECRET'] : [];
}

/** Without complaints every variable was read. */
function isComplete(values: Partial<VariableValues>): values is VariableValues {
  return values.NODE_ENV !== undefined;
}

function configOf(values: VariableValues): Config {
  const production = values.NODE_ENV === 'production';
  return {
    production,
    dataDir: values.DATA_DIR === undefined ? projectPath('.data') : resolve(values.DATA_DIR),
    http: {
      host: values.HOST,
      port: values.PORT,
      publicUrl: values.PUBLIC_URL,
      shutdownDelayMs: values.SHUTDOWN_DELAY_MS ?? (production ? 5_000 : 0),
      shutdownGraceMs: values.SHUTDOWN_GRACE_MS,
    },
    web: webConfigOf(values),
    explorer: { signIn: signInOf(values) },
    database: {
      url: values.DATABASE_URL,
      migrationUrl: values.MIGRATION_DATABASE_URL,
      adminUrl: values.ADMIN_DATABASE_URL,
      readonlyUrl: values.READONLY_DATABASE_URL,
      migrateOnStart: values.MIGRATE_ON_START,
      demoData: values.DEMO_DATA && !production,
      connections: values.DATABASE_CONNECTIONS,
      poolSize: values.DATABASE_POOL_SIZE,
      acquireTimeoutMs: values.DATABASE_ACQUIRE_TIMEOUT_MS,
      statementTimeoutMs: values.DATABASE_STATEMENT_TIMEOUT_MS,
      lockTimeoutMs: values.DATABASE_LOCK_TIMEOUT_MS,
      idleInTransactionTimeoutMs: values.DATABASE_IDLE_TRANSACTION_TIMEOUT_MS,
      restartWaitMs: values.DATABASE_RESTART_WAIT_MS,
      partitionMonthsAhead: values.PARTITION_MONTHS_AHEAD,
    },
    documents: { mongodbUrl: values.MONGODB_URL, timeoutMs: values.DOCUMENT_TIMEOUT_MS },
    tokens: {
      issuer: values.TOKEN_ISSUER ?? 'https://leadmetrics.local',
      audience: values.TOKEN_AUDIENCE ?? 'leadmetrics-graph',
      algorithms: values.TOKEN_ALGORITHMS,
      clockToleranceSeconds: values.CLOCK_TOLERANCE_SECONDS,
      claimNames: {
        user: values.TOKEN_CLAIM_USER,
        tenant: values.TOKEN_CLAIM_TENANT,
        role: values.TOKEN_CLAIM_ROLE,
        client: values.TOKEN_CLAIM_CLIENT,
        scopes: values.TOKEN_CLAIM_SCOPES,
      },
      jwksUrl: values.JWKS_URL === undefined ? undefined : new URL(values.JWKS_URL),
      jwks: {
        timeoutMs: values.JWKS_TIMEOUT_MS,
        limitBytes: values.JWKS_LIMIT_BYTES,
        cooldownMs: values.JWKS_COOLDOWN_MS,
        refreshAfterMs: values.JWKS_REFRESH_SECONDS * 1_000,
        maximumAgeMs: values.JWKS_MAXIMUM_AGE_SECONDS * 1_000,
      },
      lifetimeSeconds: values.TOKEN_LIFETIME_SECONDS,
    },
    clients: {
      tokenLifetimeSeconds: values.CLIENT_TOKEN_LIFETIME_SECONDS,
      failuresPerMinute: values.CLIENT_FAILURES_PER_MINUTE,
    },
    viewerTtlMs: values.VIEWER_TTL_MS,
    secrets: {
      encryptionKeys: values.ENCRYPTION_KEYS,
      linkSecret: values.LINK_SECRET,
      gatewaySecret: values.GATEWAY_SECRET,
      clientTokenSecret: values.CLIENT_TOKEN_SECRET,
      auditKeys: values.AUDIT_KEYS,
    },
    audit: {
      sealMs: values.AUDIT_SEAL_MS,
      eventsPerRound: values.AUDIT_SEAL_EVENTS,
      headsFile: values.AUDIT_HEADS_FILE === undefined ? undefined : resolve(values.AUDIT_HEADS_FILE),
      publicKeys: values.AUDIT_PUBLIC_KEYS,
    },
    redis:
      values.REDIS_URL === undefined
        ? null
        : { url: values.REDIS_URL, timeoutMs: values.REDIS_TIMEOUT_MS, prefix: values.REDIS_PREFIX },
    subgraphs: {
      mode: values.SUBGRAPH_MODE,
      host: values.SUBGRAPH_HOST,
      timeoutMs: values.SUBGRAPH_TIMEOUT_MS,
      answerLimitBytes: values.SUBGRAPH_ANSWER_LIMIT_BYTES,
      callsAtOnce: values.SUBGRAPH_CALLS,
      circuit: { failures: values.SUBGRAPH_FAILURES, waitMs: values.SUBGRAPH_WAIT_MS },
    },
    limits: limitsOf(values),
    operations: operationsOf(values),
    logLevel: values.LOG_LEVEL,
    logFormat: values.LOG_FORMAT ?? (production ? 'json' : 'text'),
    observability: {
      slowOperationMs: values.SLOW_OPERATION_MS,
      slowStatementMs: values.SLOW_STATEMENT_MS,
      metricsPort: values.METRICS_PORT,
      metricsHost: values.METRICS_HOST,
      metricsOperations: values.METRICS_OPERATIONS,
      tracesUrl: values.OTEL_EXPORTER_OTLP_ENDPOINT,
      commit: values.COMMIT_SHA,
    },
  };
}
