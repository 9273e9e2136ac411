import { tables } from '../../platform/database/tables.ts';
import type { ChannelResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to a channel. */
export const Channel: ChannelResolvers = {
  leads: (channel, args, { loaders }, info) => loaders.leadsOfChannel.load(channel, args, info),
  __resolveReference: ({ id }, { references }) => references.of(tables.channel, id),
};
