import { z } from 'zod';
import { isGuessable } from '../crypto/guessable.ts';
import { auditVariables } from './audit-variables.ts';
import { explorerVariables } from './explorer-variables.ts';
import { httpVariables } from './http-variables.ts';
import { limitVariables } from './limit-variables.ts';
import { operationVariables } from './operation-variables.ts';
import { tokenVariables } from './token-variables.ts';
import { expectedKeyList, keyList } from './key-list.ts';
import { amount, milliseconds, secret, variable, wholeNumber, yesOrNo } from './variable.ts';

const text = z.string().min(1);
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });
/** It may name several hosts, which no other kind of URL may. */
const mongodbUrl = /^mongodb(\+srv)?:\/\/\S+$/;
/** A shorter secret is guessed sooner than an HMAC-SHA256 is forged, and so is a longer one that is no random text. */
const secretText = z.string().refine((value) => Buffer.byteLength(value) >= 32 && !isGuessable(Buffer.from(value)));
const expectedSecret = 'a random text of at least 32 bytes, such as "openssl rand -hex 32" makes';
/** Its path is the number of a database. */
const redisUrl = z.url({ protocol: /^rediss?$/ }).refine((url) => /^\/?\d*$/.test(new URL(url).pathname));
const httpUrl = z.url({ protocol: /^https?$/ });
/** A host name or IPv4 address; whatever the subgraph's name is, a URL with it still has the port of the routing_url. */
const hostPattern = z
  .string()
  .regex(/^(?:[\w.-]|\{name\})+$/)
  .refine((pattern) => URL.canParse(`http://${pattern.replaceAll('{name}', 'name')}`));

/** Every variable that the programs read, in the order of the documentation's table. */
export const variables = {
  NODE_ENV: variable(z.enum(['development', 'test', 'production']), 'development', {
    meaning: '`production` turns demo data, tokens and the development issuer off and generates no secret',
    expected: 'development, test or production',
  }),
  PORT: variable(wholeNumber(0, 65_535), '4000', {
    meaning: 'Port of the graph and the explorer; 0 takes any free one',
    expected: 'a whole number from 0 to 65535',
  }),
  HOST: variable(text, '127.0.0.1', {
    meaning: 'Address to listen on; `0.0.0.0` for every interface',
    expected: 'an address of this machine',
  }),
  PUBLIC_URL: variable(httpUrl, null, {
    meaning: 'Where clients reach the graph: the beginning of signed links',
    expected: 'an http or https URL such as https://graph.example.com',
    fallbackMeaning: '`http://HOST:PORT`',
  }),
  DATA_DIR: variable(text, null, {
    meaning: 'Folder of the embedded PostgreSQL and of generated secrets',
    expected: 'the path of a folder',
    fallbackMeaning: '`.data` in the project',
  }),

  DATABASE_URL: secret(postgresUrl, {
    meaning: 'A PostgreSQL of your own instead of the embedded one, as app_user',
    expected: 'a URL such as postgresql://app_user:password@host:5432/leadmetrics',
    fallbackMeaning: 'the embedded PostgreSQL',
  }),
  MIGRATION_DATABASE_URL: secret(postgresUrl, {
    meaning:
      'The same database as migrator_user, not through a pooler; without it a start applies no migration and refuses a pending one',
    expected: 'a URL such as postgresql://migrator_user:password@host:5432/leadmetrics',
  }),
  ADMIN_DATABASE_URL: secret(postgresUrl, {
    meaning: 'The same server as a superuser; only `npm run db:bootstrap` reads it',
    expected: 'a URL such as postgresql://postgres:password@host:5432/postgres',
  }),
  READONLY_DATABASE_URL: secret(postgresUrl, {
    meaning: 'The same database as readonly_user, which dashboards use; only `npm run db:bootstrap` reads it',
    expected: 'a URL such as postgresql://readonly_user:password@host:5432/leadmetrics',
    fallbackMeaning: 'readonly_user keeps its password, or has none',
  }),
  MIGRATE_ON_START: yesOrNo('true', 'Apply pending migrations at the start, where MIGRATION_DATABASE_URL allows it'),
  DEMO_DATA: yesOrNo('true', 'Fill an empty database with demo tenants at the start; never in production'),
  DATABASE_CONNECTIONS: variable(wholeNumber(1, 10_000), '80', {
    meaning: 'Most connections of the gateway and all subgraphs together, however many processes they are',
    expected: 'a whole number from 1 to 10000',
  }),
  DATABASE_POOL_SIZE: variable(wholeNumber(1, 1_000), null, {
    meaning: 'Most connections of this process',
    expected: 'a whole number from 1 to 1000',
    fallbackMeaning: '20, at most its share of DATABASE_CONNECTIONS',
  }),
  DATABASE_ACQUIRE_TIMEOUT_MS: milliseconds(
    1_000,
    'How long a request waits for a connection, and for a server that owes an answer and is silent, before it fails',
  ),
  DATABASE_STATEMENT_TIMEOUT_MS: milliseconds(
    10_000,
    'Longest statement of app_user; set on the role by the embedded start and `npm run db:bootstrap`, as are the next two',
  ),
  DATABASE_LOCK_TIMEOUT_MS: milliseconds(2_000, 'Longest wait of app_user for a lock'),
  DATABASE_IDLE_TRANSACTION_TIMEOUT_MS: milliseconds(
    15_000,
    'Longest time that a transaction of app_user may sit between statements',
  ),
  DATABASE_RESTART_WAIT_MS: milliseconds(
    30_000,
    'Longest wait before an embedded PostgreSQL that keeps ending is started once more',
    500,
  ),
  PARTITION_MONTHS_AHEAD: variable(wholeNumber(1, 24), '3', {
    meaning: 'For how many months ahead the partitions of `llm_calls` are made',
    expected: 'a whole number from 1 to 24',
  }),
  MONGODB_URL: secret(z.string().regex(mongodbUrl), {
    meaning: 'MongoDB as the document store',
    expected: 'a URL such as mongodb://host:27017/leadmetrics',
    fallbackMeaning: "documents are kept in the platform's PostgreSQL",
  }),
  DOCUMENT_TIMEOUT_MS: milliseconds(5_000, 'How long one call of the document store may take'),

  ...tokenVariables,
  CLOCK_TOLERANCE_SECONDS: variable(wholeNumber(0, 300), '5', {
    meaning: "How far this machine's clock may differ from the issuer's, and a subgraph's from the gateway's",
    expected: 'whole seconds from 0 to 300',
  }),
  VIEWER_TTL_MS: milliseconds(5_000, 'How long what the database said of a principal is believed', 0),

  ENCRYPTION_KEYS: secret(keyList, {
    meaning: 'Keys of the encrypted columns, `id:key` pairs parted by commas, the first one active',
    expected: expectedKeyList,
    fallbackMeaning: 'generated once, outside production',
  }),
  LINK_SECRET: secret(secretText, {
    meaning: 'Signs the links to files',
    expected: expectedSecret,
    fallbackMeaning: 'generated once, outside production',
  }),
  GATEWAY_SECRET: secret(secretText, {
    meaning: 'Signs who asks, between the gateway and subgraphs that are services of their own',
    expected: expectedSecret,
    fallbackMeaning: 'generated once, outside production',
  }),
  CLIENT_TOKEN_SECRET: secret(secretText, {
    meaning: 'Signs the tokens of API clients; the same in all processes of the gateway',
    expected: expectedSecret,
    fallbackMeaning: 'generated once, outside production',
  }),
  ...auditVariables,

  REDIS_URL: secret(redisUrl, {
    meaning:
      'A Redis that several gateways share: what callers have left to spend is counted there for all of them, and texts that frontends register are kept',
    expected: 'a URL such as redis://user:password@host:6379/0, or rediss:// for TLS',
    fallbackMeaning: 'each process counts for itself',
  }),
  REDIS_TIMEOUT_MS: milliseconds(
    100,
    'How long one call of Redis may take; after that this process counts for itself until Redis is back',
  ),
  REDIS_PREFIX: variable(z.string().regex(/^[\w.:-]{1,64}$/), 'leadmetrics', {
    meaning: 'Begins the name of each key in Redis; gateways that share one share this',
    expected: '1 to 64 letters, digits, "_", ".", ":" or "-"',
  }),

  SUBGRAPH_MODE: variable(z.enum(['local', 'remote']), 'local', {
    meaning: '`local` runs the subgraphs in this process, `remote` calls each at its routing_url in supergraph.yaml',
    expected: 'local or remote',
  }),
  SUBGRAPH_HOST: variable(hostPattern, null, {
    meaning: 'Host of each remote subgraph in the place of the one in its routing_url, `{name}` standing for its name',
    expected: 'a host name such as {name} or {name}.internal',
    fallbackMeaning: 'that of its routing_url',
  }),
  SUBGRAPH_TIMEOUT_MS: milliseconds(5_000, 'How long one call of a remote subgraph may take'),
  SUBGRAPH_CALLS: amount(
    'calls',
    [1, 10_000],
    64,
    'Most calls of one remote subgraph under way at once; others wait for their turn',
  ),
  SUBGRAPH_FAILURES: amount(
    'failures',
    [1, 10_000],
    5,
    'Calls of a remote subgraph that fail one after the other before it is left alone: its fields are null at once then',
  ),
  SUBGRAPH_WAIT_MS: milliseconds(
    1_000,
    'How long it is left alone, before one operation tries whether it answers again',
  ),
  SUBGRAPH_ANSWER_LIMIT_BYTES: variable(wholeNumber(1_000, 500_000_000), '50000000', {
    meaning: 'Longest answer of a remote subgraph to one call',
    expected: 'whole bytes from 1000 to 500000000',
  }),
  ...httpVariables,
  ...limitVariables,
  ...operationVariables,
  ...explorerVariables,
  SHUTDOWN_DELAY_MS: variable(wholeNumber(0, 3_600_000), null, {
    meaning:
      'How long requests are still taken after Ctrl-C or SIGTERM, while `/health/ready` already says no: so long a load balancer may send more',
    expected: 'whole milliseconds from 0 to 3600000',
    fallbackMeaning: '`5000` in production, else `0`',
  }),
  SHUTDOWN_GRACE_MS: milliseconds(10_000, 'How long requests in flight may take to finish then', 0),
  LOG_LEVEL: variable(z.enum(['info', 'error', 'silent']), 'info', {
    meaning: '`info` tells progress and errors, `error` errors only, `silent` nothing',
    expected: 'info, error or silent',
  }),
  LOG_FORMAT: variable(z.enum(['text', 'json']), null, {
    meaning: '`text` for a person at a terminal, `json` for a program: one object a line',
    expected: 'text or json',
    fallbackMeaning: '`json` in production, else `text`',
  }),
  SLOW_OPERATION_MS: milliseconds(1_000, 'Operations that take longer are logged with plan and statements; 0: none', 0),
  SLOW_STATEMENT_MS: milliseconds(
    100,
    'Statements that take longer in the mean are told by `npm run statements`, the only one that reads it',
  ),
  METRICS_PORT: variable(wholeNumber(0, 65_535), null, {
    meaning: 'Port that `/metrics` is served on, in the form of Prometheus; whoever reaches it may read it',
    expected: 'a whole number from 0 to 65535',
    fallbackMeaning: 'metrics are not served',
  }),
  METRICS_HOST: variable(text, '127.0.0.1', {
    meaning: 'Address that `/metrics` is served on',
    expected: 'an address of this machine',
  }),
  METRICS_OPERATIONS: amount(
    'operations',
    [0, 100_000],
    500,
    'Most names of operations that metrics tell apart: of those in operations/, then of registered ones',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable(httpUrl, null, {
    meaning:
      'Collector that traces are sent to (OTLP over HTTP); all other variables of the OpenTelemetry SDK hold too, such as `OTEL_TRACES_SAMPLER`',
    expected: 'an http or https URL such as http://127.0.0.1:4318',
    fallbackMeaning: 'no traces are made',
  }),
  COMMIT_SHA: variable(z.string().regex(/^[\da-f]{7,64}$/), null, {
    meaning: 'The commit that this was built from, for `/version`; the image takes it as a build argument',
    expected: 'a hexadecimal commit id',
    fallbackMeaning: 'unknown',
  }),
};

export type VariableName = keyof typeof variables;

/** The value of each variable; undefined where it is missing and has no fallback. */
export type VariableValues = {
  readonly [Name in VariableName]:
    | z.output<(typeof variables)[Name]['schema']>
    | ((typeof variables)[Name]['fallback'] extends string ? never : undefined);
};
