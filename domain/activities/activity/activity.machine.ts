import { stateMachine } from '../../../platform/commands/state-machine.ts';
import type { ActivityStatus } from '../../../platform/database/tables.ts';

const statuses: readonly ActivityStatus[] = [
  'created',
  'assigned',
  'in_progress',
  'awaiting_approval',
  'approved',
  'rejected',
  'completed',
  'failed',
  'cancelled',
];

/** Where an activity may go, and by which verb (docs/api-contract.md#w28-activity): the one table. */
export const activityMachine = stateMachine(statuses)({
  assign: { from: ['created', 'assigned'], to: 'assigned' },
  becomeReady: { from: ['created'], to: 'awaiting_approval' },
  start: { from: ['assigned'], to: 'in_progress' },
  submit: { from: ['in_progress'], to: 'awaiting_approval' },
  approve: { from: ['awaiting_approval'], to: 'approved' },
  reject: { from: ['awaiting_approval'], to: 'rejected' },
  complete: { from: ['in_progress', 'approved'], to: 'completed' },
  fail: { from: ['in_progress'], to: 'failed' },
  retry: { from: ['failed', 'rejected'], to: 'assigned' },
  cancel: { from: ['created', 'assigned', 'in_progress', 'awaiting_approval'], to: 'cancelled' },
});
