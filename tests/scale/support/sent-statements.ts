import type pg from 'pg';

/** A statement as it went down the wire. */
export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What opens and ends a transaction. */
const framing = /^(BEGIN|COMMIT|ROLLBACK|SELECT set_config\()/;

/** Keeps what a pool sends to PostgreSQL, with its parameters, so that a plan can be asked for afterwards. */
export class SentStatements {
  private sent: SentStatement[] = [];

  constructor(pool: pg.Pool) {
    pool.on('connect', (client) => {
      // The driver's `query` is overloaded beyond what a wrapper's type could say; what it is given is passed on as it came.
      const open = client as unknown as { query(...given: unknown[]): unknown };
      const send = open.query.bind(client);
      open.query = (...given) => {
        const statement = statementOf(given);
        if (statement !== null && !framing.test(statement.text)) this.sent.push(statement);
        return send(...given);
      };
    });
  }

  /** The statements since the last call. */
  take(): SentStatement[] {
    const taken = this.sent;
    this.sent = [];
    return taken;
  }
}

function statementOf([statement, values]: readonly unknown[]): SentStatement | null {
  if (typeof statement === 'string') return { text: statement, values: Array.isArray(values) ? values : [] };
  const config = statement as Partial<SentStatement> | null; // the driver's own config has these two
  return typeof config?.text === 'string' ? { text: config.text, values: config.values ?? [] } : null;
}
