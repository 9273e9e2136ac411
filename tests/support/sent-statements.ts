import type pg from 'pg';
import { RoundTrip } from '../../platform/database/round-trip.ts';

/** A statement as it went down the wire. */
export interface SentStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What opens and ends a transaction; every other statement costs (and counts). */
const framing = /^(BEGIN|COMMIT|ROLLBACK|SELECT set_config\()/;

/**
 * Keeps what a pool sends to PostgreSQL, whoever asks for it (loaders, the document store, the door), with its parameters: to be
 * counted, and to ask for its plan afterwards.
 */
export class SentStatements {
  private sent: SentStatement[] = [];

  constructor(pool: pg.Pool) {
    pool.on('connect', (client) => {
      // The driver's `query` is overloaded beyond what a wrapper's type could say; what it is given is passed on as it came.
      const open = client as unknown as { query(...given: unknown[]): unknown };
      const send = open.query.bind(client);
      open.query = (...given) => {
        this.sent.push(...statementsOf(given).filter(({ text }) => !framing.test(text)));
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

function statementsOf([query, values]: readonly unknown[]): readonly SentStatement[] {
  if (typeof query === 'string') return [{ text: query, values: Array.isArray(values) ? values : [] }];
  if (query instanceof RoundTrip) return query.statements;
  const config = query as Partial<SentStatement> | null; // the driver's own config has these two
  return typeof config?.text === 'string' ? [{ text: config.text, values: config.values ?? [] }] : [];
}
