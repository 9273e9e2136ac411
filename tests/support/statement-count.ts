import type pg from 'pg';

/** What opens and ends a transaction; every other statement costs (and counts). */
const framing = /^(BEGIN|COMMIT|ROLLBACK|SELECT set_config\()/;

/** Counts what a pool sends to PostgreSQL, whoever asks for it: loaders, the document store, the door. */
export class StatementCount {
  texts: string[] = [];

  constructor(pool: pg.Pool) {
    pool.on('connect', (client) => {
      // The driver's `query` is overloaded beyond what a wrapper's type could say; what it is given is passed on as it came.
      const open = client as unknown as { query(...given: unknown[]): unknown };
      const send = open.query.bind(client);
      open.query = (...given) => {
        const text = textOf(given[0]);
        if (text !== null && !framing.test(text)) this.texts.push(text);
        return send(...given);
      };
    });
  }

  /** The statements since the last call. */
  take(): string[] {
    const taken = this.texts;
    this.texts = [];
    return taken;
  }
}

function textOf(statement: unknown): string | null {
  if (typeof statement === 'string') return statement;
  const isConfig = typeof statement === 'object' && statement !== null && 'text' in statement;
  return isConfig && typeof statement.text === 'string' ? statement.text : null;
}
