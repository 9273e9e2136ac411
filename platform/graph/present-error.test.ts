import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import type pg from 'pg';
import { appUrl } from '../../tests/support/database.ts';
import { createPool } from '../database/pool.ts';
import { DocumentStoreUnavailableError } from '../documents/errors.ts';
import { graphError } from '../errors/graph-error.ts';
import { presentError } from './present-error.ts';

/** What a client must never read, whatever went wrong. */
const secret =
  'SELECT secret FROM "goals" WHERE id = 0198c2e1-7f31-7cc3-98c4-dc0c0c07398f at postgres://app:pw@10.0.0.7:5432/db';
const leaks = /SELECT|goals|[0-9a-f]{8}-[0-9a-f]{4}|:\/\/|10\.0\.0\.7|\bat .*\.ts|prisma|pg_|relation|constraint/i;

function present(error: unknown) {
  const reported: unknown[] = [];
  const presented = presentError(error, {
    service: 'strategy',
    requestId: 'r1',
    report: (fault) => reported.push(fault),
  });
  return { ...presented, reported };
}

/** As it comes out of a field: located, its cause kept. */
const located = (cause: Error): GraphQLError =>
  new GraphQLError(cause.message, { path: ['goal', 'name'], originalError: cause });

let pool: pg.Pool;
beforeAll(() => {
  pool = createPool({ url: appUrl(), maximum: 1 });
});
afterAll(() => pool.end());

/** An error as PostgreSQL sends it, with all that it may carry. */
async function raised(code: string): Promise<Error> {
  const raise = `RAISE EXCEPTION USING ERRCODE = '${code}', MESSAGE = '${secret}', DETAIL = '${secret}', HINT = '${secret}', TABLE = 'goals'`;
  return pool.query(`DO $do$ BEGIN ${raise}; END $do$`).then(
    () => new Error('expected PostgreSQL to raise it'),
    (error: Error) => error,
  );
}

const ofDatabase: readonly (readonly [string, string])[] = [
  ...[
    '23505',
    '23503',
    '23502',
    '23514',
    '23001',
    '42P01',
    '42703',
    '42601',
    '42501',
    '25006',
    '22012',
    '22P02',
    '22007',
    '22003',
    '26000',
    '25P02',
    '40001',
    '40P01',
    'P0001',
    'XX000',
  ].map((code) => [code, 'INTERNAL'] as const),
  ...['57014', '55P03'].map((code) => [code, 'TIMEOUT'] as const),
  ...['53300', '53100', '57P01', '57P02', '57P03', '08006', '25P03'].map(
    (code) => [code, 'SUBGRAPH_UNAVAILABLE'] as const,
  ),
];

describe("PostgreSQL's error", () => {
  it.each(ofDatabase)('%s is %s to a client, without a word of its own, and reported', async (state, code) => {
    const cause = await raised(state);
    const { message, path, extensions, reported } = present(located(cause));
    expect(cause).toMatchObject({ code: state });
    expect(message).not.toMatch(leaks);
    expect(JSON.stringify(extensions)).not.toMatch(leaks);
    expect(path).toEqual(['goal', 'name']);
    expect(extensions).toEqual({
      code,
      retryable: true,
      service: 'strategy',
      requestId: 'r1',
      retryAfterMs: 1_000,
    });
    expect(reported).toEqual([cause]);
  });

  it("about a text with a NUL is the caller's to put right", async () => {
    const cause = await pool.query('SELECT $1::text', ['a\0b']).catch((error: Error) => error);
    expect(present(located(cause as Error))).toEqual({
      message: 'a text holds the character U+0000; expected none',
      path: ['goal', 'name'],
      extensions: { code: 'BAD_USER_INPUT', retryable: false, requestId: 'r1' },
      reported: [],
    });
  });
});

describe("the driver's error", () => {
  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
  ])('"%s" is a database that cannot be reached', (message) => {
    expect(present(located(new Error(message)))).toMatchObject({
      message: 'strategy cannot reach its database',
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
    });
  });

  it.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EHOSTUNREACH', 'EAI_AGAIN'])('%s, too', (code) => {
    const cause = Object.assign(new Error(`connect ${code} 10.0.0.7:5432`), { code });
    const { message, extensions } = present(located(cause));
    expect([message, extensions?.['code']]).toEqual(['strategy cannot reach its database', 'SUBGRAPH_UNAVAILABLE']);
  });
});

describe('an error of our own', () => {
  it('is passed on as it is: its code, its words, its detail', () => {
    const cause = graphError('FORBIDDEN', 'the role member may not read this', { detail: 1 });
    expect(present(located(cause))).toEqual({
      message: 'the role member may not read this',
      path: ['goal', 'name'],
      extensions: { code: 'FORBIDDEN', retryable: false, detail: 1, requestId: 'r1' },
      reported: [],
    });
  });

  it('of the document store names it, and is reported', () => {
    const cause = new DocumentStoreUnavailableError('MongoDB', new Error(secret));
    const { message, extensions, reported } = present(located(cause));
    expect(message).toBe('the document store cannot be reached; the rest of the answer stands');
    expect(extensions).toMatchObject({
      code: 'SUBGRAPH_UNAVAILABLE',
      service: 'documents',
      retryable: true,
      retryAfterMs: 1_000,
    });
    expect(reported).toEqual([cause]);
  });
});

describe("GraphQL's error", () => {
  it("about a variable is the caller's, in its own words", () => {
    const error = new GraphQLError(
      'Variable "$first" got invalid value "x"; Int cannot represent non-integer value: "x"',
    );
    expect(present(error)).toEqual({
      message: error.message,
      extensions: { code: 'BAD_USER_INPUT', retryable: false, requestId: 'r1' },
      reported: [],
    });
  });

  it.each([
    'Enum "GoalStatus" cannot represent value: "s3cret"',
    'Cannot return null for non-nullable field Goal.name.',
  ])('about what a field answered is ours, and says nothing of it: %s', (message) => {
    const error = new GraphQLError(message, { path: ['goal', 'status'] });
    expect(present(error)).toMatchObject({
      message: 'something went wrong on our side; the request id names it',
      path: ['goal', 'status'],
      extensions: { code: 'INTERNAL', service: 'strategy', requestId: 'r1' },
      reported: [error],
    });
  });
});

it.each([new Error(secret), new TypeError(secret), secret, null, undefined, { message: secret }])(
  'whatever is thrown (%#) is INTERNAL and reported',
  (thrown) => {
    const { message, extensions, reported } = present(thrown);
    expect(message).toBe('something went wrong on our side; the request id names it');
    expect(extensions).toEqual({
      code: 'INTERNAL',
      retryable: true,
      retryAfterMs: 1_000,
      service: 'strategy',
      requestId: 'r1',
    });
    expect(reported).toEqual([thrown]);
  },
);
