import { describe, expect, it } from '@jest/globals';
import { isClosed, percentComplete, remainingCount } from './deliverable-period.rules.ts';

describe("a period's counter", () => {
  it.each<[completed: number, target: number, percent: string | null, remaining: number]>([
    [0, 4, '0.0', 4],
    [1, 3, '33.3', 2],
    [2, 3, '66.7', 1],
    [4, 4, '100.0', 0],
    [5, 4, '125.0', 0],
    [0, 0, null, 0],
    [2, 0, null, 0],
  ])('of %d done out of %d is %j percent, with %d to do', (completedCount, targetCount, percent, remaining) => {
    expect(percentComplete({ targetCount, completedCount })).toBe(percent);
    expect(remainingCount({ targetCount, completedCount })).toBe(remaining);
  });
});

describe('a period', () => {
  it.each([
    ['not_started', false],
    ['in_progress', false],
    ['at_risk', false],
    ['completed', true],
    ['missed', true],
  ])('that is %s is closed: %s', (status, expected) => {
    expect(isClosed({ status })).toBe(expected);
  });
});
