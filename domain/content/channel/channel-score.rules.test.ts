import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { scoreComponents } from './channel-score.rules.ts';

it('has no maximum where only the points were kept', () => {
  expect(scoreComponents({ engagement: 45, activity: 60, completeness: 70 })).toEqual([
    { name: 'activity', value: 60, max: null },
    { name: 'completeness', value: 70, max: null },
    { name: 'engagement', value: 45, max: null },
  ]);
});

it('has the points and the maximum that were kept', () => {
  expect(scoreComponents({ engagement: { value: 45, max: 50 }, activity: { value: 60 }, colour: 12 })).toEqual([
    { name: 'activity', value: 60, max: null },
    { name: 'colour', value: 12, max: null },
    { name: 'engagement', value: 45, max: 50 },
  ]);
});

it('has whole points', () => {
  expect(scoreComponents({ activity: 59.5, engagement: { value: 44.4, max: 50.2 } })).toEqual([
    { name: 'activity', value: 60, max: null },
    { name: 'engagement', value: 44, max: 50 },
  ]);
});

it.each([
  [null],
  [undefined],
  ['text'],
  [7],
  [[1, 2]],
  [{}],
  [{ activity: 'high', engagement: { max: 50 }, reach: null }],
])('has no part in %j', (breakdown) => {
  expect(scoreComponents(breakdown)).toEqual([]);
});

it('stands in the order of its names, whatever the JSON', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.nat(100), fc.jsonValue())), (breakdown) => {
      const parts = scoreComponents(breakdown);
      expect(parts.map(({ name }) => name)).toEqual(parts.map(({ name }) => name).sort());
      for (const { value, max } of parts) expect([value, max ?? 0].every(Number.isInteger)).toBe(true);
    }),
  );
});
