import { requireUlid } from '../../platform/graph/root-id.ts';
import type { QueryResolvers } from './generated/resolvers.ts';

export const Query: QueryResolvers = {
  lead: (_root, { id }, { loaders }, info) => loaders.leadByRefId.load(requireUlid(id), info),
  leads: (_root, args, { loaders, viewer }, info) => loaders.leadsOfTenant.load(viewer.tenant, args, info),
  leadActivity: (_root, { id }, { loaders }, info) => loaders.leadActivityByRefId.load(requireUlid(id), info),
};
