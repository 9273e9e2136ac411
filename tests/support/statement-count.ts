import type pg from 'pg';
import { RoundTrip } from '../../platform/database/round-trip.ts';

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
        this.texts.push(...textsOf(given[0]).filter((text) => !framing.test(text)));
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

function textsOf(query: unknown): string[] {
  if (typeof query === 'string') return [query];
  if (query instanceof RoundTrip) return query.statements.map(({ text }) => text);
  const isConfig = typeof query === 'object' && query !== null && 'text' in query;
  return isConfig && typeof query.text === 'string' ? [query.text] : [];
}
