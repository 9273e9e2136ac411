import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import pg from 'pg';
import { appUrl, migratorUrl } from '../../tests/support/database.ts';
import { createPool } from './pool.ts';
import { RoundTrip, SkippedError } from './round-trip.ts';
import { compile, sql, type Sql, type Statement } from './sql.ts';

let pool: pg.Pool;
let client: pg.PoolClient;
/** Asked statement by statement, as the driver does it. */
let plain: pg.PoolClient;
beforeAll(async () => {
  pool = createPool({ url: appUrl(), maximum: 2 });
  [client, plain] = [await pool.connect(), await pool.connect()];
});
afterAll(async () => {
  client.release();
  plain.release();
  await pool.end();
});

/** What became of each statement of one round trip: its rows, the SQLSTATE it failed with, or `skipped`. */
async function together(statements: readonly Statement[], on: pg.ClientBase = client): Promise<unknown[]> {
  const answers = new Promise<unknown[]>((resolve) => {
    const outcomes: unknown[] = [];
    const settle = (outcome: unknown): void => void (outcomes.push(outcome) === statements.length && resolve(outcomes));
    const trip = statements.map((statement) => ({
      statement,
      resolve: settle,
      reject: (e: unknown) => settle(wordFor(e)),
    }));
    on.query(new RoundTrip(trip));
  });
  return answers;
}

async function alone({ name, text, values }: Statement): Promise<unknown> {
  try {
    const config = { text, values: [...values], ...(name === undefined ? {} : { name }) };
    return (await plain.query<object>(config)).rows;
  } catch (error) {
    return wordFor(error);
  }
}

function wordFor(error: unknown): unknown {
  if (error instanceof SkippedError) return 'skipped';
  return error instanceof pg.DatabaseError ? error.code : String(error);
}

const unprepared = (statement: Sql): Statement => ({ ...compile(statement), name: undefined });

const good: fc.Arbitrary<Sql> = fc.oneof(
  fc
    .integer({ min: 0, max: 1_000 })
    .map((n) => sql`SELECT ${n}::int AS number, n AS other FROM generate_series(1, ${n % 7}::int) n`),
  fc
    .option(fc.string({ unit: fc.constantFrom('a', 'ä', '"', ',', '{', '\\', ' ') }))
    .map((text) => sql`SELECT ${text}::text AS "a text"`),
  fc
    .array(fc.option(fc.string({ unit: 'grapheme-ascii' })), { maxLength: 4 })
    .map((list) => sql`SELECT ${list}::text[] AS list`),
  fc.constantFrom(
    sql`SELECT '2026-03-01 12:00:00.5+00'::timestamptz AS at, 1.50::numeric AS exact, 9007199254740993::bigint AS big`,
    sql`SELECT '{"n": 9007199254740993, "list": [null, true]}'::jsonb AS document, '2026-03-01'::date AS day`,
    sql`SELECT 1 AS nothing WHERE false`,
    sql`SELECT set_config('app.tenant_id', '', false) AS setting`,
    sql`SET statement_timeout = 20000`,
  ),
);
const bad = fc.constantFrom(sql`SELECT 1 / 0 AS never`, sql`SELEC`, sql`SELECT no_column FROM goals`);

/** A statement with a name, which it has from the second time on. */
function prepared(statement: Sql): Statement {
  compile(statement);
  return compile(statement);
}

describe('statements that travel together', () => {
  it('are each answered as alone, round after round on one connection, prepared or not; those behind a failed one are skipped', async () => {
    const statement = fc
      .tuple(fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: bad }), fc.boolean())
      .map(([text, prepared]) => (prepared ? compile(text) : unprepared(text)));
    const rounds = fc.array(fc.array(statement, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(rounds, async (trips) => {
        for (const statements of trips) {
          const expected: unknown[] = [];
          for (const one of statements) {
            const hasFailed = expected.some((outcome) => typeof outcome === 'string');
            expected.push(hasFailed ? 'skipped' : await alone(one));
          }
          expect(await together(statements)).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it('are answered in two round trips on the way at once', async () => {
    const one = compile(sql`SELECT ${1}::int AS n`);
    const two = compile(sql`SELECT ${2}::int AS n, 'two' AS word`);
    expect(await Promise.all([together([one, two]), together([two, one])])).toEqual([
      [[{ n: 1 }], [{ n: 2, word: 'two' }]],
      [[{ n: 2, word: 'two' }], [{ n: 1 }]],
    ]);
  });

  it('are unknown to a round trip on the way where they were to be prepared behind a failed one, and known to the next', async () => {
    const failed = prepared(sql`SELECT 1 / ${0}::int AS n`);
    const skipped = prepared(sql`SELECT ${3}::int AS n, 'skipped' AS word`);
    expect(await Promise.all([together([failed, skipped]), together([skipped])])).toEqual([
      ['22012', 'skipped'],
      ['26000'],
    ]);
    expect(await together([skipped])).toEqual([[{ n: 3, word: 'skipped' }]]);
  });

  it('fail alone where a value of theirs cannot be read', async () => {
    const unreadable = compile(sql`SELECT 'infinity'::timestamptz AS at`);
    const readable = compile(sql`SELECT ${1}::int AS n`);
    expect(await together([unreadable, readable])).toEqual([await alone(unreadable), [{ n: 1 }]]);
    expect(await alone(unreadable)).toBe('RangeError: Invalid time value');
  });

  it('are refused, not misread, once a prepared statement would answer other columns', async () => {
    const owner = new pg.Client({ connectionString: migratorUrl(), pipeline: true });
    await owner.connect();
    try {
      const all = prepared(sql`SELECT first FROM changing`);
      await owner.query('CREATE TABLE pg_temp.changing AS SELECT 1 AS first');
      expect(await together([all], owner)).toEqual([[{ first: 1 }]]);
      await owner.query('ALTER TABLE pg_temp.changing ALTER first TYPE text');
      expect(await together([all], owner)).toEqual(['0A000']);
    } finally {
      await owner.end();
    }
  });

  it('all fail with the connection', async () => {
    const lost = await createPool({ url: appUrl(), maximum: 1 }).connect();
    const [row] = (await lost.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
    const outcomes = together([compile(sql`SELECT pg_sleep(20)`), compile(sql`SELECT 1 AS n`)], lost);
    lost.on('error', () => undefined);
    await plain.query('SELECT pg_terminate_backend($1)', [row?.pid]);
    expect(await outcomes).toEqual(['57P01', 'skipped']);
    lost.release(true);
  });
});
