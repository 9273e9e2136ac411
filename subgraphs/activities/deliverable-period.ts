import { tables } from '../../platform/database/tables.ts';
import type { DeliverablePeriodResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to a deliverable's period. */
export const DeliverablePeriod: DeliverablePeriodResolvers = {
  activities: (period, args, { loaders }, info) => loaders.activitiesOfPeriod.load(period, args, info),
  activityCounts: (period, _args, { loaders }) => loaders.countsOfPeriod.load(period, {}),
  __resolveReference: ({ id }, { references }) => references.of(tables.deliverablePeriod, id),
};
