import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GraphQLError, Kind } from 'graphql';
import type pg from 'pg';
import { appUrl } from '../../tests/support/database.ts';
import { createPool } from '../database/pool.ts';
import { scalars } from './scalars.ts';

/** What a client writes → what resolvers get; a text beside itself is taken as it is. */
const good: Readonly<Record<string, readonly (readonly [unknown, unknown])[]>> = {
  DateTime: [
    ['2026-11-23T07:51:04.120Z', '2026-11-23T07:51:04.120Z'],
    ['2026-11-23T07:51:04Z', '2026-11-23T07:51:04.000Z'],
    ['2026-11-23T13:21:04+05:30', '2026-11-23T07:51:04.000Z'],
    ['2026-11-23t07:51:04.12z', '2026-11-23T07:51:04.120Z'],
    ['2026-11-23T07:51:04.123000000000Z', '2026-11-23T07:51:04.123Z'],
    ['2026-11-23T07:51:04.123456789Z', '2026-11-23T07:51:04.124Z'],
    ['2026-11-23T07:51:04.1230000000001Z', '2026-11-23T07:51:04.124Z'],
    ['2026-12-31T23:59:59.9999-00:30', '2027-01-01T00:30:00.000Z'],
    ['2024-02-29T23:59:59.999-12:00', '2024-03-01T11:59:59.999Z'],
    ['2026-11-23T07:51:04-00:00', '2026-11-23T07:51:04.000Z'],
    ['2026-11-23T07:51:04+23:59', '2026-11-22T07:52:04.000Z'],
    ['1990-12-31T23:59:60Z', '1991-01-01T00:00:00.000Z'],
    ['1990-12-31T15:59:60.5-08:00', '1991-01-01T00:00:00.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['0000-12-31T23:00:00-01:00', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ],
  Date: [
    ['2026-11-23', '2026-11-23'],
    ['2024-02-29', '2024-02-29'],
    ['0001-01-01', '0001-01-01'],
    ['9999-12-31', '9999-12-31'],
  ],
  YearMonth: [
    ['2026-04', '2026-04'],
    ['0001-12', '0001-12'],
  ],
  Decimal: [
    ['0', '0'],
    ['-1250.50', '-1250.50'],
    ['00.10', '00.10'],
    ['12345678901234567890.123456789012', '12345678901234567890.123456789012'],
  ],
  URL: [
    ['https://example.com/a?b=c#d', 'https://example.com/a?b=c#d'],
    ['http://127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ],
};

const notText: readonly unknown[] = [0, 1.5, true, null, {}, [], new Date()];
const bad: Readonly<Record<string, readonly unknown[]>> = {
  DateTime: [
    ...notText,
    '',
    '2026-11-23',
    '2026-11-23T07:51:04',
    '2026-11-23 07:51:04Z',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-23T25:00:00Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T07:60:00Z',
    '2026-11-23T07:51:61Z',
    '2026-11-23T07:51:60Z',
    '2026-11-23T23:59:60Z',
    '1990-12-31T23:59:60-08:00',
    '2026-11-23T07:51:04.Z',
    '2026-11-23T07:51:04,5Z',
    '2026-11-23T07:51Z',
    '2026-11-23T07:51:04+0530',
    '2026-11-23T07:51:04+05',
    '2026-11-23T07:51:04+24:00',
    '2026-11-23T07:51:04+05:60',
    '2026-11-23T07:51:04|05:30',
    '2026-11-23T07:51:04Z+05:30',
    '2026-11-23T07:51:04Z\n',
    '٢٠٢٦-11-23T07:51:04Z',
    '+02026-11-23T07:51:04Z',
    '0000-01-01T00:00:00Z',
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-14:00',
    '9999-12-31T23:59:59.9991Z',
    '9999-12-31T23:59:60Z',
    '10000-01-01T00:00:00Z',
    'now',
    'infinity',
    '1764000000000',
  ],
  Date: [
    ...notText,
    '',
    '2026-2-3',
    '2026-02-29',
    '2026-13-01',
    '2026-00-10',
    '0000-01-01',
    '10000-01-01',
    '2026-11-23T00:00:00Z',
    'today',
  ],
  YearMonth: [...notText, '', '2026-13', '2026-00', '2026-4', '0000-01', '26-04', '2026-04-01', ' 2026-04'],
  Decimal: [
    ...notText,
    '',
    '1e3',
    'NaN',
    'Infinity',
    '1.',
    '.5',
    '+1',
    '1,5',
    ' 1',
    '1\n',
    '٣',
    '0x10',
    '9'.repeat(21),
    `0.${'1'.repeat(13)}`,
  ],
  URL: [
    ...notText,
    '',
    'example.com',
    '/path',
    'javascript:alert(1)',
    'ftp://example.com',
    'file:///etc/passwd',
    'data:text/html,x',
    'https://',
  ],
};

const scalarNamed = (name: string) => {
  const scalar = scalars[name];
  if (scalar === undefined) throw new Error(`no scalar ${name}`);
  return scalar;
};

const rows = (table: Readonly<Record<string, readonly unknown[]>>): [string, unknown][] =>
  Object.entries(table).flatMap(([name, values]) => values.map((value): [string, unknown] => [name, value]));

describe('a scalar', () => {
  it.each(
    Object.entries(good).flatMap(([name, pairs]) => pairs.map(([written, read]) => [name, written, read] as const)),
  )('%s takes %j as %j, in a variable and in the text', (name, written, read) => {
    const scalar = scalarNamed(name);
    expect(scalar.parseValue(written)).toBe(read);
    expect(scalar.parseValue(read)).toBe(read);
    expect(scalar.parseLiteral({ kind: Kind.STRING, value: String(written) })).toBe(read);
    expect(scalar.serialize(read)).toBe(read);
  });

  it.each(rows(bad))('%s refuses %j in a variable', (name, value) => {
    expect(() => scalarNamed(name).parseValue(value)).toThrow(GraphQLError);
  });

  it.each(rows(bad).filter(([, value]) => typeof value === 'string'))('%s refuses %j in the text', (name, value) => {
    expect(() => scalarNamed(name).parseLiteral({ kind: Kind.STRING, value: String(value) })).toThrow(GraphQLError);
  });

  it.each(Object.keys(good))('%s refuses what is no string in the text', (name) => {
    expect(() => scalarNamed(name).parseLiteral({ kind: Kind.INT, value: '1' })).toThrow(GraphQLError);
    expect(() => scalarNamed(name).parseLiteral({ kind: Kind.NULL })).toThrow(GraphQLError);
    expect(() => scalarNamed(name).parseLiteral({ kind: Kind.ENUM, value: '2026' })).toThrow(GraphQLError);
  });

  it('JSON takes any value', () => {
    expect(scalarNamed('JSON').parseValue({ a: [1, null, 'x'] })).toEqual({ a: [1, null, 'x'] });
  });
});

describe('what a scalar takes', () => {
  let pool: pg.Pool;
  beforeAll(() => {
    pool = createPool({ url: appUrl(), maximum: 1 });
  });
  afterAll(() => pool.end());

  it.each([
    ['DateTime', 'timestamptz'],
    ['Date', 'date'],
    ['Decimal', 'numeric'],
  ])('%s is taken by PostgreSQL as %s, too', async (name, type) => {
    for (const [written] of good[name] ?? []) {
      const { rowCount } = await pool.query(`SELECT $1::${type}`, [scalarNamed(name).parseValue(written)]);
      expect(rowCount).toBe(1);
    }
  });
});
