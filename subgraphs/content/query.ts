import { requireUlid } from '../../platform/graph/root-id.ts';
import type { QueryResolvers } from './generated/resolvers.ts';

export const Query: QueryResolvers = {
  channel: (_root, { id }, { loaders }, info) => loaders.channelByRefId.load(requireUlid(id), info),
  channels: (_root, args, { loaders, viewer }, info) => loaders.channelsOfTenant.load(viewer.tenant, args, info),
  channelScores: (_root, { channelId, filter, ...page }, { loaders, viewer }, info) =>
    loaders.scoresOfTenant.load(
      viewer.tenant,
      { ...page, filter: { ...filter, channelId: requireUlid(channelId) } },
      info,
    ),
  blogRequest: (_root, { id }, { loaders }, info) => loaders.blogRequestByRefId.load(requireUlid(id), info),
  blogRequests: (_root, args, { loaders, viewer }, info) =>
    loaders.blogRequestsOfTenant.load(viewer.tenant, args, info),
  blogPost: (_root, { id }, { loaders }, info) => loaders.blogPostByRefId.load(requireUlid(id), info),
  blogPosts: (_root, args, { loaders, viewer }, info) => loaders.blogPostsOfTenant.load(viewer.tenant, args, info),
  socialMediaRequest: (_root, { id }, { loaders }, info) =>
    loaders.socialMediaRequestByRefId.load(requireUlid(id), info),
  socialMediaRequests: (_root, args, { loaders, viewer }, info) =>
    loaders.socialMediaRequestsOfTenant.load(viewer.tenant, args, info),
  socialPost: (_root, { id }, { loaders }, info) => loaders.socialPostByRefId.load(requireUlid(id), info),
  socialPosts: (_root, args, { loaders, viewer }, info) => loaders.socialPostsOfTenant.load(viewer.tenant, args, info),
};
