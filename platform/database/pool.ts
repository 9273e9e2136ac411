import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { parseJsonb } from '../numbers/json-digits.ts';
import { withinListeningTime } from './listening-time.ts';
import { ServerWatch } from './server-watch.ts';
import { codeOf } from './system-error.ts';

/** How many connections a process opens and how long it waits; all times in milliseconds. */
export interface PoolOptions {
  readonly url: string;
  readonly applicationName?: string;
  /** Most connections at once. */
  readonly maximum?: number;
  /** How long a request waits for a connection before it fails, and for a server that owes answers and is silent. */
  readonly acquireTimeoutMs?: number;
  /** The longest that the server lets a statement run: one that has no answer long after is on a dead connection. */
  readonly statementTimeoutMs?: number;
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
 * numerics as text (never a float, docs/api-contract.md#116-time-and-money), bigint as text, jsonb parsed with every digit kept
 * (docs/adr/0011).
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

/** SQLSTATEs of a server that takes nobody in at the moment: its connections are all given away, or it is starting. */
const takesNobodyIn: ReadonlySet<string | undefined> = new Set(['53300', '57P03']);
/** How soon a pool without any connection asks such a server again, in milliseconds: doubled each time, up to the longest. */
const askAgain = { firstMs: 10, longestMs: 200 };
/** How soon a pool that was refused more connections tries to grow again, in milliseconds. */
const growAgainMs = 1_000;

type OnConnected = (
  error: Error | undefined,
  client: pg.PoolClient | undefined,
  done: (release?: Error | boolean) => void,
) => void;

interface Waiting {
  hasExpired: boolean;
  /** Why there is no connection yet, where the server has said so. */
  refusal: unknown;
}

type PoolConfig = pg.PoolConfig &
  Required<Pick<PoolOptions, 'maximum' | 'acquireTimeoutMs'>> &
  Pick<PoolOptions, 'statementTimeoutMs'>;

/**
 * Whoever waits for a connection waits for so long at most, not counting what keeps this process busy itself. Where the server has
 * none to give, those of this pool are waited for. A connection on which the server hangs is dropped (ServerWatch).
 */
class Pool extends pg.Pool {
  private readonly maximum: number;
  private readonly acquireTimeoutMs: number;
  private readonly watch: ServerWatch;
  private growing: NodeJS.Timeout | undefined;

  constructor({ maximum, acquireTimeoutMs, statementTimeoutMs, ...config }: PoolConfig) {
    super({ ...config, max: maximum, connectionTimeoutMillis: patience * acquireTimeoutMs });
    this.maximum = maximum;
    this.acquireTimeoutMs = acquireTimeoutMs;
    const connectionMs = statementTimeoutMs === undefined ? null : statementTimeoutMs + acquireTimeoutMs;
    this.watch = new ServerWatch(this, { serverMs: acquireTimeoutMs, connectionMs });
  }

  override connect(): Promise<pg.PoolClient>;
  override connect(callback: OnConnected): void;
  override connect(callback?: OnConnected): Promise<pg.PoolClient> | void {
    const acquired = this.acquire();
    if (callback === undefined) return acquired;
    // `query` of the pool comes this way.
    acquired.then(
      (client) => callback(undefined, client, (broken) => client.release(broken)),
      (error: Error) => callback(error, undefined, () => undefined),
    );
  }

  override end(): Promise<void> {
    clearTimeout(this.growing);
    this.watch.stop();
    return super.end();
  }

  private acquire(): Promise<pg.PoolClient> {
    const waiting: Waiting = { hasExpired: false, refusal: undefined };
    const connecting = this.connected(waiting);
    const expired = (): Error => {
      waiting.hasExpired = true;
      // One that comes too late goes back.
      connecting.then(
        (client) => client.release(),
        () => undefined,
      );
      // The driver's own words, by which it is known.
      return new Error('timeout exceeded when trying to connect', { cause: waiting.refusal });
    };
    return withinListeningTime(this.acquireTimeoutMs, connecting, expired);
  }

  private async connected(waiting: Waiting): Promise<pg.PoolClient> {
    for (let waitMs = askAgain.firstMs; ; waitMs = Math.min(2 * waitMs, askAgain.longestMs)) {
      try {
        return await super.connect();
      } catch (error) {
        if (!takesNobodyIn.has(codeOf(error)) || waiting.hasExpired) throw error;
        waiting.refusal = error;
      }
      this.stayAsSmall();
      // With others open, the next attempt stands in line for one of them.
      if (this.watch.connected === 0) await sleep(waitMs);
    }
  }

  /** Opens no more connections than there are for a while: each attempt would cost a server that is full a process. */
  private stayAsSmall(): void {
    this.options.max = Math.max(1, this.watch.connected);
    clearTimeout(this.growing);
    this.growing = setTimeout(() => (this.options.max = this.maximum), growAgainMs).unref();
  }
}

/** A pool whose connections send statements without waiting for earlier answers (`pipeline`). */
export function createPool(options: PoolOptions): pg.Pool {
  const { statementTimeoutMs } = options;
  const pool = new Pool({
    connectionString: options.url,
    application_name: options.applicationName ?? 'leadmetrics-graph',
    maximum: options.maximum ?? 20,
    acquireTimeoutMs: options.acquireTimeoutMs ?? 1_000,
    ...(statementTimeoutMs !== undefined && { statementTimeoutMs }),
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
