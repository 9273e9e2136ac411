import pg from 'pg';
import { RoundTrip, SkippedError, type Sending } from '../database/round-trip.ts';
import { compile, sql, type Sql, type Statement } from '../database/sql.ts';
import type { StatementLog } from '../database/statement-log.ts';

/** Options of a command's transaction. */
export interface TransactionOptions {
  /** UUID of the tenant whose rows may be written, and no other's. */
  readonly tenantId: string;
  /** How long a statement waits for a row that another command holds. */
  readonly lockTimeoutMs: number;
  readonly log: StatementLog;
  /** Aborted when nobody waits for the command any more: what is not committed by then is rolled back. */
  readonly signal: AbortSignal | undefined;
}

const begin: Statement = { name: 'command_begin', text: 'BEGIN', values: [] };
const rollback = { name: 'command_rollback', text: 'ROLLBACK' };
const commit: Statement = { name: 'command_commit', text: 'COMMIT', values: [] };

/** The outcome of a COMMIT that was not answered: the command may have been carried out. */
export class UnknownOutcomeError extends Error {
  override readonly name = 'UnknownOutcomeError';
}

/** Result of a statement: its rows, and how many it answered or changed. */
interface Sent<Row extends object> {
  readonly rows: Row[];
  readonly count: number;
}

/**
 * One command's transaction: READ COMMITTED, on a connection of its own, for the rows of one tenant. Statements that are asked for
 * in the same turn travel together; BEGIN and the settings travel with the first of them. It is ended by `commit` or `rollback`,
 * once, and refuses every statement afterwards.
 */
export class CommandTransaction {
  /** The database's error for the statement that failed, however a library has wrapped it. */
  failure: unknown;
  private readonly client: pg.PoolClient;
  private readonly options: TransactionOptions;
  private readonly opened: Promise<unknown>;
  private outgoing: Sending[] = [];
  private ended = false;

  private constructor(client: pg.PoolClient, options: TransactionOptions) {
    this.client = client;
    this.options = options;
    const { tenantId, lockTimeoutMs } = options;
    const settings = sql`SELECT set_config('app.tenant_id', ${tenantId}, true), set_config('app.scope', '', true),
      set_config('lock_timeout', ${String(lockTimeoutMs)}, true)`;
    this.opened = Promise.all([this.send(begin), this.send(compile(settings))]);
    this.opened.catch(() => undefined); // every statement asks for it again
  }

  /** Takes a connection; nothing is sent yet. */
  static async open(pool: pg.Pool, options: TransactionOptions): Promise<CommandTransaction> {
    return new CommandTransaction(await pool.connect(), options);
  }

  /** Rows that a statement answers. @throws whatever PostgreSQL refuses it with */
  async query<Row extends object>(statement: Sql): Promise<Row[]> {
    return this.run<Row>(compile(statement), (compiled) => this.send<Row>(compiled));
  }

  /** Sends a statement of Prisma's client on this connection, as the driver takes it. */
  async queryDriver(config: pg.QueryConfig): Promise<pg.QueryResult<object>> {
    let result: pg.QueryResult<object> | undefined;
    // Prisma's client always sends values.
    await this.run(config as Statement, async () => {
      // What was asked for before goes first.
      this.leave();
      result = await this.client.query<object>(config);
      return { rows: result.rows, count: result.rowCount ?? 0 };
    });
    if (result === undefined) throw new Error('expected a result of the statement');
    return result;
  }

  /**
   * Commits, with the last statements on the way.
   * @throws what one of them, or the commit itself, fails with; UnknownOutcomeError where no answer to the commit came
   */
  async commit(last: readonly Sql[] = []): Promise<void> {
    this.options.signal?.throwIfAborted();
    this.requireOpen();
    let command: string | undefined;
    const statements = last.map((statement) => this.query(statement));
    const committed = this.send(commit, (tag) => (command = tag));
    this.ended = true;
    this.leave();
    const answers = await Promise.allSettled([this.opened, ...statements, committed]);
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed === undefined && command === 'COMMIT') return this.client.release();
    const failure: unknown = failed?.reason ?? new Error(`expected PostgreSQL to commit, found ${String(command)}`);
    this.failure = failure;
    // What ends the connection too may have come after the commit.
    const isRefusal = command !== undefined || (failure instanceof pg.DatabaseError && failure.severity === 'ERROR');
    if (isRefusal) await this.giveBack();
    else this.client.release(toError(failure));
    throw isRefusal
      ? failure
      : new UnknownOutcomeError('the connection broke while the command was committed', { cause: failure });
  }

  /** Undoes all of it and gives the connection back; nothing to do after `commit`. */
  async rollback(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.leave();
    await this.giveBack();
  }

  private async run<Row extends object>(
    statement: Statement,
    send: (statement: Statement) => Promise<Sent<Row>>,
  ): Promise<Row[]> {
    this.options.signal?.throwIfAborted();
    this.requireOpen();
    const startedAt = performance.now();
    let sent: Sent<Row> = { rows: [], count: 0 };
    try {
      sent = await send(statement);
      await this.opened;
      return sent.rows;
    } catch (error) {
      if (error instanceof SkippedError) await this.opened;
      else this.failure ??= error;
      throw error;
    } finally {
      this.options.log.record(statement.text, startedAt, sent.count);
    }
  }

  private requireOpen(): void {
    if (this.ended) throw new Error('a statement was sent after its command had ended');
  }

  private send<Row extends object>(statement: Statement, onCommand?: (tag: string) => void): Promise<Sent<Row>> {
    return new Promise((resolve, reject) => {
      if (this.outgoing.length === 0) process.nextTick(() => this.leave());
      const take = (rows: Row[], tag: string, count: number): void => {
        onCommand?.(tag);
        resolve({ rows, count });
      };
      this.outgoing.push({ statement, resolve: take, reject });
    });
  }

  private leave(): void {
    const sendings = this.outgoing.splice(0);
    if (sendings.length > 0) void this.client.query(new RoundTrip(sendings));
  }

  private async giveBack(): Promise<void> {
    const broken = await this.client.query({ ...rollback }).then(
      () => false,
      (error: Error) => error,
    );
    this.client.release(broken);
  }
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error('the connection is of no use', { cause });
}
