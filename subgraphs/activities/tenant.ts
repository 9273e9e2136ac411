import { tables } from '../../platform/database/tables.ts';
import type { TenantResolvers } from './generated/resolvers.ts';
import { costQuestion } from './llm-costs.ts';

/** What this subgraph adds to a tenant. */
export const Tenant: TenantResolvers = {
  activities: (tenant, args, { loaders }, info) => loaders.activitiesOfTenant.load(tenant, args, info),
  activityCounts: (tenant, args, { loaders }) => loaders.countsOfTenant.load(tenant, args),
  approvals: (tenant, args, { loaders }, info) => loaders.approvalsOfTenant.load(tenant, args, info),
  agents: (tenant, args, { loaders }, info) => loaders.agentConfigsOfTenant.load(tenant, args, info),
  activityTemplates: (tenant, args, { loaders }, info) => loaders.activityTemplatesOfTenant.load(tenant, args, info),
  recurringTaskTemplates: (tenant, args, { loaders }, info) => loaders.recurringTasksOfTenant.load(tenant, args, info),
  activityRuns: (tenant, args, { loaders }, info) => loaders.runsOfTenant.load(tenant, args, info),
  llmCosts: (tenant, args, { loaders }, info) => loaders.llmCostsOfTenant.load(tenant, costQuestion(args, info)),
  __resolveReference: ({ id }, { references }) => references.of(tables.tenant, id),
};
