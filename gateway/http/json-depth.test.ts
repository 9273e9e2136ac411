import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nestsDeeperThan } from './json-depth.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

it('the depth of JSON is that of the value it stands for', () => {
  const anyText = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('"', '\\', '[', ']', '{', '}', 'x') }));
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      anyText,
      fc.double(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(anyText, tie('value'), { maxKeys: 3 }),
    ),
  }));
  fc.assert(
    fc.property(value, fc.nat(8), (one, limit) => {
      expect(nestsDeeperThan(JSON.stringify(one), limit)).toBe(depthOf(one) > limit);
    }),
  );
});

it.each(['', '"', '"\\', '"\\"', ']]]]', '}{', '\\"['])(
  'a text that is no JSON has no depth that is refused: %j',
  (text) => {
    expect(nestsDeeperThan(text, 1)).toBe(false);
  },
);
