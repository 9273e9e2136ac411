import { activitySubjects } from '../../domain/activities/activity/subject.ts';
import { isOverdue } from '../../domain/activities/activity/activity.rules.ts';
import { tables, type ActivityRow } from '../../platform/database/tables.ts';
import type { StoredDocument } from '../../platform/documents/store.ts';
import { needs } from '../../platform/graph/fields.ts';
import { usd } from '../../platform/graph/money.ts';
import { removableFields } from '../../platform/graph/record-fields.ts';
import { inWords } from '../../platform/graph/words.ts';
import type { ActivityResolvers } from './generated/resolvers.ts';
import { foreignSubject } from './subject.ts';

/** What an activity's output is made of. */
export type OutputDocument = StoredDocument<'activity_outputs'>;

const field = needs<ActivityRow>();

export const Activity: ActivityResolvers = {
  ...removableFields,
  label: field(['title'], ({ title }) => title),
  stateLabel: field(['status'], ({ status }) => inWords(status)),
  deliverablePeriod: field(['deliverablePeriodId'], ({ deliverablePeriodId }, _args, { references }) =>
    references.to(tables.deliverablePeriod, deliverablePeriodId),
  ),
  deliverable: field(['deliverableId'], ({ deliverableId }, _args, { references }) =>
    references.to(tables.deliverable, deliverableId),
  ),
  goal: field(['goalId'], ({ goalId }, _args, { references }) => references.to(tables.goal, goalId)),
  parent: field(['parentId'], ({ parentId }, _args, { loaders }, info) => loaders.activityById.load(parentId, info)),
  children: field([], (activity, args, { loaders }, info) => loaders.childrenOfActivity.load(activity, args, info)),
  assigneeAgent: field(['assigneeAgentRole'], ({ assigneeAgentRole, tenantId }, _args, { loaders }, info) =>
    assigneeAgentRole === null ? null : loaders.agentConfigByRole.load({ id: assigneeAgentRole, tenantId }, info),
  ),
  assigneeUser: field(['assigneeUserId'], ({ assigneeUserId }, _args, { references }) =>
    references.to(tables.user, assigneeUserId),
  ),
  output: field(['outputRef'], ({ tenantId, outputRef }, _args, { loaders }) =>
    loaders.outputs.load({ tenantId, documentId: outputRef }),
  ),
  isOverdue: field(['dueDate', 'status'], (activity, _args, { now }) => isOverdue(activity, now)),
  runs: field([], (activity, args, { loaders }, info) => loaders.runsOfActivity.load(activity, args, info)),
  latestRun: field([], (activity, _args, { loaders }, info) => loaders.latestRunOfActivity.load(activity, info)),
  runCount: field(
    [],
    async (activity, _args, { loaders }) => (await loaders.totalsOfActivity.load(activity, null)).runCount,
  ),
  totalCost: field([], async (activity, _args, { loaders }) =>
    usd((await loaders.totalsOfActivity.load(activity, null)).costUsd),
  ),
  approval: field([], (activity, _args, { loaders }, info) => loaders.newestApprovalOfActivity.load(activity, info)),
  subject: field(['subjectType', 'subjectRefId'], (activity, _args, context) =>
    foreignSubject(activity, activitySubjects, context),
  ),
  __resolveReference: ({ id }, { loaders }, info) => loaders.activityByRefId.load(id, info),
};
