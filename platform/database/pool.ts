import pg from 'pg';
import { parseJsonb } from '../numbers/json-digits.ts';
import { withinListeningTime } from './listening-time.ts';

/** How many connections a process opens and how long it waits; all times in milliseconds. */
export interface PoolOptions {
  readonly url: string;
  readonly applicationName?: string;
  /** Most connections at once; PgBouncer's 80 are shared by all processes (contract I-54). */
  readonly maximum?: number;
  /** How long a request waits for a connection before it fails. */
  readonly acquireTimeoutMs?: number;
  readonly idleTimeoutMs?: number;
}

const { builtins } = pg.types;

/** `2026-11-23 07:51:04.12+00` as `2026-11-23T07:51:04.120Z`; columns are timestamptz(3), sessions are in UTC as a rule. */
function instant(text: string): string {
  if (!text.endsWith('+00')) return new Date(text).toISOString();
  const fraction = text.slice(20, text.indexOf('+', 19)).padEnd(3, '0').slice(0, 3);
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`;
}

const keepText = (text: string): string => text;

/**
 * Values as the graph prints them, so that nothing is parsed only to be printed again: instants and days as ISO text,
 * numerics as text (never a float, contract 1.1.6), bigint as text, jsonb parsed with every digit kept (docs/adr/0011).
 */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary') {
      if (oid === builtins.TIMESTAMPTZ) return instant;
      if (oid === builtins.DATE || oid === builtins.NUMERIC || oid === builtins.INT8) return keepText;
      if (oid === builtins.JSONB) return parseJsonb;
    }
    return pg.types.getTypeParser(oid, format) as (text: string) => unknown; // the driver types its parsers as any
  },
};

/** A connection that is not there after so many times the wait that a request is ready for is given up. */
const patience = 10;

type OnConnected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: unknown) => void,
) => void;

/** Whoever waits for a connection waits for so long at most, not counting what keeps this process busy itself. */
class Pool extends pg.Pool {
  private readonly acquireTimeoutMs: number;

  constructor({ acquireTimeoutMs, ...config }: pg.PoolConfig & { readonly acquireTimeoutMs: number }) {
    super({ ...config, connectionTimeoutMillis: patience * acquireTimeoutMs });
    this.acquireTimeoutMs = acquireTimeoutMs;
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: OnConnected): void;
  override connect(callback?: OnConnected): Promise<pg.PoolClient> | void {
    if (callback !== undefined) return super.connect(callback);
    const connecting = super.connect();
    const expired = (): Error => {
      // One that comes too late goes back.
      connecting.then(
        (client) => client.release(),
        () => undefined,
      );
      return new Error('timeout exceeded when trying to connect'); // the driver's own words, by which it is known
    };
    return withinListeningTime(this.acquireTimeoutMs, connecting, expired);
  }
}

/** A pool whose connections send statements without waiting for earlier answers (`pipeline`). */
export function createPool(options: PoolOptions): pg.Pool {
  const pool = new Pool({
    connectionString: options.url,
    application_name: options.applicationName ?? 'leadmetrics-graph',
    max: options.maximum ?? 20,
    acquireTimeoutMs: options.acquireTimeoutMs ?? 1_000,
    idleTimeoutMillis: options.idleTimeoutMs ?? 30_000,
    pipeline: true,
    types,
  });
  // A connection that breaks tells whoever waits on it; unheard, its 'error' event would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Resolves when the database answers: for `/health/ready`. */
export async function pingDatabase(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('SELECT 1');
  } finally {
    client.release();
  }
}
