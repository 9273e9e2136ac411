import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDigits, parseJsonb } from './json-digits.ts';

describe('jsonb', () => {
  it('keeps the digits of a number that a float would change, as text', () => {
    const stored = `{"id": 23851234567890123, "x": 1${'0'.repeat(400)}, "bid": 0.1234567890123456789, "ids": [-9007199254740993]}`;
    expect(parseJsonb(stored)).toEqual({
      id: '23851234567890123',
      x: `1${'0'.repeat(400)}`,
      bid: '0.1234567890123456789',
      ids: ['-9007199254740993'],
    });
  });

  it('keeps as a number what a float keeps', () => {
    expect(parseJsonb('{"max": 9007199254740991, "rate": 0.30000000000000004, "bid": 98.20}')).toEqual({
      max: 9_007_199_254_740_991,
      rate: 0.300_000_000_000_000_04,
      bid: 98.2,
    });
  });

  it('leaves digits in names and strings alone', () => {
    const text = '{"23851234567890123": "a \\"23851234567890123\\\\", "b": "23851234567890123"}';
    expect(parseJsonb(text)).toEqual({ '23851234567890123': 'a "23851234567890123\\', b: '23851234567890123' });
  });

  it('is what JSON.parse makes of it where floats keep every number', () => {
    const json = fc.anything({
      values: [fc.integer(), fc.string(), fc.boolean(), fc.constantFrom(null, 0.1, -1.5)],
      key: fc.string(),
      maxDepth: 3,
    });
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value);
        fc.pre(typeof text === 'string');
        // The long number makes it look at every token.
        expect(parseJsonb(`[23851234567890123, ${text}]`)).toEqual(['23851234567890123', JSON.parse(text)]);
      }),
    );
  });

  it('may be long', () => {
    const long = 'x'.repeat(20_000_000);
    expect(parseJsonb(`["${long}", 23851234567890123]`)).toEqual([long, '23851234567890123']);
  });
});

it('every number is the text of its digits where that is asked for', () => {
  expect(parseDigits('{"a": 1.50, "b": [-2], "c": "3"}')).toEqual({ a: '1.50', b: ['-2'], c: '3' });
});
