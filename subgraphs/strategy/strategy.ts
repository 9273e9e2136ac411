import { tables, type StrategyRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import { inWords } from '../../platform/graph/words.ts';
import type { StrategyResolvers } from './generated/resolvers.ts';

const field = needs<StrategyRow>();

export const Strategy: StrategyResolvers = {
  ...mutableFields,
  label: field(['version'], ({ version }) => `Strategy v${version}`),
  stateLabel: field(['status'], ({ status }) => inWords(status)),
  approvedBy: field(['approvedById'], ({ approvedById }, _args, { references }) =>
    references.to(tables.user, approvedById),
  ),
  goals: field([], (strategy, args, { loaders }, info) => loaders.goalsOfStrategy.load(strategy, args, info)),
  deliverables: field([], (strategy, args, { loaders }, info) =>
    loaders.deliverablesOfStrategy.load(strategy, args, info),
  ),
  __resolveReference: ({ id }, { loaders }, info) => loaders.strategyByRefId.load(id, info),
};
