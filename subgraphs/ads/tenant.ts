import { tables } from '../../platform/database/tables.ts';
import type { TenantResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to a tenant. */
export const Tenant: TenantResolvers = {
  adCampaigns: (tenant, args, { loaders }, info) => loaders.campaignsOfTenant.load(tenant, args, info),
  searchTermClassifications: (tenant, args, { loaders }, info) =>
    loaders.classificationsOfTenant.load(tenant, args, info),
  adRecommendations: (tenant, args, { loaders }, info) => loaders.recommendationsOfTenant.load(tenant, args, info),
  adTotals: (tenant, { platform = null }, { loaders }) => loaders.totalsOfTenant.load(tenant, { platform }),
  __resolveReference: ({ id }, { references }) => references.of(tables.tenant, id),
};
