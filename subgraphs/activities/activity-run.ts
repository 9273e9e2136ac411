import type { ActivityRunRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { usd } from '../../platform/graph/money.ts';
import { recordFields } from '../../platform/graph/record-fields.ts';
import type { ActivityRunResolvers } from './generated/resolvers.ts';

const field = needs<ActivityRunRow>();

export const ActivityRun: ActivityRunResolvers = {
  ...recordFields,
  activity: field(['activityId'], ({ activityId }, _args, { loaders }, info) =>
    loaders.activityById.require(activityId, info),
  ),
  session: field(['sessionId'], ({ sessionId }, _args, { loaders }, info) => loaders.sessionById.load(sessionId, info)),
  cost: field(['costUsd'], ({ costUsd }) => usd(costUsd)),
  llmCalls: field([], (run, args, { loaders }, info) => loaders.llmCallsOfRun.load(run, args, info)),
  toolCalls: field([], (run, args, { loaders }, info) => loaders.toolCallsOfRun.load(run, args, info)),
  __resolveReference: ({ id }, { loaders }, info) => loaders.runByRefId.load(id, info),
};
