import type { RedisClientType } from '@redis/client';
import { withinListeningTime } from '../database/listening-time.ts';

/** What commands are sent through: of RESP 2, which every Redis, its forks and the proxies in front of them speak. */
export type RedisClient = RedisClientType<Record<string, never>, Record<string, never>, Record<string, never>, 2>;

/** How Redis is reached. */
export interface RedisOptions {
  /** `redis://` or, with TLS, `rediss://`. */
  readonly url: string;
  /** How long a command may take before Redis counts as away. */
  readonly timeoutMs: number;
  /** Begins the name of each key, so that several installations can share a Redis. */
  readonly prefix: string;
  /** Told when Redis goes away, with the reason, and when it is back: once a change. */
  readonly onChange: (change: RedisChange) => void;
}

/** Redis went away, or is back. */
export type RedisChange = { readonly available: true } | { readonly available: false; readonly cause: unknown };

/** How long a connection may take to be made; requests do not wait for it. */
const connectTimeoutMs = 2_000;
/** Proxies and firewalls drop connections that are silent for a minute or more. */
const pingIntervalMs = 30_000;
/** Before the first attempt to connect again, and at most; doubled from one attempt to the next. */
const [firstWaitMs, longestWaitMs] = [100, 5_000];
/** A connection that held for so long was a good one: what befalls it is no repetition. */
const goodAfterMs = 10_000;

/**
 * Redis as something that helps and that nothing depends on: whoever asks gets an answer in time, or null at once. A
 * connection that fails or is late is given up and a new one made, with pauses that grow. Reconnecting is not left to the
 * client: with a server that hangs it waits without end for answers to what it has sent.
 */
export class Redis {
  readonly prefix: string;
  private readonly options: RedisOptions;
  private readonly newClient: (options: object) => RedisClient;
  /** In use, or being connected. */
  private client: RedisClient | null = null;
  private isReady = false;
  private available = true;
  private attempts = 0;
  private readySince = 0;
  private next: NodeJS.Timeout | undefined;

  private constructor(options: RedisOptions, newClient: (options: object) => RedisClient) {
    this.options = options;
    this.prefix = options.prefix;
    this.newClient = newClient;
  }

  /** Tries to connect once; where that fails, goes on trying and says so. Never rejects. */
  static async open(options: RedisOptions): Promise<Redis> {
    // Imported only here: a process on its own does without the time and memory that the client takes.
    const { createClient } = await import('@redis/client');
    const redis = new Redis(options, (all) => createClient(all) as unknown as RedisClient); // the options say RESP 2 and nothing of modules
    await redis.connect();
    return redis;
  }

  /** Runs a command; null where Redis is away, does not answer in time, or refuses. */
  async ask<Reply>(command: (client: RedisClient) => Promise<Reply>): Promise<Reply | null> {
    const { client } = this;
    if (client === null || !this.isReady) return null;
    try {
      return await inTime(command(client), this.options.timeoutMs);
    } catch (cause) {
      this.lose(client, cause);
      return null;
    }
  }

  close(): void {
    clearTimeout(this.next);
    this.drop();
  }

  private async connect(): Promise<void> {
    const client = this.newClient({
      url: this.options.url,
      RESP: 2,
      disableClientInfo: true,
      pingInterval: pingIntervalMs,
      socket: { reconnectStrategy: false, connectTimeout: connectTimeoutMs },
    });
    this.client = client;
    client.on('error', (cause: unknown) => this.lose(client, cause));
    try {
      await inTime(
        client.connect().then(() => client.ping()),
        connectTimeoutMs,
      );
    } catch (cause) {
      this.lose(client, cause);
    }
    if (this.client !== client) return;
    this.isReady = true;
    this.readySince = performance.now();
    if (!this.available) this.options.onChange({ available: true });
    this.available = true;
  }

  /** Gives a connection up, once, and has a new one made. */
  private lose(client: RedisClient, cause: unknown): void {
    if (this.client !== client) return;
    if (this.isReady && performance.now() - this.readySince >= goodAfterMs) this.attempts = 0;
    this.drop();
    const wait = Math.min(longestWaitMs, firstWaitMs * 2 ** this.attempts);
    this.attempts += 1;
    // Half of it by chance, so that many processes do not come back at one moment.
    this.next = setTimeout(() => void this.connect(), wait * (0.5 + Math.random() / 2));
    if (this.available) this.options.onChange({ available: false, cause });
    this.available = false;
  }

  private drop(): void {
    const { client } = this;
    this.client = null;
    this.isReady = false;
    client?.destroy();
  }
}

/** @throws Error after the time, not counting what keeps this process busy itself */
function inTime<Answer>(work: Promise<Answer>, timeoutMs: number): Promise<Answer> {
  return withinListeningTime(timeoutMs, work, () => new Error(`it did not answer within ${timeoutMs} ms`));
}
