import type { LlmProviderRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import type { LlmProviderResolvers } from './generated/resolvers.ts';

const field = needs<LlmProviderRow>();

export const LlmProvider: LlmProviderResolvers = {
  ...mutableFields,
  hasApiKey: field(['apiKey'], ({ apiKey }) => apiKey !== null),
  __resolveReference: ({ id }, { loaders }, info) => loaders.llmProviderByRefId.load(id, info),
};
