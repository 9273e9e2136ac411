import pg from 'pg';
import type { Statement } from './sql.ts';

/** A statement on its way, and who waits for its rows. */
export interface Sending {
  readonly statement: Statement;
  /**
   * @param command what was done: `COMMIT` may have been answered with a ROLLBACK
   * @param count rows that were answered or changed
   */
  readonly resolve: (rows: never[], command: string, count: number) => void;
  readonly reject: (error: unknown) => void;
}

/** A statement that was not run, for one before it in its round trip failed: PostgreSQL reads on at the next Sync. */
export class SkippedError extends Error {}

/** What the driver calls on a query, and what it holds of a connection; its types keep both to themselves. */
interface DriverQuery {
  readonly name: string | undefined;
  readonly text: string;
  _result: { _types: unknown };
  prepare(connection: Sender): void;
  handleRowDescription(message: object): void;
  handleDataRow(message: object): void;
  handleCommandComplete(message: object, connection: DriverConnection): void;
  handleReadyForQuery(connection: DriverConnection): void;
}

/** As much of a connection as a statement is sent by. */
interface Sender {
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  parse(message: object): void;
  bind(message: object): void;
  describe(message: object): void;
  execute(message: object): void;
  close(message: object): void;
  sync(): void;
}

interface DriverConnection extends Sender {
  readonly stream: { cork(): void; uncork(): void };
}

/** What is kept of a connection. */
interface Known {
  /** The columns of its prepared statements, as it described them. */
  readonly columns: Map<string | undefined, object>;
  /** The connection as a statement in the middle sees it: the Sync comes behind all. */
  readonly describing: Sender;
  /** The same for a statement whose columns are known. */
  readonly described: Sender;
}

const knownOf = new WeakMap<DriverConnection, Known>();

/**
 * Statements that go to PostgreSQL together and whose answers come back together: one Sync behind all of them, so that it answers
 * in one piece, and no description of columns that this connection has been told already (they cannot change: PostgreSQL refuses
 * to run a prepared statement whose result would have others). The driver by itself sends both with each statement. Where one
 * fails, PostgreSQL skips those behind it. Values must be what the driver can always write: text, numbers, booleans, null, lists.
 *
 * Relies on the driver's own query for what a statement is on the wire, and on what the driver calls on a query while its pipeline
 * is answered; `round-trip.test.ts` would tell of another version that calls something else.
 */
export class RoundTrip extends pg.Query {
  /** In the order in which they go. */
  readonly statements: readonly Statement[];
  private readonly sendings: readonly Sending[];
  private readonly queries: readonly DriverQuery[];
  /** The place of the statement that is being answered. */
  private at = 0;
  /** The columns that are known on the connection it went by. */
  private known: Map<string | undefined, object> | undefined;

  private readonly countBytes: (bytes: number) => void;

  /** @param countBytes told of each row's length on the wire */
  constructor(sendings: readonly Sending[], countBytes: (bytes: number) => void = nothing) {
    super('');
    this.countBytes = countBytes;
    this.sendings = sendings;
    this.statements = sendings.map(({ statement }) => statement);
    this.queries = sendings.map(queryOf);
    this.nameCurrent();
  }

  override submit = (given: unknown): void => {
    const connection = given as DriverConnection; // whose types show the public part
    const { columns: known, describing, described } = knowledgeOf(connection);
    this.known = known;
    const { _types: types } = (this as unknown as DriverQuery)._result; // what the driver has just given this query, for each
    connection.stream.cork();
    try {
      for (const query of this.queries) {
        query._result._types = types;
        const columns = known.get(query.name);
        if (columns !== undefined) query.handleRowDescription(columns);
        query.prepare(columns === undefined ? describing : described);
      }
      connection.sync();
    } finally {
      connection.stream.uncork();
    }
  };

  protected handleRowDescription(columns: object): void {
    const query = this.queries[this.at];
    if (query?.name !== undefined) this.known?.set(query.name, columns);
    query?.handleRowDescription(columns);
  }

  protected handleDataRow(row: { readonly length: number }): void {
    this.countBytes(row.length);
    this.queries[this.at]?.handleDataRow(row);
  }

  protected handleCommandComplete(message: object, connection: DriverConnection): void {
    const query = this.queries[this.at];
    this.at += 1;
    this.nameCurrent();
    query?.handleCommandComplete(message, connection);
    query?.handleReadyForQuery(connection); // which gives the rows to whoever waits for them
  }

  /** The statement that is being answered has failed, or the connection has. */
  protected handleError(error: unknown, connection: DriverConnection): void {
    const [failed, ...behind] = this.sendings.slice(this.at);
    this.at = this.sendings.length;
    failed?.reject(error);
    for (const { statement, reject } of behind) {
      // What is skipped is not prepared either.
      if (statement.name !== undefined) delete connection.submittedNamedStatements[statement.name];
      reject(error instanceof pg.DatabaseError ? new SkippedError('a statement before this one failed') : error);
    }
  }

  protected handleReadyForQuery(): void {
    // Each statement was answered when it was complete.
  }

  /** The driver asks the query that is being answered for its name when a statement is prepared, or fails to be. */
  private nameCurrent(): void {
    const query = this.queries[this.at];
    Object.assign(this, { name: query?.name, text: query?.text });
  }
}

function queryOf({ statement: { name, text, values }, resolve, reject }: Sending): DriverQuery {
  const config = { text, values: [...values], queryMode: 'extended', ...(name === undefined ? {} : { name }) };
  // A value that cannot be read comes as an error alone.
  const query = new pg.Query(config, (error: Error | undefined, result?: pg.ResultBuilder) => {
    if (result === undefined) reject(error);
    else resolve(result.rows as never[], result.command, result.rowCount ?? 0); // of the type that whoever sent the statement names
  });
  return query as unknown as DriverQuery; // the driver's types leave this side of a query out
}

function knowledgeOf(connection: DriverConnection): Known {
  let known = knownOf.get(connection);
  if (known === undefined) {
    const describing: Sender = {
      parsedStatements: connection.parsedStatements,
      submittedNamedStatements: connection.submittedNamedStatements,
      parse: (message) => connection.parse(message),
      bind: (message) => connection.bind(message),
      describe: (message) => connection.describe(message),
      execute: (message) => connection.execute(message),
      close: (message) => connection.close(message),
      sync: nothing,
    };
    known = { columns: new Map(), describing, described: { ...describing, describe: nothing } };
    knownOf.set(connection, known);
  }
  return known;
}

function nothing(): void {}
