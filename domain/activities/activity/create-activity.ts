import { defineCommand } from '../../../platform/commands/command.ts';
import { checkInput, jsonObject, matching, text } from '../../../platform/commands/input.ts';
import { accept, refuse, userError, type Result } from '../../../platform/commands/result.ts';
import type { Rows } from '../../../platform/commands/rows.ts';
import { sql } from '../../../platform/database/sql.ts';
import { tables } from '../../../platform/database/tables.ts';
import type { Viewer } from '../../../platform/identity/viewer.ts';
import { requestApproval, requesterOf } from '../approval/request-approval.ts';
import {
  checkDueDate,
  contradictionsOf,
  firstStatus,
  requireOwnWork,
  type CreateActivityInput,
} from './create-activity.rules.ts';
import { pickAssignee } from './pick-assignee.ts';
import { findSubject, type Subject } from './subject.ts';

/** UUIDs of what a new activity belongs to. */
interface Place {
  readonly parentId: string | null;
  readonly deliverablePeriodId: string | null;
  readonly deliverableId: string | null;
  readonly goalId: string | null;
}

/** Creates an activity (docs/api-contract.md#w28-activity), with the approval that a gate waits for. */
export const createActivity = defineCommand({
  name: 'createActivity',
  input: (input: CreateActivityInput) => {
    const checked = checkInput(input, {
      title: text({ maximum: 500, required: true }),
      assigneeAgentRole: matching(/^[a-z][a-z0-9_]{0,99}$/, "an agent's role, such as copywriter"),
      inputData: jsonObject,
    });
    const contradictions = contradictionsOf(input);
    if (contradictions.length === 0) return checked;
    return refuse(...(checked.ok ? [] : checked.errors), ...contradictions);
  },
  /** @returns the ULID of the activity */
  async run({ rows, viewer, now }, input) {
    requireOwnWork(input, viewer);
    const due = checkDueDate(input.dueDate, now);
    if (!due.ok) return due;
    const place = await placeOf(rows, input);
    if (!place.ok) return place;
    const subject = await subjectOf(rows, input);
    if (!subject.ok) return subject;
    const assigneeUserId = await assigneeOf(rows, input, viewer);
    if (!assigneeUserId.ok) return assigneeUserId;

    const isApprovalGate = input.isApprovalGate === true;
    const activity = await rows.create(tables.activity, {
      ...place.value,
      ...subject.value,
      title: input.title,
      type: input.type,
      priority: input.priority ?? 'normal',
      status: firstStatus(input),
      assigneeType: input.assigneeType,
      assigneeUserId: assigneeUserId.value,
      assigneeAgentRole: input.assigneeAgentRole ?? null,
      isApprovalGate,
      dueDate: input.dueDate ?? null,
      inputData: input.inputData ?? null,
    });
    if (isApprovalGate)
      await requestApproval(
        rows,
        { gate: activity, subject: { type: 'Activity', refId: activity.refId }, requester: requesterOf(viewer) },
        now,
      );
    rows.tell('activity.created', tables.activity, activity);
    return accept({ activity: activity.refId });
  },
});

/** The parent, period and goal that an input names; deliverable and goal follow the period. */
async function placeOf(rows: Rows, input: CreateActivityInput): Promise<Result<Place>> {
  const { parentId, deliverablePeriodId, goalId } = input;
  let place: Place = { parentId: null, deliverablePeriodId: null, deliverableId: null, goalId: null };
  if (typeof parentId === 'string') {
    const parent = await rows.lock(tables.activity, parentId, [], ['parentId']);
    if (!parent.ok) return parent;
    place = { ...place, parentId: parent.value.id };
  }
  if (typeof deliverablePeriodId === 'string') {
    const period = await rows.lock(
      tables.deliverablePeriod,
      deliverablePeriodId,
      ['status', 'deliverableId'],
      ['deliverablePeriodId'],
    );
    if (!period.ok) return period;
    const { id, status, deliverableId } = period.value;
    if (status === 'completed' || status === 'missed')
      return refuse(userError('IMMUTABLE', `the period is closed: it was ${status}`, ['deliverablePeriodId']));
    const [deliverable] = await rows.all(tables.deliverable, sql`t.id = ${deliverableId}::uuid`, ['goalId'], {
      locked: false,
    });
    place = { ...place, deliverablePeriodId: id, deliverableId, goalId: deliverable?.goalId ?? null };
  }
  if (typeof goalId !== 'string') return accept(place);
  const goal = await rows.find(tables.goal, goalId, [], ['goalId']);
  if (!goal.ok) return goal;
  if (place.deliverablePeriodId !== null && place.goalId !== goal.value.id)
    return refuse(userError('INVALID', "found another goal than the period's; expected that one, or none", ['goalId']));
  return accept({ ...place, goalId: goal.value.id });
}

async function subjectOf(rows: Rows, { subjectId }: CreateActivityInput): Promise<Result<Subject | null>> {
  return typeof subjectId === 'string' ? findSubject(rows, subjectId) : accept(null);
}

/** UUID of the person who is to do it; null for an agent's work, and for what nobody has taken yet. */
async function assigneeOf(rows: Rows, input: CreateActivityInput, { user }: Viewer): Promise<Result<string | null>> {
  const { assigneeType, assigneeUserId, assigneeAgentRole } = input;
  if (assigneeType === 'agent') {
    const [config] = await rows.all(
      tables.agentConfig,
      sql`t.agent_role = ${assigneeAgentRole ?? null}`,
      ['isEnabled', 'status'],
      {
        locked: false,
      },
    );
    if (config === undefined)
      return refuse(userError('NOT_FOUND', 'the tenant has no agent of this role', ['assigneeAgentRole']));
    const works = config.isEnabled && config.status !== 'paused' && config.status !== 'terminated';
    return works
      ? accept(null)
      : refuse(userError('AGENT_DISABLED', 'the agent takes no work at the moment', ['assigneeAgentRole']));
  }
  if (typeof assigneeUserId !== 'string')
    return accept(input.isApprovalGate === true ? await pickAssignee(rows, 'reviewer', user.id) : null);
  const person = await rows.find(tables.user, assigneeUserId, ['status', 'kind'], ['assigneeUserId']);
  if (person.ok && person.value.status === 'active' && person.value.kind === 'human') return accept(person.value.id);
  return refuse(userError('NOT_FOUND', 'the tenant has no such active person', ['assigneeUserId']));
}
