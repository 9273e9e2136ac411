import { tables } from '../../platform/database/tables.ts';
import type { BacklinkResolvers, BlogRequestResolvers, ChannelResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to what can be warned about. */
export const BlogRequest: BlogRequestResolvers = {
  alerts: ({ refId, tenantId }, args, { loaders }, info) =>
    loaders.alertsOfBlogRequest.load({ id: refId, tenantId }, args, info),
  __resolveReference: ({ id }, { references }) => references.of(tables.blogRequest, id),
};

export const Channel: ChannelResolvers = {
  alerts: ({ refId, tenantId }, args, { loaders }, info) =>
    loaders.alertsOfChannel.load({ id: refId, tenantId }, args, info),
  __resolveReference: ({ id }, { references }) => references.of(tables.channel, id),
};

export const Backlink: BacklinkResolvers = {
  alerts: ({ refId, tenantId }, args, { loaders }, info) =>
    loaders.alertsOfBacklink.load({ id: refId, tenantId }, args, info),
  __resolveReference: ({ id }, { references }) => references.of(tables.backlink, id),
};
