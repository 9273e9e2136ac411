import { tables } from '../../platform/database/tables.ts';
import type { TenantResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to a tenant. */
export const Tenant: TenantResolvers = {
  currentOnboarding: (tenant, _args, { loaders }, info) => loaders.newestOnboardingOfTenant.load(tenant, info),
  onboardingRuns: (tenant, args, { loaders }, info) => loaders.onboardingRunsOfTenant.load(tenant, args, info),
  activeStrategy: (tenant, _args, { loaders }, info) =>
    loaders.activeStrategyOfTenant.load(tenant, info, { status: 'active' }),
  strategies: (tenant, args, { loaders }, info) => loaders.strategiesOfTenant.load(tenant, args, info),
  goals: (tenant, args, { loaders }, info) => loaders.goalsOfTenant.load(tenant, args, info),
  deliverables: (tenant, args, { loaders }, info) => loaders.deliverablesOfTenant.load(tenant, args, info),
  deliverablePeriods: (tenant, args, { loaders }, info) => loaders.periodsOfTenant.load(tenant, args, info),
  __resolveReference: ({ id }, { references }) => references.of(tables.tenant, id),
};
