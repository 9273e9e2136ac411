import { graphError } from '../../../platform/errors/graph-error.ts';
import { refuse, userError, accept, type Result, type UserError } from '../../../platform/commands/result.ts';
import type {
  ActivityPriority,
  ActivityStatus,
  ActivityType,
  AssigneeType,
} from '../../../platform/database/tables.ts';
import type { Viewer } from '../../../platform/identity/viewer.ts';

/** Input of `createActivity`. */
export interface CreateActivityInput {
  readonly title: string;
  readonly type: ActivityType;
  readonly priority?: ActivityPriority | null | undefined;
  readonly dueDate?: string | null | undefined;
  readonly goalId?: string | null | undefined;
  readonly deliverablePeriodId?: string | null | undefined;
  readonly parentId?: string | null | undefined;
  readonly subjectId?: string | null | undefined;
  readonly assigneeType: AssigneeType;
  readonly assigneeUserId?: string | null | undefined;
  readonly assigneeAgentRole?: string | null | undefined;
  readonly isApprovalGate?: boolean | null | undefined;
  readonly inputData?: unknown;
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Refuses what a persona may not create (docs/api-contract.md#w4-rights-where-17-is-silent-or-ambiguous): members and reviewers create people's work for themselves or for
 * nobody yet, agents parts of their own work, for their role or for people.
 * @throws FORBIDDEN
 */
export function requireOwnWork(input: CreateActivityInput, { persona, user, agentRole }: Viewer): void {
  const forPerson = input.assigneeType === 'human';
  const forOneself = forPerson && (input.assigneeUserId ?? user.refId).toUpperCase() === user.refId;
  const isPlain = input.isApprovalGate !== true && (input.deliverablePeriodId ?? null) === null;
  if ((persona === 'member' || persona === 'reviewer') && !(forOneself && isPlain))
    throw graphError(
      'FORBIDDEN',
      `the role ${persona} creates people's work only, for itself or for nobody yet, no gate and of no period`,
    );
  const isPart = (input.parentId ?? null) !== null && (forPerson || input.assigneeAgentRole === agentRole);
  if (persona === 'agent' && !isPart)
    throw graphError('FORBIDDEN', 'an agent creates parts of its own work only, for its role or for people');
}

/** Contradictions within an input: one error a field. */
export function contradictionsOf(input: CreateActivityInput): readonly UserError[] {
  const errors: UserError[] = [];
  const role = input.assigneeAgentRole ?? null;
  if (input.assigneeType === 'agent') {
    if (role === null) errors.push(userError('REQUIRED', "expected the agent's role", ['assigneeAgentRole']));
    if ((input.assigneeUserId ?? null) !== null)
      errors.push(userError('INVALID', "an agent's work has no person as assignee", ['assigneeUserId']));
    if (input.isApprovalGate === true)
      errors.push(userError('INVALID', 'a gate is decided by a person', ['isApprovalGate']));
  } else if (role !== null)
    errors.push(userError('INVALID', "a person's work has no agent's role", ['assigneeAgentRole']));
  return errors;
}

/** An activity may be due from yesterday on; days are UTC days. */
export function checkDueDate(dueDate: string | null | undefined, now: Date): Result<null> {
  if (dueDate === null || dueDate === undefined) return accept(null);
  const first = new Date(now.getTime() - 86_400_000).toISOString().slice(0, 10);
  if (dueDate >= first && dueDate < '2101-01-01') return accept(null);
  return refuse(userError('INVALID', `found ${dueDate}; expected ${first} to 2100-12-31`, ['dueDate']));
}

/** Where a new activity begins: an agent's is assigned, a person's stands in the inbox, a gate waits for its approval. */
export function firstStatus({ assigneeType, isApprovalGate }: CreateActivityInput): ActivityStatus {
  if (isApprovalGate === true) return 'awaiting_approval';
  return assigneeType === 'agent' ? 'assigned' : 'created';
}
