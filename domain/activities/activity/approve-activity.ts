import { defineCommand } from '../../../platform/commands/command.ts';
import { checkInput, text } from '../../../platform/commands/input.ts';
import { accept, refuse, userError } from '../../../platform/commands/result.ts';
import { staleRevision, type Found, type Rows } from '../../../platform/commands/rows.ts';
import { sql } from '../../../platform/database/sql.ts';
import { tables, type ActivityRow, type ApprovalRow } from '../../../platform/database/tables.ts';
import { parseUlid } from '../../../platform/ids/ulid.ts';
import { rightTo } from '../../../platform/policy/policy.ts';
import { mayApprove } from '../approval/decide-approval.rules.ts';
import { openReadySteps } from './ready-steps.ts';

/** Input of `approveActivity`. */
export interface ApproveActivityInput {
  readonly id: string;
  readonly note?: string | null | undefined;
  readonly expectedRevision?: string | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

type Activity = Found<ActivityRow, 'status' | 'isApprovalGate' | 'assigneeUserId'>;
type Approval = Found<ApprovalRow, 'status' | 'subjectType' | 'subjectRefId' | 'activityId'>;

/** Approves an activity, or the gate it waits at (docs/api-contract.md#w28-activity): both go on, and the steps that waited for them open. */
export const approveActivity = defineCommand({
  name: 'approveActivity',
  subject: ({ id }: ApproveActivityInput) => ({ table: tables.activity, refId: id }),
  input: (input) => checkInput(input, { note: text({ maximum: 10_000, required: false }) }),
  /** @returns ULIDs of the activity, its approval and the steps that may begin now */
  async run({ rows, viewer, now }, { id, note, expectedRevision }) {
    const [activity, approvals] = await Promise.all([
      rows.lock(tables.activity, id, ['status', 'isApprovalGate', 'assigneeUserId']),
      approvalsOf(rows, id),
    ]);
    if (!activity.ok) return activity;
    // The activity is locked by now: whoever decided before has left its approval as it is.
    const [approval = null] = approvals;
    const decided = mayApprove({ activity: activity.value, approval });
    if (!decided.ok) return decided;
    const stale = staleRevision(activity.value, expectedRevision);
    if (stale !== null) return refuse(stale);
    if (approval === null || approval.subjectType !== 'Activity') return refuse(ofAnotherSubject(approval));

    const others = await partnersOf(rows, activity.value, approval);
    const both = [activity.value, ...others];
    // Whoever decides their own gates alone does not decide another's by the work that waits at it.
    const gate = both.find(({ id: one }) => one === approval.activityId);
    if (rightTo(viewer, 'approveActivity') === 'own' && gate?.assigneeUserId !== viewer.user.id)
      return refuse(userError('NOT_FOUND', 'there is no such activity', ['id']));
    for (const one of both)
      await rows.save(tables.activity, one, {
        status: decided.value,
        ...(one.isApprovalGate && { completedAt: now.toISOString() }),
      });
    await rows.save(tables.approval, approval, {
      status: 'approved',
      decidedById: viewer.user.id,
      decidedAt: now.toISOString(),
      note: note ?? null,
    });
    const next = await openReadySteps(rows, both, now);
    rows.tell('activity.approved', tables.activity, activity.value, { approval: approval.refId });
    return accept({
      activity: activity.value.refId,
      approval: approval.refId,
      nextActivities: next.map(({ refId }) => refId),
    });
  },
});

/** Approvals that an activity stands for, as their subject or as their gate, the newest first; locked, after the activity. */
async function approvalsOf(rows: Rows, id: string): Promise<Approval[]> {
  const ulid = parseUlid(id);
  const found = await rows.all(
    tables.approval,
    // Each half by its own index: PostgreSQL would read all of the tenant's for an OR of both.
    sql`t.id = ANY (ARRAY(
      SELECT id FROM approvals WHERE tenant_id = ${rows.tenantId}::uuid AND subject_type = 'Activity' AND subject_ref_id = ${ulid}
      UNION SELECT b.id FROM activities a JOIN approvals b ON b.tenant_id = a.tenant_id AND b.activity_id = a.id
      WHERE a.tenant_id = ${rows.tenantId}::uuid AND a.ref_id = ${ulid}))`,
    ['status', 'subjectType', 'subjectRefId', 'activityId'],
    { locked: true },
  );
  return found.reverse();
}

/** The work of a gate, or the gate of a work, that waits for the same approval. */
async function partnersOf(rows: Rows, { id }: Activity, { subjectRefId, activityId }: Approval): Promise<Activity[]> {
  return rows.all(
    tables.activity,
    sql`(t.ref_id = ${subjectRefId} OR t.id = ${activityId}::uuid) AND t.id <> ${id}::uuid AND t.status = 'awaiting_approval'`,
    ['status', 'isApprovalGate', 'assigneeUserId'],
    { locked: true },
  );
}

function ofAnotherSubject(approval: Approval | null): ReturnType<typeof userError> {
  const type = approval?.subjectType ?? 'something else';
  return userError('INVALID', `the gate decides a ${type}; expected one that decides an activity`, ['id']);
}
