import { requireUlid } from '../../platform/graph/root-id.ts';
import type { QueryResolvers } from './generated/resolvers.ts';

export const Query: QueryResolvers = {
  onboardingRun: (_root, { id }, { loaders }, info) => loaders.onboardingRunByRefId.load(requireUlid(id), info),
  onboardingRuns: (_root, args, { loaders, viewer }, info) =>
    loaders.onboardingRunsOfTenant.load(viewer.tenant, args, info),
  strategy: (_root, { id }, { loaders }, info) => loaders.strategyByRefId.load(requireUlid(id), info),
  strategies: (_root, args, { loaders, viewer }, info) => loaders.strategiesOfTenant.load(viewer.tenant, args, info),
  goal: (_root, { id }, { loaders }, info) => loaders.goalByRefId.load(requireUlid(id), info),
  goals: (_root, args, { loaders, viewer }, info) => loaders.goalsOfTenant.load(viewer.tenant, args, info),
  deliverable: (_root, { id }, { loaders }, info) => loaders.deliverableByRefId.load(requireUlid(id), info),
  deliverables: (_root, args, { loaders, viewer }, info) =>
    loaders.deliverablesOfTenant.load(viewer.tenant, args, info),
  deliverablePeriod: (_root, { id }, { loaders }, info) => loaders.periodByRefId.load(requireUlid(id), info),
  deliverablePeriods: (_root, args, { loaders, viewer }, info) =>
    loaders.periodsOfTenant.load(viewer.tenant, args, info),
};
