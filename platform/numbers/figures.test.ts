import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countIn, decimalOf, figuresOf, integerOf } from './figures.ts';

/** Figures that must be there. */
function read(json: string) {
  const figures = figuresOf(json);
  if (figures === null) throw new Error(`expected figures in ${json}`);
  return figures;
}

describe('figures', () => {
  it('keep every digit, trailing zeros and more than a float holds included', () => {
    const figures = read('{"spend": 9007199254740993.10, "ctr": 0.0345, "conversions": -0.50}');
    expect(decimalOf(figures, 'spend')).toBe('9007199254740993.10');
    expect(decimalOf(figures, 'ctr')).toBe('0.0345');
    expect(decimalOf(figures, 'conversions')).toBe('-0.50');
  });

  it('may be written as strings, as platforms do', () => {
    expect(decimalOf(read('{"spend": "12.30"}'), 'spend')).toBe('12.30');
  });

  it.each(['null', 'true', '"n/a"', '"1e5"', '""', '[1]', '{"a": 1}'])('are none in %s', (value) => {
    expect(decimalOf(read(`{"spend": ${value}}`), 'spend')).toBeNull();
  });

  it('are found by the first name that has one', () => {
    const figures = read('{"qualityScore": 7, "quality_score": null}');
    expect(integerOf(figures, 'quality_score', 'qualityScore')).toBe(7);
    expect(integerOf(figures, 'impressions')).toBeNull();
  });

  it('stay apart from the digits in names and strings', () => {
    expect(decimalOf(read('{"a \\"1\\": 2": "x 3, \\\\", "b4": 5}'), 'b4')).toBe('5');
  });

  it('are none where there is no object', () => {
    for (const json of [null, 'null', '12', '"x"', '[1, 2]']) expect(figuresOf(json)).toBeNull();
    expect(figuresOf('{}')).toEqual(new Map());
  });

  it('are refused once parsed', () => {
    expect(() => figuresOf({ spend: 1.5 })).toThrow(
      new TypeError('expected jsonb as PostgreSQL prints it, found a parsed object'),
    );
  });

  it('are read from whatever jsonb may hold', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.integer(), (object, spend) => {
        expect(decimalOf(read(JSON.stringify({ ...object, spend })), 'spend')).toBe(String(spend));
      }),
    );
  });
});

describe('an integer', () => {
  it.each([
    ['2147483647', 2_147_483_647],
    ['120.0', 120],
    ['-3', -3],
    ['2147483648', null],
    ['120.5', null],
  ])('of %s is %s', (text, expected) => {
    expect(integerOf(read(`{"clicks": ${text}}`), 'clicks')).toBe(expected);
  });
});

describe('a count', () => {
  it.each([
    [12, 12],
    ['12', 12],
    ['12.0', 12],
    [0, 0],
    [2_147_483_647, 2_147_483_647],
    [3_000_000_000, null],
    ['3000000000', null],
    [12.5, null],
    [-1, null],
    [1e21, null],
    ['many', null],
    ['', null],
  ])('of %j is %j', (value, expected) => {
    expect(countIn(value)).toBe(expected);
  });
});
