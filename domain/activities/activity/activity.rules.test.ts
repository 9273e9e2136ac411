import { describe, expect, it } from '@jest/globals';
import { isOpen, isOverdue, openStatuses } from './activity.rules.ts';

const now = new Date('2026-04-15T00:00:00.000Z');

describe('an activity that is due', () => {
  it('is overdue from the next UTC midnight on', () => {
    expect(isOverdue({ dueDate: '2026-04-14', status: 'assigned' }, now)).toBe(true);
    expect(isOverdue({ dueDate: '2026-04-14', status: 'assigned' }, new Date('2026-04-14T23:59:59.999Z'))).toBe(false);
  });

  it('is not overdue on its day', () => {
    expect(isOverdue({ dueDate: '2026-04-15', status: 'in_progress' }, now)).toBe(false);
  });

  it('is never overdue without a day', () => {
    expect(isOverdue({ dueDate: null, status: 'created' }, now)).toBe(false);
  });

  it.each(['approved', 'rejected', 'completed', 'failed', 'cancelled'] as const)('is not overdue once %s', (status) => {
    expect(isOverdue({ dueDate: '2026-04-01', status }, now)).toBe(false);
  });
});

it('is open in four statuses', () => {
  expect(openStatuses).toEqual(['created', 'assigned', 'in_progress', 'awaiting_approval']);
  expect(isOpen('awaiting_approval')).toBe(true);
  expect(isOpen('rejected')).toBe(false);
});
