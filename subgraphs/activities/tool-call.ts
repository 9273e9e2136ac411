import type { ToolCallRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { recordFields } from '../../platform/graph/record-fields.ts';
import type { ToolCallResolvers } from './generated/resolvers.ts';

const field = needs<ToolCallRow>();

export const ToolCall: ToolCallResolvers = {
  ...recordFields,
  run: field(['runId'], ({ runId }, _args, { loaders }, info) => loaders.runById.load(runId, info)),
  // The column may be empty (docs/data-model.md#tool_calls), the field may not (docs/api-contract.md#13-the-seven-subgraphs).
  durationMs: field(['durationMs'], ({ durationMs }) => durationMs ?? 0),
  __resolveReference: ({ id }, { loaders }, info) => loaders.toolCallByRefId.load(id, info),
};
