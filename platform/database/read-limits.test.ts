import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { appUrl } from '../../tests/support/database.ts';
import { createPool } from './pool.ts';
import { ReadScope, type ReadLimits } from './read-scope.ts';
import { sql } from './sql.ts';
import { StatementLog } from './statement-log.ts';

/** Of one connection: whoever has not given it back keeps everybody out. */
let pool: pg.Pool;

beforeAll(() => {
  pool = createPool({ url: appUrl(), maximum: 1, acquireTimeoutMs: 20_000 });
});

afterAll(() => pool.end());

function scopeWith(maximumBytes = 1_000_000): { reads: ReadScope; abort: ReadLimits['abort']; signal: AbortSignal } {
  const controller = new AbortController();
  const abort = (reason: Error): void => controller.abort(reason);
  const limits = { signal: controller.signal, abort, maximumBytes };
  return { reads: new ReadScope(pool, { tenantId: null, platform: false }, limits), abort, signal: controller.signal };
}

const ask = (reads: ReadScope, statement: Parameters<ReturnType<ReadScope['reader']>['query']>[0]) =>
  reads.reader(new StatementLog({ keepTexts: false })).query<{ value: string }>(statement);

/** Statements that the server is running, other than this one. */
async function asleep(): Promise<number> {
  const watcher = createPool({ url: appUrl(), maximum: 1, acquireTimeoutMs: 20_000 });
  try {
    const { rows } = await watcher.query<{ count: string }>(
      "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(41)%' AND state = 'active' AND pid <> pg_backend_pid()",
    );
    return Number(rows[0]?.count);
  } finally {
    await watcher.end();
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(20);
}

describe('reads whose operation is given up', () => {
  it('are cancelled on the server, and give their connection back', async () => {
    const { reads, abort } = scopeWith();
    const reading = ask(reads, sql`SELECT pg_sleep(41)::text AS value`);
    const outcome = expect(reading).rejects.toThrow('nobody waits');
    await until(async () => (await asleep()) === 1);
    abort(new Error('nobody waits'));
    await outcome;
    await reads.end();
    expect(await asleep()).toBe(0);
    const next = scopeWith();
    expect(await ask(next.reads, sql`SELECT 'next' AS value`)).toEqual([{ value: 'next' }]);
    await next.reads.end();
  });

  it('send nothing more', async () => {
    const { reads, abort } = scopeWith();
    await ask(reads, sql`SELECT 'first' AS value`);
    abort(new Error('nobody waits'));
    await expect(ask(reads, sql`SELECT 'second' AS value`)).rejects.toThrow('nobody waits');
    await reads.end();
  });

  it('never cancel what the connection does for the next operation', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { reads, abort } = scopeWith();
      const reading = ask(reads, sql`SELECT pg_sleep(0.001)::text AS value`).catch(() => undefined);
      abort(new Error('nobody waits'));
      const ended = reads.end();
      const next = scopeWith();
      expect(await ask(next.reads, sql`SELECT pg_sleep(0.005)::text || 'next' AS value`)).toEqual([{ value: 'next' }]);
      await next.reads.end();
      await Promise.all([reading, ended]);
    }
  });
});

describe('reads that bring more than they may', () => {
  it('are given up, with the number that was expected', async () => {
    const { reads, signal } = scopeWith(10_000);
    const rows = ask(reads, sql`SELECT repeat('x', 1000) AS value FROM generate_series(1, 100000)`);
    await expect(rows).rejects.toMatchObject({
      message: 'the operation reads more than 10000 bytes; ask for shorter lists, or for less of each item',
      extensions: { code: 'QUERY_TOO_COSTLY', retryable: false, limit: 'readBytes', maximum: 10_000 },
    });
    expect(signal.aborted).toBe(true);
    await reads.end();
  });

  it('count all statements of the operation', async () => {
    const { reads } = scopeWith(10_000);
    await ask(reads, sql`SELECT repeat('x', 6000) AS value`);
    await expect(ask(reads, sql`SELECT repeat('x', 6000) AS value`)).rejects.toMatchObject({
      extensions: { code: 'QUERY_TOO_COSTLY' },
    });
    await reads.end();
  });
});
