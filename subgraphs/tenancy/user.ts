import type { UserRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import type { UserResolvers } from './generated/resolvers.ts';
import { mutableFields, tenant } from './record.ts';

export const User: UserResolvers = {
  ...mutableFields,
  tenant,
  deletedBy: needs<UserRow>()(['deletedById'], (user, _args, { loaders }, info) =>
    loaders.userById.load(user.deletedById, info),
  ),
  __resolveReference: ({ id }, { loaders }, info) => loaders.userByRefId.load(id, info),
};

/** The words of `users.app_access`. */
export const AppAccess = {
  DASHBOARD: 'dashboard',
  DM_PORTAL: 'dm-portal',
  MANAGE: 'manage',
  ANALYTICS: 'analytics',
} as const;
