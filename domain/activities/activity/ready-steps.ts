import type { Rows, RowKey } from '../../../platform/commands/rows.ts';
import { sql } from '../../../platform/database/sql.ts';
import { tables } from '../../../platform/database/tables.ts';
import { requestApproval } from '../approval/request-approval.ts';

/**
 * Opens the steps of a pipeline that waited for an activity and for nothing else any more (docs/api-contract.md#w212-pipelines): an agent's
 * is assigned, a gate waits for its approval, a person's stays in the inbox.
 * @param done activities that count as done by now
 * @returns the steps, by their ULIDs in order
 */
export async function openReadySteps(rows: Rows, done: readonly RowKey[], now: Date): Promise<RowKey[]> {
  const ids = done.map(({ id }) => id);
  const steps = await rows.all(
    tables.activity,
    sql`t.status = 'created' AND t.deleted_on IS NULL AND t.id IN (
        SELECT d.activity_id FROM activity_dependencies d WHERE d.tenant_id = ${rows.tenantId}::uuid AND d.depends_on_id = ANY (${ids}::uuid[]))
      AND NOT EXISTS (
        SELECT FROM activity_dependencies d JOIN activities before ON before.tenant_id = d.tenant_id AND before.id = d.depends_on_id
        WHERE d.tenant_id = ${rows.tenantId}::uuid AND d.activity_id = t.id AND before.id <> ALL (${ids}::uuid[])
          AND before.status NOT IN ('approved', 'completed'))`,
    ['status', 'assigneeType', 'isApprovalGate', 'priority', 'assigneeUserId'],
    { locked: true },
  );
  for (const step of steps) {
    if (step.assigneeType === 'agent') await rows.save(tables.activity, step, { status: 'assigned' });
    if (!step.isApprovalGate) continue;
    await rows.save(tables.activity, step, { status: 'awaiting_approval' });
    await requestApproval(rows, { gate: step, subject: { type: 'Activity', refId: step.refId } }, now);
  }
  return steps;
}
