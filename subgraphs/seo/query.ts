import { requireUlid } from '../../platform/graph/root-id.ts';
import type { QueryResolvers } from './generated/resolvers.ts';

export const Query: QueryResolvers = {
  backlink: (_root, { id }, { loaders }, info) => loaders.backlinkByRefId.load(requireUlid(id), info),
  backlinks: (_root, args, { loaders, viewer }, info) => loaders.backlinksOfTenant.load(viewer.tenant, args, info),
};
