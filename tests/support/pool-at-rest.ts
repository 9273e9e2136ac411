import type pg from 'pg';

/** Resolves when every connection of the pool is back and nobody waits for one. @throws Error when that takes too long */
export async function poolAtRest(pool: pg.Pool, withinMs = 2_000): Promise<void> {
  const endsAt = performance.now() + withinMs;
  while (pool.totalCount > pool.idleCount || pool.waitingCount > 0) {
    if (performance.now() > endsAt) {
      throw new Error(`${pool.totalCount - pool.idleCount} connections are out, expected none after ${withinMs} ms`);
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
