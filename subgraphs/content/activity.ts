import { tables } from '../../platform/database/tables.ts';
import type { ActivityResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to an activity: the request whose approval gate it is. */
export const Activity: ActivityResolvers = {
  blogRequest: (activity, _args, { loaders }, info) => loaders.blogRequestOfActivity.load(activity, info),
  socialMediaRequest: (activity, _args, { loaders }, info) => loaders.socialMediaRequestOfActivity.load(activity, info),
  __resolveReference: ({ id }, { references }) => references.of(tables.activity, id),
};
