import { tables, type ActivityRow } from '../../../../platform/database/tables.ts';
import type { Recipes } from '../factories.ts';
import { agentRoleAt, requester } from '../values.ts';

export const activitiesRecipes: Recipes<
  'activity' | 'activityRun' | 'activityTemplate' | 'recurringTaskTemplate' | 'approval'
> = {
  /** Work of an agent without period or goal; who names a period or a deliverable gets the rest of the line above it. */
  activity: async (activities) => {
    await activities.copy('deliverablePeriodId', tables.deliverablePeriod, ({ deliverableId }) => ({ deliverableId }));
    await activities.copy('deliverableId', tables.deliverable, ({ goalId }) => ({ goalId }));
    activities.fill(({ assigneeUserId, status, createdAt, ...row }, index) => {
      const assigneeType = row.assigneeType ?? (typeof assigneeUserId === 'string' ? 'human' : 'agent');
      return {
        title: `Activity ${index + 1}`,
        type: 'write',
        assigneeType,
        assigneeAgentRole: assigneeType === 'agent' ? agentRoleAt(0) : null,
        completedAt: status === 'completed' || status === 'approved' ? createdAt : null,
      };
    });
  },

  activityRun: async (runs, { make }) => {
    await runs.parent('activityId', make.activity);
    await runs.free('attempt', 'activityId', (n) => n + 1);
    runs.fill(({ status = 'completed', createdAt }) => ({
      status,
      adapterType: 'claude',
      modelId: 'claude-sonnet-4',
      startedAt: createdAt,
      ...(status === 'running'
        ? {}
        : { endedAt: createdAt, inputTokens: 1_000, outputTokens: 200, costUsd: '0.010000', durationMs: 1_500 }),
    }));
  },

  activityTemplate: (templates) => {
    templates.fill((_, index) => ({ deliverableType: 'blog_posts', name: `Template ${index + 1}`, steps: [] }));
  },

  recurringTaskTemplate: (templates) => {
    templates.fill(({ assigneeType = 'agent', trigger = 'manual' }, index) => ({
      name: `Recurring task ${index + 1}`,
      assigneeType,
      agentRole: assigneeType === 'agent' ? agentRoleAt(0) : null,
      humanRole: assigneeType === 'human' ? 'reviewer' : null,
      periodicity: 'monthly',
      trigger,
      cronExpression: trigger === 'cron' ? '0 6 1 * *' : null,
      variables: [],
    }));
  },

  /** Over a gate activity of its own, unless the test names a subject or an activity. */
  approval: async (approvals, { makeMany }) => {
    approvals.fill(({ subjectRefId }) => (subjectRefId === undefined ? {} : { activityId: null }));
    await approvals.ownParent('activityId', makeMany.activity, (): Partial<ActivityRow> => ({
      type: 'approve',
      assigneeType: 'human',
      status: 'awaiting_approval',
      isApprovalGate: true,
    }));
    await approvals.copy('activityId', tables.activity, ({ subjectType, subjectRefId, refId }) =>
      subjectType !== null && subjectRefId !== null
        ? { subjectType, subjectRefId }
        : { subjectType: 'Activity', subjectRefId: refId },
    );
    approvals.fill((row) => ({
      ...requester(row),
      ...(row.status === undefined || row.status === 'pending' ? {} : { decidedAt: row.createdAt }),
      ...(row.status === 'approved' || row.status === 'rejected' ? { decidedById: row.createdById } : {}),
    }));
  },
};
