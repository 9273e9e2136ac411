import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connections } from './connections.ts';
import type { Lifetime } from './lifetime.ts';
import type { Progress } from './log.ts';

/** What is drained, and for how long. */
export interface DrainOptions {
  readonly server: Server;
  /** Those of the server. */
  readonly connections: Connections;
  /** Takes no new request, and resolves when those in flight are answered. */
  readonly close: () => Promise<unknown>;
  readonly life: Lifetime;
  /** How long requests are still taken, in milliseconds: until load balancers have seen that this process is not ready. */
  readonly delayMs: number;
  /** How long requests in flight may take then, in milliseconds. */
  readonly graceMs: number;
  readonly log: Progress;
}

const sweepMs = 20;

/** How long an idle connection is kept for the next request of a client that has just used it. */
const lingerMs = 500;

/**
 * Stops a server without failing a request: every answer gives its connection up, requests are taken until nobody is about to send
 * one, those in flight finish. What still runs after the grace is cut off, or at once when a person hurries.
 */
export async function drain(options: DrainOptions): Promise<void> {
  const { server, close, life, graceMs, log } = options;
  await Promise.race([takeTheLast(options), life.untilHurried()]);
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

/** Takes requests until the delay is over, and then until no connection is idle only since a moment ago. */
async function takeTheLast({ connections, delayMs, life: { hurried } }: DrainOptions): Promise<void> {
  connections.giveUp();
  await sleep(delayMs, undefined, { signal: hurried }).catch(() => undefined);
  // Ever new clients may connect: they have had the delay to go elsewhere.
  const latest = performance.now() + 2 * lingerMs;
  while (!hurried.aborted && performance.now() < latest && connections.areUsedWithin(lingerMs)) await sleep(sweepMs);
}
