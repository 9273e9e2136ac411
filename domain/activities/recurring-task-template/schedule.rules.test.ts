import { describe, expect, it } from '@jest/globals';
import { nextRunAt, type ScheduleFacts } from './schedule.rules.ts';

const wednesday = new Date('2026-04-15T09:30:00.000Z');
const weekly: ScheduleFacts = { trigger: 'cron', cronExpression: '0 6 * * 1', isActive: true, deletedAt: null };

describe('the next run of a schedule', () => {
  it('is read in UTC', () => {
    expect(nextRunAt(weekly, wednesday)).toBe('2026-04-20T06:00:00.000Z');
  });

  it('lies after now, never at it', () => {
    expect(nextRunAt(weekly, new Date('2026-04-20T06:00:00.000Z'))).toBe('2026-04-27T06:00:00.000Z');
  });

  it.each<[string, Partial<ScheduleFacts>]>([
    ['that something else starts', { trigger: 'manual', cronExpression: null }],
    ['that is switched off', { isActive: false }],
    ['that is removed', { deletedAt: '2026-04-01T00:00:00.000Z' }],
    ['without an expression', { cronExpression: null }],
    ['with an empty expression', { cronExpression: '' }],
    ['with a sixth field', { cronExpression: '0 0 6 * * 1' }],
    ['with words', { cronExpression: 'every monday at six o’clock' }],
    ['on a day that never comes', { cronExpression: '0 6 30 2 *' }],
  ])('is none for a task %s', (_which, facts) => {
    expect(nextRunAt({ ...weekly, ...facts }, wednesday)).toBeNull();
  });
});
