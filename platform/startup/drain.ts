import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lifetime } from './lifetime.ts';
import type { Log } from './log.ts';

/** What is drained, and for how long. */
export interface DrainOptions {
  readonly server: Server;
  /** Takes no new request, and resolves when those in flight are answered. */
  readonly close: () => Promise<unknown>;
  readonly life: Lifetime;
  /** How long requests in flight may take, in milliseconds. */
  readonly graceMs: number;
  readonly log: Log;
}

const sweepMs = 20;

/** Lets requests in flight finish, and cuts off what still runs after the grace, or at once when a person hurries. */
export async function drain({ server, close, life, graceMs, log }: DrainOptions): Promise<void> {
  const done = new AbortController();
  const late = sleep(graceMs, undefined, { signal: done.signal }).catch(() => undefined);
  const cut = Promise.race([late, life.untilHurried()]).then(() => {
    if (done.signal.aborted) return;
    log.error('Requests still in flight are cut off.');
    server.closeAllConnections();
  });
  // A connection whose last answer was sent stays open for the next request, which will not be taken any more.
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
  try {
    await Promise.race([close(), cut]);
  } finally {
    clearInterval(sweep);
    done.abort();
  }
}
