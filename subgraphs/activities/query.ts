import { badUserInput } from '../../platform/errors/graph-error.ts';
import { requireUlid } from '../../platform/graph/root-id.ts';
import type { QueryResolvers } from './generated/resolvers.ts';

export const Query: QueryResolvers = {
  activity: (_root, { id }, { loaders }, info) => loaders.activityByRefId.load(requireUlid(id), info),
  activities: (_root, args, { loaders, viewer }, info) => loaders.activitiesOfTenant.load(viewer.tenant, args, info),
  activityRun: (_root, { id }, { loaders }, info) => loaders.runByRefId.load(requireUlid(id), info),
  activityRuns: (_root, args, { loaders, viewer }, info) => loaders.runsOfTenant.load(viewer.tenant, args, info),
  llmCall: (_root, { id }, { loaders }, info) => loaders.llmCallByRefId.load(requireUlid(id), info),
  llmCalls: (_root, args, { loaders, viewer }, info) => loaders.llmCallsOfTenant.load(viewer.tenant, args, info),
  toolCall: (_root, { id }, { loaders }, info) => loaders.toolCallByRefId.load(requireUlid(id), info),
  toolCalls: (_root, args, { loaders, viewer }, info) => loaders.toolCallsOfTenant.load(viewer.tenant, args, info),
  approval: (_root, { id }, { loaders }, info) => loaders.approvalByRefId.load(requireUlid(id), info),
  approvals: (_root, args, { loaders, viewer }, info) => loaders.approvalsOfTenant.load(viewer.tenant, args, info),
  activityTemplate: (_root, { id }, { loaders }, info) => loaders.activityTemplateByRefId.load(requireUlid(id), info),
  activityTemplates: (_root, args, { loaders, viewer }, info) =>
    loaders.activityTemplatesOfTenant.load(viewer.tenant, args, info),
  recurringTaskTemplate: (_root, { id }, { loaders }, info) => loaders.recurringTaskByRefId.load(requireUlid(id), info),
  recurringTaskTemplates: (_root, args, { loaders, viewer }, info) =>
    loaders.recurringTasksOfTenant.load(viewer.tenant, args, info),
  agentConfig: (_root, { id, agentRole }, { loaders, viewer }, info) => {
    if (typeof id === 'string' && typeof agentRole !== 'string')
      return loaders.agentConfigByRefId.load(requireUlid(id), info);
    if (typeof agentRole === 'string' && typeof id !== 'string') {
      return loaders.agentConfigByRole.load({ id: agentRole, tenantId: viewer.tenant.id }, info);
    }
    throw badUserInput('expected exactly one of "id" and "agentRole"');
  },
  agentConfigs: (_root, args, { loaders, viewer }, info) =>
    loaders.agentConfigsOfTenant.load(viewer.tenant, args, info),
  agentSession: (_root, { id }, { loaders }, info) => loaders.sessionByRefId.load(requireUlid(id), info),
  agentSessions: (_root, args, { loaders, viewer }, info) => loaders.sessionsOfTenant.load(viewer.tenant, args, info),
  llmProviders: (_root, args, { loaders, viewer }, info) =>
    loaders.llmProvidersOfTenant.load(viewer.tenant, args, info),
};
