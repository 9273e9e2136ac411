import { tables } from '../../platform/database/tables.ts';
import type { DeliverablePeriodResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to a deliverable's period. */
export const DeliverablePeriod: DeliverablePeriodResolvers = {
  blogRequests: (period, args, { loaders }, info) => loaders.blogRequestsOfPeriod.load(period, args, info),
  socialMediaRequests: (period, args, { loaders }, info) =>
    loaders.socialMediaRequestsOfPeriod.load(period, args, info),
  __resolveReference: ({ id }, { references }) => references.of(tables.deliverablePeriod, id),
};
