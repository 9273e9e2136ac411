import { expect, it } from '@jest/globals';
import { progressPercent } from './goal.rules.ts';

it.each<[baseline: string | null, current: string | null, target: string | null, expected: string | null]>([
  ['100.00', '150.00', '200.00', '50.0'],
  ['100.00', '100.00', '200.00', '0.0'],
  ['100.00', '250.00', '200.00', '150.0'],
  ['100.00', '80.00', '200.00', '-20.0'],
  ['0.00', '1.00', '3.00', '33.3'],
  ['0.00', '1.00', '8.00', '12.5'],
  ['0.00', '0.05', '100.00', '0.1'],
  ['0.00', '-0.05', '100.00', '-0.1'],
  // The less the better: a cost that falls has come closer.
  ['50.00', '40.00', '30.00', '50.0'],
  ['50.00', '60.00', '30.00', '-50.0'],
  ['100.00', '150.00', '100.00', null],
  [null, '150.00', '200.00', null],
  ['100.00', null, '200.00', null],
  ['100.00', '150.00', null, null],
])(
  'from %j, a metric of %j on its way to %j has come %j percent',
  (baselineValue, currentValue, targetValue, expected) => {
    expect(progressPercent({ baselineValue, currentValue, targetValue })).toBe(expected);
  },
);
