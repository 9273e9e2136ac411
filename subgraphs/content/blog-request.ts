import type { BlogRequestRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import type { BlogRequestResolvers } from './generated/resolvers.ts';
import { requestFields } from './request.ts';

const field = needs<BlogRequestRow>();

export const BlogRequest: BlogRequestResolvers = {
  ...requestFields,
  label: field(['title'], ({ title }) => title),
  targetChannel: field(['targetChannelId'], ({ targetChannelId }, _args, { loaders }, info) =>
    loaders.channelById.load(targetChannelId, info),
  ),
  blogPost: field([], ({ id }, _args, { loaders }, info) => loaders.blogPostByRequest.load(id, info)),
  __resolveReference: ({ id }, { loaders }, info) => loaders.blogRequestByRefId.load(id, info),
};
