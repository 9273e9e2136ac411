import { accept, refuse, userError, type Result } from '../../../platform/commands/result.ts';
import { spelled } from '../../../platform/commands/state-machine.ts';
import type { ActivityRow, ApprovalRow } from '../../../platform/database/tables.ts';
import { activityMachine } from '../activity/activity.machine.ts';

/** Facts that a decision rests on: the activity that it is given to, and its newest approval. */
export interface ApprovalFacts {
  readonly activity: Pick<ActivityRow, 'status'>;
  readonly approval: Pick<ApprovalRow, 'status'> | null;
}

/**
 * Whether an activity may be approved (docs/api-contract.md#w211-approval).
 * @returns ALREADY_DECIDED where a person has decided; INVALID_TRANSITION where nothing waits
 */
export function mayApprove({ activity, approval }: ApprovalFacts): Result<'approved'> {
  if (approval !== null && (approval.status === 'approved' || approval.status === 'rejected')) {
    const words = `it was ${approval.status} already`;
    const allowed = activityMachine.allowedFrom(activity.status).map(spelled);
    return refuse(userError('ALREADY_DECIDED', words, [], { from: spelled(activity.status), allowed }));
  }
  const moved = activityMachine.move('approve', activity.status);
  if (!moved.ok) return moved;
  if (approval?.status !== 'pending') {
    const words = 'no approval of it waits; expected a pending one';
    return refuse(userError('INVALID', words, ['id']));
  }
  return accept('approved');
}
