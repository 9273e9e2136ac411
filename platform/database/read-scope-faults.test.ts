import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { adminUrl, appUrl } from '../../tests/support/database.ts';
import { makeTenant } from '../../tests/support/make.ts';
import { poolAtRest } from '../../tests/support/pool-at-rest.ts';
import { createPool, type PoolOptions } from './pool.ts';
import { ReadScope, type Reader } from './read-scope.ts';
import { sql } from './sql.ts';
import { StatementLog } from './statement-log.ts';

let admin: pg.Pool;
beforeAll(() => {
  admin = createPool({ url: adminUrl(), maximum: 1 });
});
afterAll(() => admin.end());

/** Runs `use` in one scope of a pool of its own, which must be whole again afterwards. */
async function withPool(options: Partial<PoolOptions>, use: (pool: pg.Pool) => Promise<void>): Promise<void> {
  const pool = createPool({ url: appUrl(), ...options });
  try {
    await use(pool);
    await poolAtRest(pool);
  } finally {
    await pool.end();
  }
}

async function within<Result>(
  pool: pg.Pool,
  tenantId: string | null,
  use: (reader: Reader) => Promise<Result>,
): Promise<Result> {
  const reads = new ReadScope(pool, { tenantId, platform: false });
  try {
    return await use(reads.reader(new StatementLog({ keepTexts: false })));
  } finally {
    await reads.end();
  }
}

const countGoals = sql`SELECT count(*)::int AS goals FROM goals`;

async function backendOf(reader: Reader): Promise<number> {
  const [row] = await reader.query<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
  return row?.pid ?? 0;
}

/** Ends a backend and waits until it is gone. */
async function terminate(pid: number): Promise<void> {
  await admin.query('SELECT pg_terminate_backend($1, 2000)', [pid]);
}

describe('a backend that is terminated', () => {
  it('fails the statement that is running; those behind it, and the next request, have another connection', async () => {
    const tenant = await makeTenant();
    await tenant.make.goal();
    await withPool({ maximum: 1 }, async (pool) => {
      const outcomes = await within(pool, tenant.id, async (reader) => {
        const pid = await backendOf(reader);
        const slow = [reader.query(sql`SELECT pg_sleep(5)`), reader.query(countGoals)];
        await terminate(pid);
        return Promise.allSettled(slow);
      });
      expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
      expect(await within(pool, tenant.id, (reader) => reader.query(countGoals))).toEqual([{ goals: 1 }]);
    });
  });

  it('between two statements fails the second, then the request goes on where it can', async () => {
    const tenant = await makeTenant();
    await tenant.make.goal();
    await withPool({ maximum: 1 }, (pool) =>
      within(pool, tenant.id, async (reader) => {
        await terminate(await backendOf(reader));
        await expect(reader.query(countGoals)).rejects.toThrow(/terminat|not queryable/i);
        expect(await reader.query(countGoals)).toEqual([{ goals: 1 }]);
      }),
    );
  });

  it('while it waits in the pool costs nobody anything', async () => {
    await withPool({ maximum: 1 }, async (pool) => {
      const pid = await within(pool, null, backendOf);
      await terminate(pid);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await within(pool, null, backendOf)).not.toBe(pid);
    });
  });

  it('again and again under load leaves a pool that works', async () => {
    const tenant = await makeTenant();
    await tenant.make.goal();
    await withPool({ maximum: 3, applicationName: 'terminated-again' }, async (pool) => {
      let terminating = true;
      const terminator = (async () => {
        while (terminating) {
          await admin.query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'terminated-again' ORDER BY random() LIMIT 1",
          );
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      })();
      const read = () => within(pool, tenant.id, (reader) => reader.query(countGoals));
      const outcomes = await Promise.allSettled(
        Array.from({ length: 6 }, async () => {
          const seen: unknown[] = [];
          for (let n = 0; n < 50; n += 1) seen.push(await read().catch(() => null));
          return seen;
        }),
      );
      terminating = false;
      await terminator;
      const answers = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? outcome.value : ['threw']));
      expect(answers).toHaveLength(300);
      expect(answers.filter((answer) => answer !== null && JSON.stringify(answer) !== '[{"goals":1}]')).toEqual([]);
      expect(answers.some((answer) => answer !== null)).toBe(true);
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(await read()).toEqual([{ goals: 1 }]);
    });
  });
});

/** A way to the database that spoils the word BEGIN while `spoiling`, as a server that refuses it would. */
async function spoilingProxy(): Promise<{ url: string; spoil(on: boolean): void; server: Server }> {
  const target = new URL(appUrl());
  let spoiling = false;
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    upstream.pipe(client);
    client.on('data', (data) =>
      upstream.write(spoiling ? Buffer.from(data.toString('latin1').replace('BEGIN', 'BEGUN'), 'latin1') : data),
    );
    client.on('close', () => upstream.destroy());
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.port = String((server.address() as AddressInfo).port); // a TCP server has a port
  url.hostname = '127.0.0.1';
  return { url: url.href, server, spoil: (on) => (spoiling = on) };
}

describe('a transaction that does not begin', () => {
  it('fails its statements instead of answering them without a tenant', async () => {
    const tenant = await makeTenant();
    await tenant.make.goal();
    const proxy = await spoilingProxy();
    await withPool({ url: proxy.url, maximum: 1 }, async (pool) => {
      const read = () => within(pool, tenant.id, (reader) => reader.query(countGoals));
      proxy.spoil(true);
      await expect(read()).rejects.toMatchObject({ code: '42601' });
      proxy.spoil(false);
      expect(await read()).toEqual([{ goals: 1 }]);
    });
    proxy.server.close();
  });

  it('on a connection that someone left in a transaction of another tenant, shows nothing of it', async () => {
    const [mine, theirs] = await Promise.all([makeTenant(), makeTenant()]);
    await theirs.make.goal();
    await withPool({ maximum: 1 }, async (pool) => {
      const careless = await pool.connect();
      await careless.query('BEGIN');
      await careless.query("SELECT set_config('app.tenant_id', $1, true)", [theirs.id]);
      careless.release();
      const outcome = await within(pool, mine.id, (reader) => reader.query(countGoals)).catch(() => 'refused');
      expect(outcome).toBe('refused');
      expect(await within(pool, mine.id, (reader) => reader.query(countGoals))).toEqual([{ goals: 0 }]);
    });
  });
});

describe('a pool without a free connection', () => {
  it('fails a request within the time it may wait, and serves again as soon as one is back', async () => {
    await withPool({ maximum: 1, acquireTimeoutMs: 200 }, async (pool) => {
      const held = await pool.connect();
      const outcomes = await within(pool, null, (reader) =>
        Promise.allSettled([reader.query(countGoals), reader.query(countGoals)]),
      );
      expect(outcomes).toMatchObject([
        { status: 'rejected', reason: { message: 'timeout exceeded when trying to connect' } },
        { status: 'rejected', reason: { message: 'timeout exceeded when trying to connect' } },
      ]);
      held.release();
      expect(await within(pool, null, (reader) => reader.query(countGoals))).toEqual([{ goals: 0 }]);
    });
  });
});

describe('the limits of the role', () => {
  it('end a statement that takes too long and one that waits for a lock; the request after it is served', async () => {
    const limits = new URL(appUrl());
    limits.searchParams.set('options', '-c statement_timeout=100 -c lock_timeout=50');
    const tenant = await makeTenant();
    await withPool({ url: limits.href, maximum: 1 }, async (pool) => {
      await expect(within(pool, tenant.id, (reader) => reader.query(sql`SELECT pg_sleep(5)`))).rejects.toMatchObject({
        code: '57014',
      });
      const locker = await admin.connect();
      await locker.query('BEGIN; LOCK TABLE backlinks IN ACCESS EXCLUSIVE MODE');
      const waiting = within(pool, tenant.id, (reader) => reader.query(sql`SELECT FROM backlinks`));
      await expect(waiting).rejects.toMatchObject({ code: '55P03' });
      await locker.query('ROLLBACK');
      locker.release();
      expect(await within(pool, tenant.id, (reader) => reader.query(sql`SELECT FROM backlinks`))).toEqual([]);
    });
  });
});
