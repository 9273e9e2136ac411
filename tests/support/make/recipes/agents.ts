import { createHash } from 'node:crypto';
import { tables } from '../../../../platform/database/tables.ts';
import { pick } from '../batch.ts';
import type { Recipes } from '../factories.ts';
import { agentRoleAt } from '../values.ts';

export const agentsRecipes: Recipes<'agentConfig' | 'agentSession' | 'llmCall' | 'toolCall' | 'llmProvider'> = {
  agentConfig: async (configs) => {
    await configs.free('agentRole', 'tenantId', agentRoleAt);
    configs.fill(() => ({
      adapterType: 'claude',
      modelId: 'claude-sonnet-4',
      maxConcurrent: 1,
      timeoutMs: 600_000,
      maxCostUsdPerActivity: '1.0000',
    }));
  },

  agentSession: (sessions) => {
    sessions.fill(() => ({ agentRole: agentRoleAt(0), adapterType: 'claude', modelId: 'claude-sonnet-4' }));
  },

  /**
   * Of a run of one activity; what calls copy from their activity (docs/api-contract.md#192-cost-aggregates) is copied here too.
   */
  llmCall: async (calls, { make }) => {
    await calls.copy('runId', tables.activityRun, ({ activityId }) => ({ activityId }));
    await calls.parent('activityId', make.activity, (row) => pick(row, 'goalId', 'deliverableId'));
    await calls.parent('runId', make.activityRun, (row) => pick(row, 'activityId'));
    await calls.copy('activityId', tables.activity, (activity) => ({
      agentRole: activity.assigneeAgentRole ?? agentRoleAt(0),
      activityType: activity.type,
      goalId: activity.goalId,
      deliverableId: activity.deliverableId,
    }));
    calls.fill(({ refId }) => ({
      adapterType: 'claude',
      modelId: 'claude-sonnet-4',
      promptHash: createHash('sha256').update(refId).digest('hex'),
      inputTokens: 1_000,
      outputTokens: 200,
      costUsd: '0.010000',
      durationMs: 1_500,
    }));
  },

  toolCall: async (calls, { make }) => {
    await calls.parent('runId', make.activityRun);
    calls.fill(() => ({ toolName: 'dataforseo', method: 'serp', status: 'success', durationMs: 300 }));
  },

  llmProvider: (providers) => {
    providers.fill(({ refId }) => ({ name: `Provider ${refId}`, adapterType: 'claude' }));
  },
};
