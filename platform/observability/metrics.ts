import type pg from 'pg';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { DocumentStoreUnavailableError } from '../documents/errors.ts';
import { isGraphErrorCode } from '../errors/graph-error.ts';
import { databaseFault } from '../graph/present-error.ts';

/** Upper bounds in seconds; those of HTTP are OpenTelemetry's own (semantic conventions, "http.server.request.duration"). */
const buckets = {
  request: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
  fetch: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  planning: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
};
/** Upper bounds of whole numbers. */
const statementBuckets = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89];
const costBuckets = [1, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000];

/** Names that a label may take beside those that are known. */
const anyOther = '_OTHER';

/**
 * All numbers that a process keeps of itself, in a registry of its own. Labels come from bounded sets only: routes, codes, names
 * of subgraphs and of operations that are known here, never a text that a client made. Names are OpenTelemetry's semantic
 * conventions in the form of Prometheus where there is one, else begin with `leadmetrics_`.
 */
export class Metrics {
  readonly registry = new Registry();
  private readonly maximumOperations: number;
  private operations: ReadonlySet<string> = new Set();

  readonly requestDuration = this.histogram({
    name: 'http_server_request_duration_seconds',
    help: 'Requests from their headers to the end of their answers; status 499 where the client went away before that.',
    labelNames: ['http_request_method', 'http_route', 'http_response_status_code'],
    buckets: buckets.request,
  });
  readonly activeRequests = this.gauge({
    name: 'http_server_active_requests',
    help: 'Requests in flight.',
  });
  readonly operationDuration = this.histogram({
    name: 'leadmetrics_operation_duration_seconds',
    help: `Requests to /graphql by the operation's name, ${anyOther} for all that are neither in operations/ nor registered.`,
    labelNames: ['operation'],
    buckets: buckets.request,
  });
  readonly graphqlErrors = this.counter({
    name: 'leadmetrics_graphql_errors_total',
    help: 'Errors in answers, those of refused requests included.',
    labelNames: ['code'],
  });
  readonly limitRefusals = this.counter({
    name: 'leadmetrics_limit_refusals_total',
    help: 'Requests that a limit refused, whole or in part, and connections that one dropped, by the limit: `extensions.limit`.',
    labelNames: ['limit'],
  });
  readonly parseCache = this.counter({
    name: 'leadmetrics_parse_cache_requests_total',
    help: 'Operations whose text was found parsed and valid (hit), or was parsed and validated (miss).',
    labelNames: ['result'],
  });
  readonly parseDuration = this.histogram({
    name: 'leadmetrics_parse_duration_seconds',
    help: 'Parsing of an operation that was not in the cache.',
    buckets: buckets.planning,
  });
  readonly validateDuration = this.histogram({
    name: 'leadmetrics_validate_duration_seconds',
    help: 'Validation of an operation that was not in the cache.',
    buckets: buckets.planning,
  });
  readonly planCache = this.counter({
    name: 'leadmetrics_plan_cache_requests_total',
    help: 'Operations whose plan was found (hit), or was made (miss).',
    labelNames: ['result'],
  });
  readonly planDuration = this.histogram({
    name: 'leadmetrics_plan_duration_seconds',
    help: 'Planning and compiling of an operation that was not in the cache.',
    buckets: buckets.planning,
  });
  readonly operationCost = this.histogram({
    name: 'leadmetrics_operation_cost',
    help: 'Cost of operations, as `extensions.cost` tells it.',
    buckets: costBuckets,
  });
  readonly operationStatements = this.histogram({
    name: 'leadmetrics_operation_statements',
    help: 'Statements that an operation sent to PostgreSQL.',
    buckets: statementBuckets,
  });
  readonly fetchDuration = this.histogram({
    name: 'leadmetrics_subgraph_fetch_duration_seconds',
    help: "Fetches of plans, from the question to the subgraph's whole answer.",
    labelNames: ['subgraph'],
    buckets: buckets.fetch,
  });
  readonly fetchErrors = this.counter({
    name: 'leadmetrics_subgraph_fetch_errors_total',
    help: 'Fetches that brought an error, by the code of the first one.',
    labelNames: ['subgraph', 'code'],
  });
  readonly statements = this.counter({
    name: 'leadmetrics_statements_total',
    help: 'Statements that fetches sent to PostgreSQL.',
    labelNames: ['subgraph'],
  });
  readonly slowOperations = this.counter({
    name: 'leadmetrics_slow_operations_total',
    help: 'Operations that took longer than SLOW_OPERATION_MS.',
  });
  readonly faults = this.counter({
    name: 'leadmetrics_faults_total',
    help: 'Faults of ours that were logged: of the database, the document store, or any other (internal).',
    labelNames: ['kind'],
  });

  readonly sealFailures = this.counter({
    name: 'leadmetrics_audit_seal_failures_total',
    help: 'Rounds of sealing audit events that failed; the next one tries again.',
  });

  readonly keyFetches = this.counter({
    name: 'leadmetrics_jwks_fetches_total',
    help: "Fetches of the identity provider's keys from JWKS_URL, by their result: success, or failure.",
    labelNames: ['result'],
  });

  /** @param maximumOperations names of operations that a label tells apart */
  constructor(maximumOperations = 500) {
    this.maximumOperations = maximumOperations;
  }

  /** Counts a fault that a client only sees the code of. */
  countFault(error: unknown): void {
    const kind =
      error instanceof DocumentStoreUnavailableError
        ? 'documents'
        : databaseFault(error, 'gateway') === null
          ? 'internal'
          : 'database';
    this.faults.inc({ kind });
  }

  /**
   * Takes the names of operations that a label may tell, of files, never of requests, in the place of those before. The first ones
   * are taken, up to the maximum; what was counted under a name that is gone is forgotten.
   */
  knowOperations(names: Iterable<string>): void {
    const known = new Set([...new Set(names)].slice(0, this.maximumOperations));
    for (const operation of this.operations) if (!known.has(operation)) this.operationDuration.remove({ operation });
    this.operations = known;
  }

  /** Label of an operation. @param name null for one without */
  operationLabel(name: string | null): string {
    return name !== null && this.operations.has(name) ? name : anyOther;
  }

  /** Label of an error's code: a subgraph that is any program may send any. */
  codeLabel(code: unknown): string {
    return isGraphErrorCode(code) ? code : anyOther;
  }

  /** Adds a number that is asked for when the metrics are read. */
  watch(name: string, help: string, read: () => number): void {
    const gauge = this.gauge({ name, help, collect: () => gauge.set(read()) });
  }

  /** Adds an identity provider's keys. */
  watchKeys({ age, usable }: Keys): void {
    // From nothing to one fault is a rise only where there was nothing.
    for (const result of ['success', 'failure'] as const) this.keyFetches.inc({ result }, 0);
    this.watch(
      'leadmetrics_jwks_age_seconds',
      "Since the identity provider's keys were fetched; infinite before they first were.",
      () => age() / 1_000,
    );
    this.watch(
      'leadmetrics_jwks_usable',
      "Whether the identity provider's keys are young enough to verify tokens with: 1, else 0.",
      () => Number(usable()),
    );
  }

  /** Adds the sealing of audit events. @param waiting milliseconds since the oldest was written that is not sealed */
  watchSealing(waiting: () => number): void {
    this.watch(
      'leadmetrics_audit_unsealed_seconds',
      'Age of the oldest audit event that this process does not know to be sealed; 0 where all are.',
      () => waiting() / 1_000,
    );
  }

  /** Adds the connections of a pool. */
  watchPool(pool: pg.Pool): void {
    const connections = this.gauge({
      name: 'db_client_connection_count',
      help: 'Connections to PostgreSQL, in use or idle.',
      labelNames: ['db_client_connection_state'],
      collect: () => {
        const { totalCount, idleCount } = pool;
        connections.set({ db_client_connection_state: 'used' }, totalCount - idleCount);
        connections.set({ db_client_connection_state: 'idle' }, idleCount);
      },
    });
    this.watch('db_client_connection_max', 'Most connections to PostgreSQL at once.', () => pool.options.max);
    this.watch(
      'db_client_connection_pending_requests',
      'Requests that wait for a connection to PostgreSQL.',
      () => pool.waitingCount,
    );
  }

  /** Adds what the process is: one series, whose labels tell. */
  describeBuild(labels: Readonly<Record<string, string>>): void {
    const info = this.gauge({
      name: 'leadmetrics_build_info',
      help: 'What runs; always 1.',
      labelNames: Object.keys(labels),
    });
    info.set(labels, 1);
  }

  /** Adds event loop, heap, garbage collection and the process itself, under the names of prom-client. */
  watchProcess(): void {
    collectDefaultMetrics({ register: this.registry });
  }

  private counter<Label extends string = never>(settings: Settings<Label>): Counter<Label> {
    return new Counter({ ...settings, registers: [this.registry] });
  }

  private gauge<Label extends string = never>(settings: Settings<Label> & { collect?: () => void }): Gauge<Label> {
    return new Gauge({ ...settings, registers: [this.registry] });
  }

  private histogram<Label extends string = never>(settings: Settings<Label> & { buckets: number[] }): Histogram<Label> {
    return new Histogram({ ...settings, registers: [this.registry] });
  }
}

/** What is known of an identity provider's keys. */
interface Keys {
  /** In milliseconds. */
  readonly age: () => number;
  readonly usable: () => boolean;
}

interface Settings<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labelNames?: Label[];
}
