import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { appUrl } from '../../tests/support/database.ts';
import { freezingProxy, type FreezingProxy } from '../../tests/support/freezing-proxy.ts';
import { poolAtRest } from '../../tests/support/pool-at-rest.ts';
import { createPool, pingDatabase, type PoolOptions } from './pool.ts';
import { ReadScope } from './read-scope.ts';
import { sql } from './sql.ts';
import { StatementLog } from './statement-log.ts';

const silent = 'connection terminated: the database has not answered for 300 ms';
const tooLong = 'timeout exceeded when trying to connect';

describe('a server that hangs', () => {
  let proxy: FreezingProxy;
  let pool: pg.Pool;
  beforeEach(async () => void (proxy = await freezingProxy(appUrl())));
  afterEach(async () => {
    proxy.thaw();
    await pool.end();
    await proxy.close();
  });

  function open(options: Partial<PoolOptions> = {}): void {
    pool = createPool({ url: proxy.url, maximum: 4, acquireTimeoutMs: 300, ...options });
  }
  const reasonOf = (attempt: Promise<unknown>): Promise<unknown> =>
    attempt.then(
      () => 'answered',
      (error: Error) => error.message,
    );
  const one = (): Promise<pg.QueryResult> => pool.query('SELECT 1 AS one');
  /** Opens so many connections, which then wait in the pool. */
  async function warm(connections: number): Promise<void> {
    const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()));
    for (const client of clients) client.release();
  }
  async function inScope(texts: readonly string[]): Promise<unknown[]> {
    const reads = new ReadScope(pool, { tenantId: null, platform: false });
    const reader = reads.reader(new StatementLog({ keepTexts: false }));
    const reasons: unknown[] = [];
    for (const text of texts) reasons.push(await reasonOf(reader.query(sql`SELECT ${text}::text AS text`)));
    await reads.end();
    return reasons;
  }

  it('fails what is under way, whoever asked for it', async () => {
    open();
    await warm(3);
    proxy.freeze();
    expect(await Promise.all([reasonOf(one()), reasonOf(pingDatabase(pool)), inScope(['a'])])).toEqual([
      silent,
      silent,
      [silent],
    ]);
  });

  it('keeps nobody waiting for a connection', async () => {
    open({ maximum: 1 });
    proxy.freeze();
    expect(await Promise.all([reasonOf(one()), reasonOf(one()), reasonOf(pingDatabase(pool)), inScope(['a'])])).toEqual(
      [tooLong, tooLong, tooLong, [tooLong]],
    );
  });

  it('is asked for a connection once by a query, whose later statements fail at once', async () => {
    open();
    proxy.freeze();
    expect(await inScope(['a', 'b', 'c'])).toEqual([tooLong, tooLong, tooLong]);
    expect(pool.totalCount).toBe(1);
  });

  it('costs the pool nothing once it goes on', async () => {
    open();
    await warm(4);
    proxy.freeze();
    await Promise.all(Array.from({ length: 8 }, () => reasonOf(one())));
    proxy.thaw();
    expect(await Promise.all(Array.from({ length: 8 }, () => reasonOf(one())))).toEqual(
      Array.from({ length: 8 }, () => 'answered'),
    );
    await poolAtRest(pool);
  });

  it('is told from one whose statement takes long', async () => {
    open();
    const { rows } = await pool.query('SELECT 1 AS one FROM pg_sleep(1)');
    expect(rows).toEqual([{ one: 1 }]);
  });

  it('on one connection alone fails the statement there, after its longest time, and drops the connection', async () => {
    open({ maximum: 1, statementTimeoutMs: 200 });
    await warm(1);
    proxy.freeze(0);
    expect(await reasonOf(one())).toBe('connection terminated: the database has not answered for 500 ms');
    expect(await reasonOf(one())).toBe('answered');
  });

  it('keeps the connections that owe no answer', async () => {
    open();
    const held = await pool.connect();
    proxy.freeze();
    await sleep(600);
    proxy.thaw();
    expect((await held.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    held.release();
  });
});
