import { describe, expect, it } from '@jest/globals';
import { spendCapReached, spendMonth, spendRemaining } from './spend.rules.ts';

describe('the month that a cap holds for', () => {
  it.each([
    ['2026-04-01T00:00:00.000Z', '2026-04-01', '2026-05-01'],
    ['2026-04-30T23:59:59.999Z', '2026-04-01', '2026-05-01'],
    ['2026-12-31T23:30:00.000-01:00', '2027-01-01', '2027-02-01'],
    ['2026-12-15T12:00:00.000Z', '2026-12-01', '2027-01-01'],
  ])('at %s begins on %s, the next one on %s', (now, first, next) => {
    expect(spendMonth(new Date(now))).toEqual({ first, next });
  });
});

describe('what is left of the month', () => {
  it.each([
    [null, '0.000000', null],
    [null, '412.000001', null],
    ['500.0000', '0.000000', '500.000000'],
    ['500.0000', '87.654321', '412.345679'],
    ['500.0000', '500.000000', '0.000000'],
    ['500.0000', '500.000001', '-0.000001'],
    ['0.0000', '0.250000', '-0.250000'],
  ])('under the cap %j after %s is %j', (cap, spent, expected) => {
    expect(spendRemaining(cap, spent)).toBe(expected);
  });
});

describe('the cap', () => {
  it.each([
    [null, '412.000001', false],
    ['500.0000', '499.999999', false],
    ['500.0000', '500.000000', true],
    ['500.0000', '500.000001', true],
    ['0.0000', '0.000000', true],
  ])('%j after %s is reached: %s', (cap, spent, expected) => {
    expect(spendCapReached(cap, spent)).toBe(expected);
  });
});
