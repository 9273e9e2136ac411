import { resolve } from 'node:path';
import type { Keyring } from '../crypto/keyring.ts';
import { StartError } from '../errors/start-error.ts';
import type { PublishedKeysOptions } from '../identity/published-keys.ts';
import type { TokenPolicy } from '../identity/token.ts';
import { developmentOrigins } from './origin-pattern.ts';
import type { RedisOptions } from '../redis/redis.ts';
import { missing, readEnvironment, type Environment } from './environment.ts';
import { limitsOf, type Limits } from './limits.ts';
import { operationsOf, type OperationsConfig } from './operations.ts';
import { projectPath } from './paths.ts';
import type { VariableName, VariableValues } from './variables.ts';

/** Configuration of HTTP: who may call from a browser, and what a connection and a request may be. */
export interface WebConfig {
  readonly cors: {
    /** Patterns, as `origin-pattern.ts` reads them. */
    readonly origins: readonly string[];
    readonly maxAgeSeconds: number;
  };
  /** Null where browsers are told nothing of https (RFC 6797). */
  readonly hstsMaxAgeSeconds: number | null;
  readonly compressionThresholdBytes: number;
  readonly body: {
    readonly limitBytes: number;
    readonly depth: number;
  };
  readonly headers: {
    /** With the URL. */
    readonly limitBytes: number;
    readonly count: number;
  };
  readonly connections: {
    readonly limit: number;
    readonly perAddress: number;
    readonly requests: number;
    readonly pipelined: number;
    readonly headersTimeoutMs: number;
    readonly requestTimeoutMs: number;
    readonly keepAliveTimeoutMs: number;
    readonly silenceTimeoutMs: number;
  };
  /** Null refuses nothing. */
  readonly overloadDelayMs: number | null;
}

/** The issuer that users of the explorer sign in at. */
export interface SignInConfig {
  /** Identifier of an OpenID Connect issuer. */
  readonly issuer: string;
  readonly clientId: string;
  /** Parted by spaces. */
  readonly scopes: string;
  /** Further parameters of the requests to the issuer, as a query string; empty for none. */
  readonly parameters: string;
}

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
    readonly jwks: Required<Omit<PublishedKeysOptions, 'onChange' | 'now'>>;
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
  const secrets: VariableName[] = ['ENCRYPTION_KEYS', 'LINK_SECRET', 'CLIENT_TOKEN_SECRET'];
  const always: VariableName[] = ['DATABASE_URL', 'JWKS_URL', ...ofProvider, ...secrets];
  return SUBGRAPH_MODE === 'remote' ? [...always, 'GATEWAY_SECRET'] : always;
}

/** What a subgraph that is a service of its own takes in production: it knows its callers by the gateway's signature alone. */
export function neededByOneSubgraph({ NODE_ENV }: Partial<VariableValues>): readonly VariableName[] {
  return NODE_ENV === 'production' ? ['DATABASE_URL', 'ENCRYPTION_KEYS', 'LINK_SECRET', 'GATEWAY_SECRET'] : [];
}

/** What no variable is guilty of alone. */
function contradictions(values: Partial<VariableValues>): string[] {
  const lines: string[] = [];
  if (values.MIGRATION_DATABASE_URL !== undefined && values.DATABASE_URL === undefined) {
    lines.push('MIGRATION_DATABASE_URL is given without DATABASE_URL, expected both or neither.');
  }
  lines.push(...otherDatabases(values));
  if ((values.OIDC_ISSUER === undefined) !== (values.OIDC_CLIENT_ID === undefined)) {
    const [given, other] = values.OIDC_ISSUER === undefined ? ['CLIENT_ID', 'ISSUER'] : ['ISSUER', 'CLIENT_ID'];
    lines.push(`OIDC_${given} is given without OIDC_${other}, expected both or neither.`);
  }
  if (values.NODE_ENV === 'production' && values.OIDC_ISSUER?.startsWith('http:') === true) {
    lines.push('OIDC_ISSUER is reached over http, expected https under NODE_ENV=production.');
  }
  if (values.NODE_ENV === 'production' && values.JWKS_URL !== undefined && isForgeable(new URL(values.JWKS_URL))) {
    lines.push(
      `JWKS_URL is ${values.JWKS_URL}, expected https in production: whoever is on the way could let anybody in.`,
    );
  }
  if (values.JWKS_URL === undefined && values.TOKEN_ALGORITHMS?.includes('EdDSA') === false) {
    lines.push('TOKEN_ALGORITHMS lacks EdDSA, expected it: without JWKS_URL tokens come from the development issuer.');
  }
  return lines;
}

/** Whether keys from there may be another's: they come in the clear from another machine. */
function isForgeable({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** Migrations, the application and dashboards are of one database, whichever way each connects to it. */
function otherDatabases({
  DATABASE_URL: url,
  MIGRATION_DATABASE_URL,
  READONLY_DATABASE_URL,
}: Partial<VariableValues>): string[] {
  if (url === undefined) return [];
  return Object.entries({ MIGRATION_DATABASE_URL, READONLY_DATABASE_URL }).flatMap(([variable, other]) =>
    other === undefined || databaseOf(other) === databaseOf(url)
      ? []
      : [`${variable} names the database "${databaseOf(other)}", expected "${databaseOf(url)}" as DATABASE_URL does.`],
  );
}

function databaseOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.slice(1));
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
      tracesUrl: values.OTEL_EXPORTER_OTLP_ENDPOINT,
      commit: values.COMMIT_SHA,
    },
  };
}

function webConfigOf(values: VariableValues): WebConfig {
  const production = values.NODE_ENV === 'production';
  const isHttps = values.PUBLIC_URL?.startsWith('https:') === true;
  return {
    cors: {
      origins: [...(values.CORS_ORIGINS ?? []), ...(production ? [] : developmentOrigins)],
      maxAgeSeconds: values.CORS_MAX_AGE_SECONDS,
    },
    hstsMaxAgeSeconds: production && isHttps ? values.HSTS_MAX_AGE_SECONDS : null,
    compressionThresholdBytes: values.COMPRESSION_THRESHOLD_BYTES,
    body: { limitBytes: values.BODY_LIMIT_BYTES, depth: values.BODY_DEPTH_LIMIT },
    headers: { limitBytes: values.HEADERS_LIMIT_BYTES, count: values.HEADERS_LIMIT },
    connections: {
      limit: values.CONNECTIONS_LIMIT,
      perAddress: values.CONNECTIONS_PER_ADDRESS,
      requests: values.REQUESTS_PER_CONNECTION,
      pipelined: values.PIPELINED_REQUESTS,
      headersTimeoutMs: Math.min(values.HEADERS_TIMEOUT_MS, values.REQUEST_TIMEOUT_MS),
      requestTimeoutMs: values.REQUEST_TIMEOUT_MS,
      keepAliveTimeoutMs: values.KEEP_ALIVE_TIMEOUT_MS,
      silenceTimeoutMs: values.CONNECTION_TIMEOUT_MS,
    },
    overloadDelayMs: values.OVERLOAD_DELAY_MS === 0 ? null : values.OVERLOAD_DELAY_MS,
  };
}

function signInOf(values: VariableValues): SignInConfig | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = values;
  if (issuer === undefined || clientId === undefined) return null;
  return { issuer, clientId, scopes: values.OIDC_SCOPES, parameters: values.OIDC_PARAMETERS ?? '' };
}
