import type { LlmCallRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { usd } from '../../platform/graph/money.ts';
import { recordFields } from '../../platform/graph/record-fields.ts';
import type { LlmCallResolvers } from './generated/resolvers.ts';

const field = needs<LlmCallRow>();

export const LlmCall: LlmCallResolvers = {
  ...recordFields,
  run: field(['runId'], ({ runId }, _args, { loaders }, info) => loaders.runById.load(runId, info)),
  cost: field(['costUsd'], ({ costUsd }) => usd(costUsd)),
  // The column may be empty (docs/data-model.md#llm_calls), the field may not (docs/api-contract.md#13-the-seven-subgraphs).
  durationMs: field(['durationMs'], ({ durationMs }) => durationMs ?? 0),
  __resolveReference: ({ id }, { loaders }, info) => loaders.llmCallByRefId.load(id, info),
};
