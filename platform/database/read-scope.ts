import pg from 'pg';
import { graphError } from '../errors/graph-error.ts';
import { cancelRunning } from './cancel.ts';
import { RoundTrip, SkippedError, type Sending } from './round-trip.ts';
import { Rounds } from './rounds.ts';
import { compile, type Sql, type Statement } from './sql.ts';
import type { StatementLog } from './statement-log.ts';

/** Whose rows a request may read: the two settings that row-level security looks at (docs/api-contract.md#191-across-tenants). */
export interface TenantScope {
  /** UUID of the tenant acted in; null sees nothing. */
  readonly tenantId: string | null;
  /** Opens reads across tenants: super admins and service jobs only. */
  readonly platform: boolean;
}

/** Bounds of what is read. */
export interface ReadLimits {
  /** Aborted when nobody waits for the rows any more: statements under way are cancelled, and later ones get its reason. */
  readonly signal: AbortSignal;
  /** Aborts the signal. */
  readonly abort: (reason: Error) => void;
  /** Of all rows together, as they come over the wire. */
  readonly maximumBytes: number;
}

/** Reads rows with one statement, recorded in `log`. */
export interface Reader {
  query<Row extends object>(statement: Sql): Promise<Row[]>;
  /** Calls `send` once what the query has asked for so far is answered: whoever batches sends then (see Rounds). */
  joinRound(send: () => void): void;
}

const begin: Statement = { name: 'app_begin', text: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', values: [] };
const settings = "SELECT set_config('app.tenant_id', $1, true), set_config('app.scope', $2, true)";

/**
 * PostgreSQL's answers to a statement that follows a failed one in the same transaction: it is aborted, or the prepared
 * statement that was to be made there is not.
 */
const consequences = new Set(['25P02', '26000']);

/** One transaction on the way; nobody waits for its opening, whose statements travel with the first read. */
class Transaction {
  failed = false;
  /** Whether it has a connection, or had one. */
  connected = false;
  private readonly client: Promise<pg.PoolClient>;
  private readonly countBytes: (bytes: number) => void;
  /** Statements that are not answered yet. */
  private running = 0;
  private cancelling: Promise<void> | undefined;
  /** BEGIN and the settings are done. Where they fail, so does every statement: outside of a tenant it would see nothing. */
  private readonly opened: Promise<unknown>;
  private outgoing: Sending[] = [];
  private closing: Promise<void> | null = null;

  constructor(pool: pg.Pool, { tenantId, platform }: TenantScope, countBytes: (bytes: number) => void) {
    this.countBytes = countBytes;
    this.client = pool.connect();
    this.client.then(
      () => (this.connected = true),
      () => undefined, // every statement asks for it again
    );
    const values = [tenantId ?? '', platform ? 'platform' : ''];
    this.opened = Promise.all([this.send(begin), this.send({ name: 'app_settings', text: settings, values })]);
    this.opened.catch(() => undefined); // and for this, when it fails
  }

  /** What a statement answers inside of the transaction. It goes with all others that are asked for in the same turn. */
  async read<Row extends object>(statement: Statement): Promise<Row[]> {
    this.running += 1;
    try {
      const rows = await this.send<Row>(statement);
      await this.opened;
      return rows;
    } catch (error) {
      // Skipped because it was not opened: for that reason, then.
      if (error instanceof SkippedError) await this.opened;
      throw error;
    } finally {
      this.running -= 1;
    }
  }

  /** Ends it and gives the connection back; once, for a statement may fail after its request has ended. */
  close(): Promise<void> {
    this.leave(); // what is asked for is still of this transaction
    this.closing ??= Promise.resolve(this.cancelling).then(() => commit(this.client));
    return this.closing;
  }

  /** Cancels the statements that are on their way; the connection is given back only after the server was told. */
  cancel(): void {
    if (this.running > 0) this.cancelling ??= this.client.then(cancelRunning, () => undefined);
  }

  private send<Row extends object>(statement: Statement): Promise<Row[]> {
    return new Promise((resolve, reject) => {
      if (this.outgoing.length === 0) process.nextTick(() => this.leave());
      this.outgoing.push({ statement, resolve, reject });
    });
  }

  private leave(): void {
    const sendings = this.outgoing.splice(0);
    if (sendings.length === 0) return;
    this.client
      .then((client) => client.query(new RoundTrip(sendings, this.countBytes)))
      .catch((error: unknown) => {
        for (const { reject } of sendings) reject(error);
      });
  }
}

/**
 * All reads of one query: one REPEATABLE READ, READ ONLY transaction, begun at the first statement, so that the whole
 * answer shows one moment and row-level security knows the tenant. What is asked for in one turn travels together (ADR 18).
 * A failed statement ends the transaction; the others go on in a new one, and their moment may then be a later one.
 */
export class ReadScope {
  private readonly pool: pg.Pool;
  private readonly scope: TenantScope;
  private readonly rounds = new Rounds();
  private readonly limits: ReadLimits | undefined;
  private current: Transaction | null = null;
  private ended = false;
  private bytes = 0;

  /** @param limits left out by what reads a few rows of its own accord */
  constructor(pool: pg.Pool, scope: TenantScope, limits?: ReadLimits) {
    this.pool = pool;
    this.scope = scope;
    this.limits = limits;
    limits?.signal.addEventListener('abort', this.stop, { once: true });
  }

  /** A reader that records its statements in `log`: one a subgraph fetch. */
  reader(log: StatementLog): Reader {
    return {
      query: <Row extends object>(statement: Sql) => this.rounds.track(this.run<Row>(compile(statement), log)),
      joinRound: (send) => this.rounds.join(send),
    };
  }

  /** Gives the connection back; what is read afterwards is of a later moment. */
  async renew(): Promise<void> {
    const transaction = this.current;
    this.current = null;
    await transaction?.close();
  }

  /** Commits and gives the connection back. Safe to call when nothing was read. */
  async end(): Promise<void> {
    this.ended = true;
    this.limits?.signal.removeEventListener('abort', this.stop);
    await this.renew();
  }

  private async run<Row extends object>(statement: Statement, log: StatementLog): Promise<Row[]> {
    const transaction = this.transaction();
    const startedAt = performance.now();
    try {
      const rows = await transaction.read<Row>(statement);
      this.limits?.signal.throwIfAborted();
      log.record(statement.text, startedAt, rows.length);
      return rows;
    } catch (error) {
      // Whatever a cancelled statement says of itself.
      this.limits?.signal.throwIfAborted();
      // Of the statements of a failed transaction one failed by itself, so that the others come to an end in later ones.
      if (transaction.failed && isConsequence(error)) return this.run<Row>(statement, log);
      this.abandon(transaction);
      log.record(statement.text, startedAt, 0);
      throw error;
    }
  }

  private transaction(): Transaction {
    this.limits?.signal.throwIfAborted();
    if (this.ended) throw new Error('a statement was sent after its query had been answered');
    this.current ??= new Transaction(this.pool, this.scope, this.countBytes);
    return this.current;
  }

  private readonly stop = (): void => this.current?.cancel();

  private readonly countBytes = (bytes: number): void => {
    if (this.limits === undefined) return;
    const { maximumBytes, signal, abort } = this.limits;
    this.bytes += bytes;
    if (this.bytes <= maximumBytes || signal.aborted) return;
    const words = `the operation reads more than ${maximumBytes} bytes; ask for shorter lists, or for less of each item`;
    abort(graphError('QUERY_TOO_COSTLY', words, { limit: 'readBytes', maximum: maximumBytes, http: { status: 400 } }));
  };

  private abandon(transaction: Transaction): void {
    // Where no connection was to be had in time, the query's later statements are not worth another wait: they fail with this one.
    if (this.current === transaction && transaction.connected) this.current = null;
    transaction.failed = true;
    void transaction.close();
  }
}

function isConsequence(error: unknown): boolean {
  return error instanceof SkippedError || (error instanceof pg.DatabaseError && consequences.has(error.code ?? ''));
}

/** COMMIT ends a failed transaction too (PostgreSQL rolls it back); a connection that cannot even do that is dropped. */
async function commit(connected: Promise<pg.PoolClient>): Promise<void> {
  const client = await connected.catch(() => null);
  // No connection was had, so none is given back; the statement that wanted it has told its caller.
  if (client === null) return;
  const broken = await client.query('COMMIT').then(
    () => false,
    (error: Error) => error,
  );
  client.release(broken);
}
