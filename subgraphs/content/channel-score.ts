import { scoreComponents } from '../../domain/content/channel/channel-score.rules.ts';
import type { ChannelScoreRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { recordFields } from '../../platform/graph/record-fields.ts';
import type { ChannelScoreResolvers } from './generated/resolvers.ts';

const field = needs<ChannelScoreRow>();

export const ChannelScore: ChannelScoreResolvers = {
  ...recordFields,
  channel: field(['channelId'], ({ channelId }, _args, { loaders }, info) =>
    loaders.channelById.require(channelId, info),
  ),
  breakdown: field(['breakdown'], ({ breakdown }) => scoreComponents(breakdown)),
  __resolveReference: ({ id }, { loaders }, info) => loaders.channelScoreByRefId.load(id, info),
};
