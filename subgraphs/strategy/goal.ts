import { progressPercent } from '../../domain/strategy/goal/goal.rules.ts';
import type { GoalRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { removableFields } from '../../platform/graph/record-fields.ts';
import { inWords } from '../../platform/graph/words.ts';
import type { GoalResolvers } from './generated/resolvers.ts';

const field = needs<GoalRow>();

export const Goal: GoalResolvers = {
  ...removableFields,
  label: field(['name'], ({ name }) => name),
  stateLabel: field(['status'], ({ status }) => inWords(status)),
  strategy: field(['strategyId'], ({ strategyId }, _args, { loaders }, info) =>
    loaders.strategyById.require(strategyId, info),
  ),
  progressPercent: field(['baselineValue', 'currentValue', 'targetValue'], progressPercent),
  deliverables: field([], (goal, args, { loaders }, info) => loaders.deliverablesOfGoal.load(goal, args, info)),
  __resolveReference: ({ id }, { loaders }, info) => loaders.goalByRefId.load(id, info),
};
