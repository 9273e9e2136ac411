import { activityCounts } from '../../domain/activities/activity/activity-counts.report.ts';
import {
  inboxOrder,
  isAlertAbout,
  isPeoplesWork,
  ofAgentRole,
  queueOrder,
  waitsForAgent,
} from '../../domain/activities/activity/activity.filters.ts';
import { isActive } from '../../domain/activities/agent-session/agent-session.filters.ts';
import { decidedWithin } from '../../domain/activities/approval/approval.filters.ts';
import { llmCostBy } from '../../domain/activities/llm-call/llm-cost.report.ts';
import { llmCosts } from '../../domain/activities/llm-call/llm-costs.report.ts';
import { runTotals } from '../../domain/activities/activity-run/run-totals.report.ts';
import { runningRuns } from '../../domain/activities/activity-run/running-runs.report.ts';
import { lacksVariables } from '../../domain/activities/recurring-task-template/template-variables.filters.ts';
import {
  aggregates,
  byId,
  byRefId,
  documentsOf,
  firstOf,
  pages,
  type LoadersOf,
} from '../../platform/batching/loaders.ts';
import { tables } from '../../platform/database/tables.ts';
import type { GraphContext } from '../../platform/graph/context.ts';
import { anyOf, before, createdBetween, equals, inScope, refersTo } from '../../platform/paging/filters.ts';
import { sortKey } from '../../platform/paging/order.ts';

export type Context = GraphContext<LoadersOf<typeof loaders>>;

const activities = {
  filter: {
    status: anyOf('status', { backed: true, probed: true }),
    assigneeType: equals('assigneeType'),
    assigneeUserId: refersTo('assigneeUserId', tables.user, { backed: true }),
    assigneeAgentRole: ofAgentRole,
    deliverableId: refersTo('deliverableId', tables.deliverable, { backed: true }),
    deliverablePeriodId: refersTo('deliverablePeriodId', tables.deliverablePeriod, { backed: true }),
    goalId: refersTo('goalId', tables.goal, { backed: true }),
    parentId: refersTo('parentId', tables.activity, { backed: true }),
    createdAt: createdBetween(),
  },
  orderBy: { CREATED_AT: [] },
};

/** A list that its parent bounds: sorting it is cheap, so its statuses are not read one by one. */
const activitiesUnder = (parent: string) => ({
  ...activities,
  parent,
  filter: { ...activities.filter, status: anyOf('status', { backed: true }) },
  bounded: true,
});

const activitiesOfTenant = { ...activities, parent: 'tenantId' };

const runs = {
  filter: { status: anyOf('status', { backed: true, probed: true }), createdAt: createdBetween() },
  orderBy: { CREATED_AT: [] },
};

const toolCalls = {
  filter: {
    activityRunId: refersTo('runId', tables.activityRun, { backed: true }),
    toolName: equals('toolName', { backed: true }),
    status: equals('status'),
    createdAt: createdBetween(),
  },
};

/**
 * Each status has an index in the order of `expiresAt`; decided ones have theirs by `decidedAt` too
 * (docs/api-contract.md#15-lists-and-their-indexes).
 */
const approvals = {
  filter: {
    status: anyOf('status', { backed: true, probed: 'alone' }),
    subjectType: anyOf('subjectType'),
    expiresBefore: before('expiresAt'),
    decidedAt: decidedWithin,
  },
  orderBy: { CREATED_AT: [], EXPIRES_AT: ['expiresAt'] },
  residualOrders: ['EXPIRES_AT'],
};

const sessions = {
  filter: {
    agentRole: equals('agentRole', { backed: true }),
    goalId: refersTo('goalId', tables.goal, { backed: true }),
    active: isActive,
  },
};

export const loaders = {
  activityById: byId(tables.activity),
  activityByRefId: byRefId(tables.activity),
  activitiesOfTenant: pages(tables.activity, activitiesOfTenant),
  activitiesOfGoal: pages(tables.activity, activitiesUnder('goalId')),
  activitiesOfDeliverable: pages(tables.activity, activitiesUnder('deliverableId')),
  activitiesOfPeriod: pages(tables.activity, activitiesUnder('deliverablePeriodId')),
  activitiesOfUser: pages(tables.activity, activitiesUnder('assigneeUserId')),
  childrenOfActivity: pages(tables.activity, activitiesUnder('parentId')),
  inboxOfUser: pages(tables.activity, {
    parent: 'assigneeUserId',
    filter: { status: anyOf('status') },
    where: [isPeoplesWork],
    defaultOrder: inboxOrder,
    bounded: true,
  }),
  alertsOfBlogRequest: pages(tables.activity, { parent: 'subjectRefId', where: [isAlertAbout('BlogRequest')] }),
  alertsOfChannel: pages(tables.activity, { parent: 'subjectRefId', where: [isAlertAbout('Channel')] }),
  alertsOfBacklink: pages(tables.activity, { parent: 'subjectRefId', where: [isAlertAbout('Backlink')] }),
  queueOfAgent: pages(tables.activity, {
    parent: 'assigneeAgentRole',
    where: [waitsForAgent],
    defaultOrder: queueOrder,
  }),
  countsOfTenant: aggregates(activityCounts(activitiesOfTenant)),
  countsOfGoal: aggregates(activityCounts(activitiesUnder('goalId'))),
  countsOfPeriod: aggregates(activityCounts(activitiesUnder('deliverablePeriodId'))),
  outputs: documentsOf('activity_outputs'),

  runById: byId(tables.activityRun),
  runByRefId: byRefId(tables.activityRun),
  runsOfTenant: pages(tables.activityRun, { parent: 'tenantId', ...runs }),
  runsOfActivity: pages(tables.activityRun, { parent: 'activityId', ...runs, bounded: true }),
  latestRunOfActivity: firstOf(tables.activityRun, {
    parent: 'activityId',
    defaultOrder: { name: 'ATTEMPT', keys: [sortKey(tables.activityRun, 'attempt', 'DESC')], direction: 'DESC' },
  }),
  totalsOfActivity: aggregates(runTotals),

  llmCallByRefId: byRefId(tables.llmCall),
  llmCallsOfTenant: pages(tables.llmCall, {
    parent: 'tenantId',
    filter: {
      createdAt: createdBetween({ bothEnds: true }),
      activityRunId: refersTo('runId', tables.activityRun, { backed: true }),
    },
  }),
  llmCallsOfRun: pages(tables.llmCall, { parent: 'runId' }),
  llmCostsOfTenant: aggregates(llmCosts),
  llmCostOfGoal: aggregates(llmCostBy('goalId')),
  llmCostOfDeliverable: aggregates(llmCostBy('deliverableId')),

  toolCallByRefId: byRefId(tables.toolCall),
  toolCallsOfTenant: pages(tables.toolCall, { parent: 'tenantId', ...toolCalls }),
  toolCallsOfRun: pages(tables.toolCall, { parent: 'runId', ...toolCalls, bounded: true }),

  approvalByRefId: byRefId(tables.approval),
  approvalsOfTenant: pages(tables.approval, { parent: 'tenantId', ...approvals }),
  newestApprovalOfActivity: firstOf(tables.approval, { parent: 'activityId' }),
  newestApprovalOfSubject: firstOf(tables.approval, {
    parent: 'subjectRefId',
    filter: { subjectType: equals('subjectType') },
  }),

  activityTemplateById: byId(tables.activityTemplate),
  activityTemplateByRefId: byRefId(tables.activityTemplate),
  activityTemplatesOfTenant: pages(tables.activityTemplate, {
    parent: 'tenantId',
    filter: { deliverableType: equals('deliverableType'), scope: inScope('tenantId'), isActive: equals('isActive') },
    bounded: true,
  }),
  recurringTaskById: byId(tables.recurringTaskTemplate),
  recurringTaskByRefId: byRefId(tables.recurringTaskTemplate),
  recurringTasksOfTenant: pages(tables.recurringTaskTemplate, {
    parent: 'tenantId',
    filter: {
      scope: inScope('tenantId'),
      trigger: anyOf('trigger'),
      isActive: equals('isActive'),
      missingVariables: lacksVariables,
    },
    bounded: true,
  }),

  agentConfigByRefId: byRefId(tables.agentConfig),
  agentConfigByRole: firstOf(tables.agentConfig, { parent: 'agentRole' }),
  agentConfigsOfTenant: pages(tables.agentConfig, {
    parent: 'tenantId',
    filter: { agentRole: anyOf('agentRole'), status: anyOf('status'), isEnabled: equals('isEnabled') },
    bounded: true,
  }),
  runningRunsOfAgent: aggregates(runningRuns),
  skillFiles: documentsOf('skill_files'),

  sessionById: byId(tables.agentSession),
  sessionByRefId: byRefId(tables.agentSession),
  sessionsOfTenant: pages(tables.agentSession, { parent: 'tenantId', ...sessions }),
  sessionsOfAgent: pages(tables.agentSession, { parent: 'agentRole', ...sessions, bounded: true }),
  sessionsOfGoal: pages(tables.agentSession, { parent: 'goalId' }),

  llmProviderByRefId: byRefId(tables.llmProvider),
  llmProvidersOfTenant: pages(tables.llmProvider, { parent: 'tenantId' }),
};
