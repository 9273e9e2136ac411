import type pg from 'pg';
import { compile, type Sql, type Statement } from './sql.ts';
import type { StatementLog } from './statement-log.ts';

/** Whose rows a request may read: the two settings that row-level security looks at (contract 1.9.1). */
export interface TenantScope {
  /** UUID of the tenant acted in; null sees nothing. */
  readonly tenantId: string | null;
  /** Opens reads across tenants: super admins and service jobs only. */
  readonly platform: boolean;
}

/** Reads rows with one statement, recorded in `log`. */
export interface Reader {
  query<Row extends object>(statement: Sql): Promise<Row[]>;
}

const begin = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
const settings = "SELECT set_config('app.tenant_id', $1, true), set_config('app.scope', $2, true)";

/** PostgreSQL's answer to a statement that follows a failed one in the same transaction. */
const transactionAborted = '25P02';

class Transaction {
  failed = false;
  readonly client: Promise<pg.PoolClient>;

  constructor(client: Promise<pg.PoolClient>) {
    this.client = client;
  }
}

/**
 * All reads of one query: one REPEATABLE READ, READ ONLY transaction, begun at the first statement, so that the whole
 * answer shows one moment and row-level security knows the tenant. Statements are sent without waiting for each other.
 * A failed statement ends the transaction; the others go on in a new one, and their moment may then be a later one.
 */
export class ReadScope {
  private readonly pool: pg.Pool;
  private readonly scope: TenantScope;
  private current: Transaction | null = null;
  private ended = false;

  constructor(pool: pg.Pool, scope: TenantScope) {
    this.pool = pool;
    this.scope = scope;
  }

  /** A reader that records its statements in `log`: one a subgraph fetch. */
  reader(log: StatementLog): Reader {
    return { query: <Row extends object>(statement: Sql) => this.run<Row>(compile(statement), log) };
  }

  /** Commits and gives the connection back. Safe to call when nothing was read. */
  async end(): Promise<void> {
    this.ended = true;
    const transaction = this.current;
    this.current = null;
    if (transaction !== null) await close(transaction);
  }

  private async run<Row extends object>(statement: Statement, log: StatementLog, retried = false): Promise<Row[]> {
    const transaction = this.transaction();
    const startedAt = performance.now();
    try {
      const client = await transaction.client;
      // The driver's config type wants a mutable array but never writes to it.
      const result = await client.query<Row>({ ...statement, values: statement.values as unknown[] } as pg.QueryConfig);
      log.record(statement.text, startedAt, result.rows.length);
      return result.rows;
    } catch (error) {
      const follows = isDatabaseError(error) && error.code === transactionAborted;
      this.abandon(transaction);
      if (follows && !retried) return this.run<Row>(statement, log, true);
      if (!follows) log.record(statement.text, startedAt, 0);
      throw error;
    }
  }

  private transaction(): Transaction {
    if (this.ended) throw new Error('a statement was sent after its query had been answered');
    this.current ??= new Transaction(this.open());
    return this.current;
  }

  private async open(): Promise<pg.PoolClient> {
    const client = await this.pool.connect();
    // Not awaited: they travel with the first statement, which fails in their place if they fail.
    client.query(begin).catch(() => undefined);
    client
      .query({
        name: 'app_settings',
        text: settings,
        values: [this.scope.tenantId ?? '', this.scope.platform ? 'platform' : ''],
      })
      .catch(() => undefined);
    return client;
  }

  private abandon(transaction: Transaction): void {
    if (this.current === transaction) this.current = null;
    if (!transaction.failed) {
      transaction.failed = true;
      void close(transaction);
    }
  }
}

function isDatabaseError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}

/** COMMIT ends a failed transaction too (PostgreSQL rolls it back); a connection that cannot even do that is dropped. */
async function close(transaction: Transaction): Promise<void> {
  let client: pg.PoolClient;
  try {
    client = await transaction.client;
  } catch {
    return; // No connection was had, so none is given back; the statement that wanted it has told its caller.
  }
  try {
    await client.query('COMMIT');
    client.release();
  } catch (error) {
    client.release(error instanceof Error ? error : true);
  }
}
