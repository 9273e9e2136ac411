import { tables } from '../../platform/database/tables.ts';
import type { TenantResolvers } from './generated/resolvers.ts';
import { breakdownQuestion } from './lead-breakdown.ts';
import { funnelQuestion } from './lead-funnel.ts';

/** What this subgraph adds to a tenant. */
export const Tenant: TenantResolvers = {
  leads: (tenant, args, { loaders }, info) => loaders.leadsOfTenant.load(tenant, args, info),
  leadFunnel: (tenant, args, { loaders }, info) => loaders.funnelOfTenant.load(tenant, funnelQuestion(args, info)),
  leadBreakdown: (tenant, args, { loaders }) => loaders.breakdownOfTenant.load(tenant, breakdownQuestion(args)),
  __resolveReference: ({ id }, { references }) => references.of(tables.tenant, id),
};
