import { tables } from '../../platform/database/tables.ts';
import type { ActivityResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to an activity. */
export const Activity: ActivityResolvers = {
  backlinks: (activity, args, { loaders }, info) => loaders.backlinksOfActivity.load(activity, args, info),
  __resolveReference: ({ id }, { references }) => references.of(tables.activity, id),
};
