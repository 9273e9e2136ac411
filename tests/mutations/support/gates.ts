import type { ActivityRow, ApprovalRow } from '../../../platform/database/tables.ts';
import { sql } from '../../../platform/database/sql.ts';
import { factoryPool, rowsOf } from '../../support/make/pool.ts';
import type { CustomerTenant } from '../../support/make.ts';

/** Approves an activity, and asks for all that was left by it. */
export const approve = `mutation Approve($input: ApproveActivityInput!) {
  approveActivity(input: $input) {
    activity { id status completedAt }
    approval { id status note decidedBy { id } }
    nextActivities { id status }
    userErrors { __typename code message path retryable ... on TransitionError { from allowed } ... on StaleRevisionError { currentRevision } }
  }
}`;

/** What `approve` answers. */
export interface Approved {
  readonly approveActivity: {
    readonly activity: { readonly id: string; readonly status: string } | null;
    readonly approval: { readonly id: string; readonly note: string | null } | null;
    readonly nextActivities: readonly { readonly id: string; readonly status: string }[] | null;
    readonly userErrors: readonly Readonly<Record<string, unknown>>[];
  };
}

/** A gate of a person's, and the approval that it waits for. */
export interface Gate {
  readonly gate: ActivityRow;
  readonly approval: ApprovalRow;
}

/** What a gate is, assigned to the tenant's admin. */
function gateOf({ admin }: CustomerTenant): Partial<ActivityRow> {
  return {
    status: 'awaiting_approval',
    assigneeType: 'human',
    assigneeAgentRole: null,
    assigneeUserId: admin.id,
    isApprovalGate: true,
  };
}

/** Makes a gate that decides itself. */
export async function makeGate(tenant: CustomerTenant, overrides: Partial<ActivityRow> = {}): Promise<Gate> {
  const gate = await tenant.make.activity({ ...gateOf(tenant), ...overrides });
  const approval = await tenant.make.approval({
    activityId: gate.id,
    subjectType: 'Activity',
    subjectRefId: gate.refId,
  });
  return { gate, approval };
}

/** Makes an agent's work that was submitted, the gate below it and their approval. */
export async function makeSubmittedWork(
  tenant: CustomerTenant,
  overrides: Partial<ActivityRow> = {},
): Promise<Gate & { readonly work: ActivityRow }> {
  const work = await tenant.make.activity({ status: 'awaiting_approval', ...overrides });
  const gate = await tenant.make.activity({ ...gateOf(tenant), type: 'review', parentId: work.id });
  const approval = await tenant.make.approval({
    activityId: gate.id,
    subjectType: 'Activity',
    subjectRefId: work.refId,
  });
  return { work, gate, approval };
}

/** Lets a step wait for others. */
export async function waitFor(step: ActivityRow, ...others: readonly ActivityRow[]): Promise<void> {
  for (const { id } of others)
    await rowsOf(
      factoryPool(),
      sql`INSERT INTO activity_dependencies (tenant_id, activity_id, depends_on_id) VALUES (${step.tenantId}::uuid, ${step.id}::uuid, ${id}::uuid)`,
    );
}
