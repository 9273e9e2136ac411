import { tables } from '../../platform/database/tables.ts';
import type { ActivityResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to an activity. */
export const Activity: ActivityResolvers = {
  searchTermClassifications: (activity, args, { loaders }, info) =>
    loaders.classificationsOfActivity.load(activity, args, info),
  adRecommendations: (activity, args, { loaders }, info) =>
    loaders.recommendationsOfActivity.load(activity, args, info),
  __resolveReference: ({ id }, { references }) => references.of(tables.activity, id),
};
