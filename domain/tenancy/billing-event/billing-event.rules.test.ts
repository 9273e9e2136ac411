import { expect, it } from '@jest/globals';
import { rupees } from './billing-event.rules.ts';

it.each([
  [0, '0.00'],
  [5, '0.05'],
  [99, '0.99'],
  [100, '1.00'],
  [499_900, '4999.00'],
  [2_147_483_647, '21474836.47'],
  [-1, '-0.01'],
  [-250_050, '-2500.50'],
  [-0, '0.00'],
])('%d paise are %s rupees', (paise, expected) => {
  expect(rupees(paise)).toBe(expected);
});
