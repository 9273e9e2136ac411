import type { ActivityStatus } from '../../../platform/database/tables.ts';

/** Statuses of work that is still to be done (docs/api-contract.md#16-state-machines). */
export const openStatuses: readonly ActivityStatus[] = ['created', 'assigned', 'in_progress', 'awaiting_approval'];

/**
 * Statuses that an inbox shows unless it is told otherwise (docs/data-model.md#humans-pending-activity-queue, docs/api-contract.md#i-50).
 */
export const waitingStatuses: readonly ActivityStatus[] = ['created', 'awaiting_approval'];

/** True for work that is still to be done. */
export function isOpen(status: ActivityStatus): boolean {
  return openStatuses.includes(status);
}

/** When an activity is due, as `YYYY-MM-DD`, and where it stands. */
export interface DueFacts {
  readonly dueDate: string | null;
  readonly status: ActivityStatus;
}

/** True when open work was due before today; days are UTC days (docs/api-contract.md#i-57). */
export function isOverdue({ dueDate, status }: DueFacts, now: Date): boolean {
  return dueDate !== null && dueDate < now.toISOString().slice(0, 10) && isOpen(status);
}
