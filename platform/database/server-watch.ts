import type { Socket } from 'node:net';
import pg from 'pg';
import { listeningStepMs } from './listening-time.ts';

/** How long answers may be due, in milliseconds in which this process could have heard them. */
export interface AnswerLimits {
  /** For how long a server may owe answers and send nothing at all, on whichever connection. */
  readonly serverMs: number;
  /** For how long one connection may owe an answer while the server lives; null: for ever. */
  readonly connectionMs: number | null;
}

/** What is known of an open connection. */
interface Hearing {
  bytesRead: number;
  /** How long an answer has been due and nothing was read. */
  silentMs: number;
}

/**
 * Drops the connections of a pool whose server hangs: its kernel goes on taking what is sent, and the driver would wait for ever
 * (node-postgres issues 2973 and 3399). A server that owes answers and is silent is asked for a sign of life over a connection of its
 * own, since a statement may just be long; any answer is one, a refusal too. Whoever waits on a dropped connection is told, and the
 * pool connects anew. It works only while connections are out, and reads two numbers of each then.
 */
export class ServerWatch {
  private readonly connections = new Map<pg.PoolClient, Hearing>();
  private readonly pool: pg.Pool;
  private readonly limits: AnswerLimits;
  private timer: NodeJS.Timeout | undefined;
  /** How long the server has owed answers without a sign of life. */
  private silentMs = 0;
  private probe: pg.Client | null = null;

  constructor(pool: pg.Pool, limits: AnswerLimits) {
    this.pool = pool;
    this.limits = limits;
    pool.on('connect', (client) => this.connections.set(client, { bytesRead: 0, silentMs: 0 }));
    pool.on('remove', (client) => this.connections.delete(client));
    pool.on('acquire', () => {
      this.timer ??= setInterval(() => this.look(), listeningStepMs).unref();
    });
  }

  /** How many connections the server has given and not lost. */
  get connected(): number {
    return this.connections.size;
  }

  /** Ends the watch. */
  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    if (this.probe !== null) socketOf(this.probe).destroy();
  }

  private look(): void {
    const { serverMs, connectionMs } = this.limits;
    let [isDue, isHeard] = [false, false];
    for (const [client, hearing] of this.connections) {
      const { bytesRead } = socketOf(client);
      const isSilent = bytesRead === hearing.bytesRead && owesAnswer(client);
      hearing.silentMs = isSilent ? hearing.silentMs + listeningStepMs : 0;
      isDue ||= isSilent;
      isHeard ||= bytesRead !== hearing.bytesRead;
      hearing.bytesRead = bytesRead;
      if (connectionMs !== null && hearing.silentMs >= connectionMs) drop(client, connectionMs);
    }
    this.silentMs = isDue && !isHeard ? this.silentMs + listeningStepMs : 0;
    if (this.silentMs >= serverMs) this.giveUp();
    else if (this.silentMs >= serverMs / 2 && this.probe === null) void this.askForSignOfLife();
    if (this.pool.totalCount === this.pool.idleCount && !isDue) this.stop();
  }

  private giveUp(): void {
    this.silentMs = 0;
    for (const client of this.connections.keys()) drop(client, this.limits.serverMs);
    if (this.probe !== null) socketOf(this.probe).destroy();
  }

  private async askForSignOfLife(): Promise<void> {
    const { options } = this.pool;
    const probe = new pg.Client({ ...options, pipeline: false, connectionTimeoutMillis: 0 });
    this.probe = probe;
    probe.on('error', () => undefined); // it fails the statement that follows
    try {
      await probe.connect();
      await probe.query('SELECT 1');
      this.silentMs = 0;
    } catch (error) {
      if (error instanceof pg.DatabaseError) this.silentMs = 0;
    } finally {
      this.probe = null;
      await probe.end();
    }
  }
}

function drop(client: pg.Client, afterMs: number): void {
  // Known by its first two words as the loss of a connection (platform/graph/present-error.ts).
  socketOf(client).destroy(new Error(`connection terminated: the database has not answered for ${afterMs} ms`));
}

function socketOf({ connection }: pg.Client): Socket {
  return connection.stream as Socket; // of TCP, or of TLS over it: the driver makes no other
}

/** Whether a statement was sent whose answer is not complete. */
function owesAnswer(client: pg.Client): boolean {
  const { readyForQuery } = client as pg.Client & { readonly readyForQuery: boolean }; // the driver's own mark, which its types leave out
  return !readyForQuery;
}
