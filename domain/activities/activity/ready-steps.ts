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
  // Locked before it is asked what else they wait for: of two commands that are the last, the later one sees the other's work.
  const waiting = await rows.all(
    tables.activity,
    sql`t.status = 'created' AND t.deleted_on IS NULL AND t.id IN (
        SELECT d.activity_id FROM activity_dependencies d WHERE d.tenant_id = ${rows.tenantId}::uuid AND d.depends_on_id = ANY (${ids}::uuid[]))`,
    ['status', 'assigneeType', 'isApprovalGate'],
    { locked: true },
  );
  const stillWaiting = await waitingForOthers(rows, waiting, ids);
  const steps = waiting.filter(({ id }) => !stillWaiting.has(id));
  for (const step of steps) {
    if (step.assigneeType === 'agent') await rows.save(tables.activity, step, { status: 'assigned' });
    if (!step.isApprovalGate) continue;
    await rows.save(tables.activity, step, { status: 'awaiting_approval' });
    await requestApproval(rows, { gate: step, subject: { type: 'Activity', refId: step.refId } }, now);
  }
  return steps;
}

/** Those of the steps that wait for something else that is not done. @returns UUIDs */
async function waitingForOthers(
  rows: Rows,
  steps: readonly RowKey[],
  done: readonly string[],
): Promise<ReadonlySet<string>> {
  if (steps.length === 0) return new Set();
  const found = await rows.query<{ readonly id: string }>(
    sql`SELECT DISTINCT d.activity_id AS id
      FROM activity_dependencies d JOIN activities before ON before.tenant_id = d.tenant_id AND before.id = d.depends_on_id
      WHERE d.tenant_id = ${rows.tenantId}::uuid AND d.activity_id = ANY (${steps.map(({ id }) => id)}::uuid[])
        AND before.id <> ALL (${done}::uuid[]) AND before.status NOT IN ('approved', 'completed')`,
  );
  return new Set(found.map(({ id }) => id));
}
