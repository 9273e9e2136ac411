import { tables } from '../../platform/database/tables.ts';
import type { StrategyResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to a strategy. */
export const Strategy: StrategyResolvers = {
  approval: ({ refId, tenantId }, _args, { loaders }, info) =>
    loaders.newestApprovalOfSubject.load({ id: refId, tenantId }, info, { subjectType: 'Strategy' }),
  __resolveReference: ({ id }, { references }) => references.of(tables.strategy, id),
};
