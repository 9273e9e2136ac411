import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type pg from 'pg';
import { appUrl } from '../../tests/support/database.ts';
import { createPool } from '../database/pool.ts';
import { isAtLeast, percentOf, subtract, survivesFloat } from './decimal.ts';

let pool: pg.Pool;
beforeAll(() => {
  pool = createPool({ url: appUrl(), maximum: 1 });
});
afterAll(() => pool.end());

/** Decimal text with as many digits as columns and their sums have, and small ones that meet halves and zeros. */
const decimal = fc.oneof(
  fc
    .tuple(fc.boolean(), fc.bigInt(0n, 10n ** 22n), fc.integer({ min: 0, max: 12 }))
    .map(([negative, digits, scale]) => {
      const text = digits.toString().padStart(scale + 1, '0');
      const whole = text.slice(0, text.length - scale);
      return `${negative && digits > 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${text.slice(-scale)}`}`;
    }),
  fc
    .tuple(fc.integer({ min: -400, max: 400 }), fc.integer({ min: 0, max: 2 }))
    .map(([digits, scale]) => (digits / 10 ** scale).toFixed(scale)),
);

/** What goals are measured in: numeric(12,2). */
const measure = fc.oneof(
  fc.bigInt(-(10n ** 12n), 10n ** 12n).map((hundredths) => (Number(hundredths) / 100).toFixed(2)),
  fc.integer({ min: -400, max: 400 }).map(String),
);

/** What PostgreSQL's numeric makes of the same. */
async function asked(expression: string, left: string, right: string): Promise<unknown> {
  const text = `SELECT ${expression} AS value FROM (SELECT $1::numeric AS a, $2::numeric AS b) operands`;
  const { rows } = await pool.query<{ value: unknown }>({ name: expression, text, values: [left, right] });
  return rows[0]?.value;
}

describe('as PostgreSQL does it, to the last digit,', () => {
  it('one number is subtracted from another', async () => {
    await fc.assert(
      fc.asyncProperty(decimal, decimal, async (left, right) => {
        expect(subtract(left, right)).toBe(await asked('a - b', left, right));
      }),
      { numRuns: 500 },
    );
  });

  it('one number is compared with another', async () => {
    await fc.assert(
      fc.asyncProperty(decimal, decimal, async (left, right) => {
        expect(isAtLeast(left, right)).toBe(await asked('a >= b', left, right));
        expect(isAtLeast(left, left)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('a part is told in percent of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(measure, measure, async (part, whole) => {
        // Beyond, PostgreSQL rounds the quotient itself, to 16 digits, before it is multiplied.
        fc.pre(Number(whole) === 0 || Math.abs(Number(part) / Number(whole)) < 10_000);
        expect(percentOf(part, whole)).toBe(await asked('ROUND(a / NULLIF(b, 0) * 100, 1)', part, whole));
      }),
      { numRuns: 1_000 },
    );
  });
});

it.each([
  ['1', '3', '33.3'],
  ['2', '3', '66.7'],
  ['1', '2000', '0.1'],
  ['-1', '2000', '-0.1'],
  ['-1', '3000', '0.0'],
  ['0', '-5', '0.0'],
  ['0.00', '7', '0.0'],
  ['5', '0', null],
  ['5', '0.00', null],
  ['7', '4', '175.0'],
])('%s of %s is %s percent', (part, whole, expected) => {
  expect(percentOf(part, whole)).toBe(expected);
});

it('counts are taken as numbers', () => {
  expect([percentOf(2, 3), percentOf(0, 3), percentOf(3, 0)]).toEqual(['66.7', '0.0', null]);
});

it.each([
  ['100.0000', '0.1', '99.9000'],
  ['0.1', '0.10', '0.00'],
  ['1', '1.00', '0.00'],
  ['-1.5', '-1.50', '0.00'],
  ['99999999999999999999.9999', '0.0001', '99999999999999999999.9998'],
])('%s less %s is %s', (left, right, expected) => {
  expect(subtract(left, right)).toBe(expected);
});

describe('a number that a float keeps', () => {
  it.each(['0', '-7', '1.10', '0.0000001', '9007199254740991', '-9007199254740991.00', '0.30000000000000004'])(
    'is %s',
    (text) => {
      expect(survivesFloat(text)).toBe(true);
    },
  );

  it.each([
    '9007199254740992',
    '-9007199254740993',
    '23851234567890123',
    '9007199254740990.9',
    '0.1234567890123456789',
    `1${'0'.repeat(22)}`,
    `1${'0'.repeat(400)}`,
    `0.${'0'.repeat(400)}1`,
  ])('is not %s', (text) => {
    expect(survivesFloat(text)).toBe(false);
  });
});
