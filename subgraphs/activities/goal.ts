import { tables } from '../../platform/database/tables.ts';
import { usd } from '../../platform/graph/money.ts';
import type { GoalResolvers } from './generated/resolvers.ts';
import { rangeOf } from './llm-costs.ts';

/** What this subgraph adds to a goal. */
export const Goal: GoalResolvers = {
  activities: (goal, args, { loaders }, info) => loaders.activitiesOfGoal.load(goal, args, info),
  activityCounts: (goal, _args, { loaders }) => loaders.countsOfGoal.load(goal, {}),
  sessions: (goal, args, { loaders }, info) => loaders.sessionsOfGoal.load(goal, args, info),
  llmCost: async (goal, { createdAt }, { loaders }) => usd(await loaders.llmCostOfGoal.load(goal, rangeOf(createdAt))),
  __resolveReference: ({ id }, { references }) => references.of(tables.goal, id),
};
