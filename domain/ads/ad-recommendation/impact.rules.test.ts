import { expect, it } from '@jest/globals';
import { impactOf } from './impact.rules.ts';

it.each([
  '{"conv_delta": 1.50, "spend_delta": -900, "impressions_delta": 4000}',
  '{"conversionsDelta": 1.50, "spendDelta": -900, "impressionsDelta": 4000}',
])('reads %s', (estimate) => {
  expect(impactOf(estimate)).toEqual({ impressionsDelta: '4000', spendDelta: '-900', conversionsDelta: '1.50' });
});

it('knows no estimate of what was not estimated', () => {
  expect(impactOf('{"spend_delta": 0}')).toEqual({ impressionsDelta: null, spendDelta: '0', conversionsDelta: null });
  expect(impactOf(null)).toBeNull();
});
