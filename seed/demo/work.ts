import {
  tables,
  type ActivityRow,
  type ActivityStatus,
  type ActivityType,
  type ApprovalRow,
  type ApprovalStatus,
  type DeliverablePeriodRow,
  type DeliverableRow,
} from '../../platform/database/tables.ts';
import { addDays, dayOf } from './calendar.ts';
import type { Draft } from './insert-rows.ts';
import { bornIn, changed, type AgentRole, type Stage } from './stage.ts';

/** The deliverable that work advances, and in which period. */
export interface Place {
  readonly deliverable: Draft<DeliverableRow>;
  readonly period: Draft<DeliverablePeriodRow>;
}

/** What an alert, a gate or an approval is about. */
export interface Subject {
  readonly type: string;
  readonly refId: string;
}

/** One piece of work, in words of the story. */
export interface Work {
  readonly title: string;
  readonly type: ActivityType;
  /** An agent's role, or a person's UUID. */
  readonly by: { readonly agent: AgentRole } | { readonly person: string };
  readonly status: ActivityStatus;
  readonly createdAt: Date;
  readonly startedAt?: Date | undefined;
  readonly completedAt?: Date | undefined;
  /** The last change, where it is neither of the two. */
  readonly changedAt?: Date | undefined;
  readonly parent?: Draft<ActivityRow>;
  /** Taken from the parent where there is one. */
  readonly place?: Place | null;
  readonly subject?: Subject;
  readonly more?: Partial<
    Pick<
      ActivityRow,
      'pipelineStep' | 'priority' | 'isApprovalGate' | 'goalId' | 'rejectionNote' | 'revisionNote' | 'dueDate'
    >
  >;
}

/** Adds an activity; deliverable and goal follow from its period (docs/api-contract.md#i-12). */
export function addActivity(stage: Stage, work: Work): Draft<ActivityRow> {
  const { batch, people } = stage;
  const random = stage.random(`activity ${work.title} ${work.createdAt.toISOString()} ${work.parent?.refId ?? ''}`);
  const { parent, place, startedAt, completedAt } = work;
  const lastChange = work.changedAt ?? completedAt ?? startedAt;
  const doer = 'agent' in work.by ? people.agents[work.by.agent] : work.by.person;
  const activity = batch.add(tables.activity, {
    ...bornIn(stage, random, work.createdAt, people.service),
    deliverablePeriodId: parent?.deliverablePeriodId ?? place?.period.id ?? null,
    deliverableId: parent?.deliverableId ?? place?.deliverable.id ?? null,
    goalId: parent?.goalId ?? place?.deliverable.goalId ?? null,
    parentId: parent?.id ?? null,
    title: work.title,
    type: work.type,
    status: work.status,
    priority: 'normal',
    isApprovalGate: false,
    ...('agent' in work.by
      ? { assigneeType: 'agent' as const, assigneeAgentRole: work.by.agent, assigneeUserId: null }
      : { assigneeType: 'human' as const, assigneeAgentRole: null, assigneeUserId: work.by.person }),
    subjectType: work.subject?.type ?? null,
    subjectRefId: work.subject?.refId ?? null,
    dueDate: dayOf(addDays(work.createdAt, 7)),
    startedAt: startedAt?.toISOString() ?? null,
    completedAt: completedAt?.toISOString() ?? null,
    ...(lastChange === undefined ? {} : changed(lastChange, doer)),
    ...work.more,
  });
  if ('agent' in work.by) addOutput(stage, activity, work.by.agent);
  return activity;
}

/** What an agent was given, and what it handed in: a summary in the row, the whole text in the document store. */
function addOutput(stage: Stage, activity: Draft<ActivityRow>, agent: AgentRole): void {
  const { batch, tenant, profile } = stage;
  activity.inputData = { brief: activity.title, audience: profile.audience };
  if (activity.status !== 'completed' && activity.status !== 'awaiting_approval') return;
  activity.outputSummary = { title: activity.title, by: agent, sections: 4 };
  const text = `# ${activity.title}\n\nPrepared for ${profile.audience}.\n\n## Findings\n\n- Demand rises for ${profile.themes.slice(0, 2).join(' and ')}.\n- Two competitors answer the same question in fewer words.\n`;
  batch.addDocument(
    'activity_outputs',
    tenant.id,
    { contentType: 'text/markdown', text },
    (id) => (activity.outputRef = id),
  );
}

/** A gate's decision, in words of the story. */
export interface Decision {
  readonly subject: Subject;
  readonly activity: Draft<ActivityRow>;
  readonly status: ApprovalStatus;
  readonly requestedBy: { readonly agent: AgentRole } | { readonly person: string };
  readonly requestedAt: Date;
  readonly decidedAt?: Date | undefined;
  readonly decidedBy?: string;
  readonly note?: string;
  /** Days until it expires. */
  readonly lastsDays?: number;
}

/** Adds the approval row of a gate; the gate's activity says the same in its own status (docs/api-contract.md#i-58). */
export function addApproval(stage: Stage, decision: Decision): Draft<ApprovalRow> {
  const { batch, people } = stage;
  const { subject, activity, status, requestedBy, requestedAt, decidedAt, decidedBy } = decision;
  const random = stage.random(`approval ${subject.refId} ${requestedAt.toISOString()}`);
  const byAgent = 'agent' in requestedBy;
  return batch.add(tables.approval, {
    ...bornIn(stage, random, requestedAt, byAgent ? people.agents[requestedBy.agent] : requestedBy.person),
    ...(decidedAt === undefined ? {} : changed(decidedAt, decidedBy ?? people.service)),
    status,
    subjectType: subject.type,
    subjectRefId: subject.refId,
    activityId: activity.id,
    requestedByType: byAgent ? 'agent' : 'human',
    requestedByUserId: byAgent ? null : requestedBy.person,
    requestedByAgentRole: byAgent ? requestedBy.agent : null,
    expiresAt: addDays(requestedAt, decision.lastsDays ?? 7).toISOString(),
    decidedById: decidedBy ?? null,
    decidedAt: decidedAt?.toISOString() ?? null,
    note: decision.note ?? null,
  });
}
