import { expect, it } from '@jest/globals';
import { isExpired } from './agent-session.rules.ts';

const now = new Date('2026-04-15T12:00:00.000Z');

it('has expired at its very instant, and not a millisecond before', () => {
  expect(isExpired({ expiresAt: '2026-04-15T12:00:00.000Z' }, now)).toBe(true);
  expect(isExpired({ expiresAt: '2026-04-15T12:00:00.001Z' }, now)).toBe(false);
});

it('never expires without an end', () => {
  expect(isExpired({ expiresAt: null }, now)).toBe(false);
});
