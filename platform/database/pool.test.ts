import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type pg from 'pg';
import { appUrl } from '../../tests/support/database.ts';
import { createPool } from './pool.ts';

let pool: pg.Pool;
beforeAll(() => {
  pool = createPool({ url: appUrl(), maximum: 1 });
});
afterAll(() => pool.end());

it.each([
  ["'2026-11-23 07:51:04.12+00'::timestamptz(3)", '2026-11-23T07:51:04.120Z'],
  ["'2026-11-23 07:51:04+00'::timestamptz(3)", '2026-11-23T07:51:04.000Z'],
  ["'2026-11-23 07:51:04.1236+00'::timestamptz(3)", '2026-11-23T07:51:04.124Z'],
  ["'2026-11-23 13:21:04+05:30'::timestamptz(3)", '2026-11-23T07:51:04.000Z'],
  ["'0001-01-01 00:00:00+00'::timestamptz(3)", '0001-01-01T00:00:00.000Z'],
  ["'9999-12-31 23:59:59.999+00'::timestamptz(3)", '9999-12-31T23:59:59.999Z'],
  ["'2026-02-28'::date", '2026-02-28'],
  ["'1250.50'::numeric(10,4)", '1250.5000'],
  ["'-0.0000001'::numeric", '-0.0000001'],
  ['9223372036854775807::bigint', '9223372036854775807'],
  ['2147483647::int', 2147483647],
  ['true', true],
  ['NULL::timestamptz', null],
  [`'{"a": 1.10}'::jsonb`, { a: 1.1 }],
  ["ARRAY['a', NULL, 'b,c']", ['a', null, 'b,c']],
])('reads %s as the graph prints it', async (expression, expected) => {
  const { rows } = await pool.query(`SELECT ${expression} AS value`);
  expect(rows).toEqual([{ value: expected }]);
});

it('reads instants as UTC in whatever time zone the session is', async () => {
  const url = new URL(appUrl());
  url.searchParams.set('options', '-c timezone=Asia/Kolkata');
  const elsewhere = createPool({ url: url.href, maximum: 1 });
  const { rows } = await elsewhere.query("SELECT '2026-11-23 00:00:00.5+00'::timestamptz(3) AS value");
  await elsewhere.end();
  expect(rows).toEqual([{ value: '2026-11-23T00:00:00.500Z' }]);
});
