import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import pg from 'pg';
import { adminUrl, appUrl, onDatabase } from '../../tests/support/database.ts';
import { poolAtRest } from '../../tests/support/pool-at-rest.ts';
import { createPool } from './pool.ts';

const acquireTimeoutMs = 20_000;

describe('a server whose connections are all given away', () => {
  const name = `full_${randomBytes(6).toString('hex')}`;
  const url = onDatabase(appUrl(), name);
  let pool: pg.Pool;
  beforeEach(async () => {
    await asAdmin(`CREATE DATABASE ${name} CONNECTION LIMIT 3`);
    pool = createPool({ url, maximum: 8, acquireTimeoutMs });
  });
  afterEach(async () => {
    await pool.end();
    await asAdmin(`DROP DATABASE ${name} WITH (FORCE)`);
  });

  /** Each statement takes a moment, so that all connections there are get used at once. */
  const ask = (n: number) =>
    pool.query<{ n: number }>('SELECT $1::int AS n FROM pg_sleep(0.01)', [n]).then(({ rows }) => rows[0]?.n);

  it('makes requests wait for the connections that the pool has', async () => {
    const numbers = Array.from({ length: 40 }, (_, n) => n);
    expect(await Promise.all(numbers.map(ask))).toEqual(numbers);
    expect(pool.totalCount).toBeLessThanOrEqual(3);
    await poolAtRest(pool);
  });

  it('makes requests wait until others give one back, where the pool has none', async () => {
    const others = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const client = new pg.Client(url);
        await client.connect();
        return client;
      }),
    );
    const answers = Promise.all([1, 2, 3, 4].map(ask));
    const early = await Promise.race([answers, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))]);
    expect(early).toBe('waits');
    await Promise.all(others.map((client) => client.end()));
    expect(await answers).toEqual([1, 2, 3, 4]);
  });

  it('is told as the reason where a request has waited for too long', async () => {
    const others = createPool({ url, maximum: 3 });
    const clients = await Promise.all(Array.from({ length: 3 }, () => others.connect()));
    const impatient = createPool({ url, maximum: 8, acquireTimeoutMs: 200 });
    await expect(impatient.query('SELECT 1')).rejects.toMatchObject({
      message: 'timeout exceeded when trying to connect',
      cause: { code: '53300' },
    });
    await impatient.end();
    for (const client of clients) client.release();
    await others.end();
  });
});

it('a server that is starting is waited for', async () => {
  const starting = await startingServer(3);
  const pool = createPool({ url: starting.url, maximum: 1, acquireTimeoutMs });
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  expect(starting.refused()).toBe(3);
  await pool.end();
  starting.close();
});

/** A way to the database that refuses its first connections as a server does that is still recovering. */
async function startingServer(refusals: number): Promise<{ url: string; refused(): number; close(): void }> {
  const target = new URL(appUrl());
  let refused = 0;
  const server = createServer((client) => {
    client.on('error', () => undefined);
    if (refused === refusals) {
      const upstream = connect(Number(target.port), target.hostname).on('error', () => undefined);
      client.pipe(upstream).pipe(client);
      return;
    }
    refused += 1;
    client.once('data', () => client.end(errorResponse('57P03', 'the database system is starting up')));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port); // a TCP server has a port
  return { url: url.href, refused: () => refused, close: () => void server.close() };
}

/** PostgreSQL's ErrorResponse (its manual, "Message Formats"). */
function errorResponse(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write('E');
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}

async function asAdmin(statement: string): Promise<void> {
  const client = new pg.Client(adminUrl());
  await client.connect();
  await client.query(statement);
  await client.end();
}
