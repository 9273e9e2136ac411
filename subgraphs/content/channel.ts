import { avatarUrl, followersCount, scoreDelta } from '../../domain/content/channel/channel.rules.ts';
import { scoreComponents } from '../../domain/content/channel/channel-score.rules.ts';
import type { ChannelRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import { inWords } from '../../platform/graph/words.ts';
import type { ChannelResolvers } from './generated/resolvers.ts';

const field = needs<ChannelRow>();

export const Channel: ChannelResolvers = {
  ...mutableFields,
  label: field(['name'], ({ name }) => name),
  stateLabel: field(['status'], ({ status }) => inWords(status)),
  followersCount: field(['metadata'], (channel) => followersCount(channel)),
  avatarUrl: field(['metadata'], (channel) => avatarUrl(channel)),
  scoreDelta: field(['score', 'scorePrevious'], (channel) => scoreDelta(channel)),
  scoreBreakdown: field(['scoreBreakdown'], ({ scoreBreakdown }) =>
    scoreBreakdown === null ? null : scoreComponents(scoreBreakdown),
  ),
  scores: field([], (channel, args, { loaders }, info) => loaders.scoresOfChannel.load(channel, args, info)),
  blogPosts: field([], (channel, args, { loaders }, info) => loaders.blogPostsOfChannel.load(channel, args, info)),
  socialPosts: field([], (channel, args, { loaders }, info) => loaders.socialPostsOfChannel.load(channel, args, info)),
  __resolveReference: ({ id }, { loaders }, info) => loaders.channelByRefId.load(id, info),
};
