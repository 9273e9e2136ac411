import { tables } from '../../platform/database/tables.ts';
import type { UserResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to a user. */
export const User: UserResolvers = {
  assignedLeads: (user, args, { loaders }, info) => loaders.leadsOfUser.load(user, args, info),
  __resolveReference: ({ id }, { references }) => references.of(tables.user, id),
};
