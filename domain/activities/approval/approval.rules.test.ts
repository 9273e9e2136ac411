import { expect, it } from '@jest/globals';
import { timeToDecisionSeconds } from './approval.rules.ts';

const createdAt = '2026-04-01T10:00:00.000Z';

it.each(['approved', 'rejected'] as const)('tells whole seconds from asking to being %s', (status) => {
  expect(timeToDecisionSeconds({ status, createdAt, decidedAt: '2026-04-01T10:01:30.999Z' })).toBe(90);
});

it('tells 0 for a decision in the same second', () => {
  expect(timeToDecisionSeconds({ status: 'approved', createdAt, decidedAt: createdAt })).toBe(0);
});

it.each(['expired', 'withdrawn'] as const)('tells nothing where nobody decided: %s', (status) => {
  expect(timeToDecisionSeconds({ status, createdAt, decidedAt: '2026-04-02T10:00:00.000Z' })).toBeNull();
});

it('tells nothing while it is pending', () => {
  expect(timeToDecisionSeconds({ status: 'pending', createdAt, decidedAt: null })).toBeNull();
});
