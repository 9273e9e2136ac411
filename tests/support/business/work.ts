import type { ActivityRow, UserRow } from '../../../platform/database/tables.ts';
import type { DocumentStore } from '../../../platform/documents/store.ts';
import type { CustomerTenant } from '../make.ts';
import type { Plan } from './plan.ts';

/** What is being done. */
export interface Work {
  /** Assigned to the reviewer, in every open status, with and without a period. */
  readonly reviewers: readonly ActivityRow[];
  /** Assigned to the admin: one to do, a gate, one that is late. */
  readonly admins: readonly ActivityRow[];
  /** Assigned to the copywriter. */
  readonly agents: readonly ActivityRow[];
  /** What agents did after the reviewer had completed a review: one under each. */
  readonly steps: readonly ActivityRow[];
  /** Without a period, about the strategy in force. */
  readonly alert: ActivityRow;
}

interface WorkSize {
  readonly scale: number;
  readonly plan: Plan;
  readonly reviewer: UserRow;
}

const reviewersStatuses = ['created', 'awaiting_approval', 'created', 'assigned', 'completed'] as const;
const agentsStatuses = ['in_progress', 'failed', 'created', 'assigned', 'awaiting_approval'] as const;
const priorities = ['normal', 'urgent', 'low', 'high'] as const;

export async function makeWork(
  { make, makeMany, admin }: CustomerTenant,
  documents: DocumentStore,
  { scale, plan, reviewer }: WorkSize,
): Promise<Work> {
  const periodAt = (index: number): string => plan.periods[index % plan.periods.length]?.id ?? '';
  const reviewers = await makeMany.activity(10 * scale, (index) => ({
    title: `Review ${index}`,
    assigneeUserId: reviewer.id,
    type: 'review',
    status: reviewersStatuses[index % 5] ?? 'created',
    priority: priorities[index % 4] ?? 'normal',
    isApprovalGate: index % 5 === 1,
    dueDate: index % 3 === 0 ? null : day((index % 7) - 2),
    deliverablePeriodId: index % 4 === 3 ? null : periodAt(index),
    rejectionNote: index % 5 === 2 ? `Shorter, please ${index}` : null,
    updatedAt: index % 2 === 0 ? new Date(Date.now() - (index + 1) * 60_000).toISOString() : null,
  }));
  const admins = await makeMany.activity(3 * scale, (index) => ({
    title: `Look at ${index}`,
    assigneeUserId: admin.id,
    type: 'review',
    status: index % 3 === 1 ? 'awaiting_approval' : 'created',
    isApprovalGate: index % 3 === 1,
    priority: priorities[(index % 3) + 1] ?? 'normal',
    dueDate: index % 3 === 2 ? day(-1) : null,
    deliverablePeriodId: index % 3 === 0 ? null : periodAt(index),
  }));
  const alert = await make.activity({
    title: 'The strategy ends soon',
    type: 'other',
    assigneeUserId: reviewer.id,
    subjectType: 'Strategy',
    subjectRefId: plan.strategy.refId,
  });
  await make.activity({ title: 'Removed', assigneeUserId: reviewer.id, deletedAt: new Date().toISOString() });
  const outputs = await Promise.all(
    Array.from({ length: 3 * scale }, (_, index) =>
      documents.put('activity_outputs', plan.strategy.tenantId, {
        contentType: 'text/markdown',
        text: `Draft ${index}`,
      }),
    ),
  );
  const agents = await makeMany.activity(5 * scale, (index) => ({
    title: `Write ${index}`,
    status: agentsStatuses[index % 5] ?? 'created',
    priority: priorities[index % 4] ?? 'normal',
    deliverablePeriodId: periodAt(index),
    outputRef: outputs[index] ?? null,
    dueDate: day(index - 2),
  }));
  await makeMany.activity(3 * scale, (index) => ({
    title: `Step ${index}`,
    parentId: agents[index % agents.length]?.id ?? null,
    status: 'in_progress',
    pipelineStep: 'draft',
  }));
  const completed = reviewers.filter(({ status }) => status === 'completed');
  const steps = await makeMany.activity(completed.length, (index) => ({
    title: `Publish ${index}`,
    type: 'publish',
    parentId: completed[index]?.id ?? null,
    status: 'completed',
    pipelineStep: 'publish',
  }));
  return { reviewers, admins, agents, steps, alert };
}

/** So many days from today, in UTC. */
function day(fromToday: number): string {
  return new Date(Date.now() + fromToday * 86_400_000).toISOString().slice(0, 10);
}
