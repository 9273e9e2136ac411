import { tables } from '../../platform/database/tables.ts';
import type { TenantResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to a tenant. */
export const Tenant: TenantResolvers = {
  backlinks: (tenant, args, { loaders }, info) => loaders.backlinksOfTenant.load(tenant, args, info),
  backlinkSummary: (tenant, _args, { loaders }) => loaders.summaryOfTenant.load(tenant, null),
  __resolveReference: ({ id }, { references }) => references.of(tables.tenant, id),
};
