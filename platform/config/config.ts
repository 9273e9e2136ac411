import { resolve } from 'node:path';
import type { Keyring } from '../crypto/keyring.ts';
import { StartError } from '../errors/start-error.ts';
import type { TokenPolicy } from '../identity/token.ts';
import type { RedisOptions } from '../redis/redis.ts';
import { missing, readEnvironment, type Environment } from './environment.ts';
import { limitsOf, type Limits } from './limits.ts';
import { projectPath } from './paths.ts';
import type { VariableName, VariableValues } from './variables.ts';

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
    readonly bodyLimitBytes: number;
    readonly shutdownGraceMs: number;
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
  readonly tokens: TokenPolicy & {
    /** Undefined for the development issuer. */
    readonly jwksUrl: URL | undefined;
    /** Of the development issuer's tokens. */
    readonly lifetimeSeconds: number;
  };
  readonly viewerTtlMs: number;
  /** Those that are given; outside production the others are generated (`platform/startup/secrets.ts`). */
  readonly secrets: {
    readonly encryptionKeys: Keyring | undefined;
    readonly linkSecret: string | undefined;
    readonly gatewaySecret: string | undefined;
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
  readonly logLevel: 'info' | 'error' | 'silent';
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

/** What serving the graph takes in production (outside, there is a default for everything). */
export function neededToServe({ NODE_ENV, SUBGRAPH_MODE }: Partial<VariableValues>): readonly VariableName[] {
  if (NODE_ENV !== 'production') return [];
  const always: VariableName[] = ['DATABASE_URL', 'JWKS_URL', 'ENCRYPTION_KEYS', 'LINK_SECRET'];
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
  if (values.JWKS_URL === undefined && values.TOKEN_ALGORITHMS?.includes('EdDSA') === false) {
    lines.push('TOKEN_ALGORITHMS lacks EdDSA, expected it: without JWKS_URL tokens come from the development issuer.');
  }
  return lines;
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
  return {
    production: values.NODE_ENV === 'production',
    dataDir: values.DATA_DIR === undefined ? projectPath('.data') : resolve(values.DATA_DIR),
    http: {
      host: values.HOST,
      port: values.PORT,
      publicUrl: values.PUBLIC_URL,
      bodyLimitBytes: values.BODY_LIMIT_BYTES,
      shutdownGraceMs: values.SHUTDOWN_GRACE_MS,
    },
    database: {
      url: values.DATABASE_URL,
      migrationUrl: values.MIGRATION_DATABASE_URL,
      adminUrl: values.ADMIN_DATABASE_URL,
      readonlyUrl: values.READONLY_DATABASE_URL,
      migrateOnStart: values.MIGRATE_ON_START,
      demoData: values.DEMO_DATA && values.NODE_ENV !== 'production',
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
      issuer: values.TOKEN_ISSUER,
      audience: values.TOKEN_AUDIENCE,
      algorithms: values.TOKEN_ALGORITHMS,
      clockToleranceSeconds: values.CLOCK_TOLERANCE_SECONDS,
      jwksUrl: values.JWKS_URL === undefined ? undefined : new URL(values.JWKS_URL),
      lifetimeSeconds: values.TOKEN_LIFETIME_SECONDS,
    },
    viewerTtlMs: values.VIEWER_TTL_MS,
    secrets: {
      encryptionKeys: values.ENCRYPTION_KEYS,
      linkSecret: values.LINK_SECRET,
      gatewaySecret: values.GATEWAY_SECRET,
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
    logLevel: values.LOG_LEVEL,
  };
}
