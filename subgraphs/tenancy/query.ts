import { badUserInput } from '../../platform/errors/graph-error.ts';
import { requireUlid } from '../../platform/graph/root-id.ts';
import type { QueryResolvers } from './generated/resolvers.ts';
import { node, nodes } from './node.ts';

export const Query: QueryResolvers = {
  node,
  nodes,
  viewer: (_root, _args, { viewer }) => viewer,
  tenant: (_root, { id, slug }, { loaders }, info) => {
    if (typeof id === 'string' && typeof slug !== 'string') return loaders.tenantByRefId.load(requireUlid(id), info);
    if (typeof slug === 'string' && typeof id !== 'string') return loaders.tenantBySlug.load(slug, info);
    throw badUserInput('expected exactly one of "id" and "slug"');
  },
  tenants: (_root, args, { loaders, viewer }, info) => loaders.tenants.load(viewer.tenant, args, info),
  user: (_root, { id }, { loaders }, info) => loaders.userByRefId.load(requireUlid(id), info),
  users: (_root, args, { loaders, viewer }, info) => loaders.usersOfTenant.load(viewer.tenant, args, info),
  contract: (_root, { id }, { loaders }, info) => loaders.contractByRefId.load(requireUlid(id), info),
  contracts: (_root, args, { loaders, viewer }, info) => loaders.contractsOfTenant.load(viewer.tenant, args, info),
  billingEvent: (_root, { id }, { loaders }, info) => loaders.billingEventByRefId.load(requireUlid(id), info),
  billingEvents: (_root, args, { loaders, viewer }, info) =>
    loaders.billingEventsOfTenant.load(viewer.tenant, args, info),
  apiClients: (_root, args, { loaders, viewer }, info) => loaders.apiClientsOfTenant.load(viewer.tenant, args, info),
};
