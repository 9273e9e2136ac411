import { secretNames } from '../../domain/activities/agent-config/agent-secrets.rules.ts';
import { tables, type AgentConfigRow } from '../../platform/database/tables.ts';
import type { StoredDocument } from '../../platform/documents/store.ts';
import { needs } from '../../platform/graph/fields.ts';
import { usd } from '../../platform/graph/money.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import type { AgentConfigResolvers } from './generated/resolvers.ts';

/** What a skill file is made of. */
export type SkillDocument = StoredDocument<'skill_files'>;

const field = needs<AgentConfigRow>();

export const AgentConfig: AgentConfigResolvers = {
  ...mutableFields,
  skills: field(['skillIds'], async ({ tenantId, skillIds }, _args, { loaders }) => {
    const files = await Promise.all(skillIds.map((documentId) => loaders.skillFiles.load({ tenantId, documentId })));
    return files.filter((file) => file !== null);
  }),
  runningCount: field(['agentRole'], ({ agentRole, tenantId }, _args, { loaders }) =>
    loaders.runningRunsOfAgent.load({ id: agentRole, tenantId }, null),
  ),
  maxCostPerActivity: field(['maxCostUsdPerActivity'], ({ maxCostUsdPerActivity }) => usd(maxCostUsdPerActivity)),
  secretNames: field(['envSecrets'], ({ envSecrets, refId, tenantId }, _args, { cipher }) =>
    envSecrets === null
      ? []
      : secretNames(
          cipher.decrypt(envSecrets, {
            table: tables.agentConfig.name,
            column: 'env_secrets',
            row: refId,
            tenant: tenantId,
          }),
        ),
  ),
  queue: field(['agentRole'], ({ agentRole, tenantId }, args, { loaders }, info) =>
    loaders.queueOfAgent.load({ id: agentRole, tenantId }, args, info),
  ),
  sessions: field(['agentRole'], ({ agentRole, tenantId }, args, { loaders }, info) =>
    loaders.sessionsOfAgent.load({ id: agentRole, tenantId }, args, info),
  ),
  __resolveReference: ({ id }, { loaders }, info) => loaders.agentConfigByRefId.load(id, info),
};
