import { contentCalendar } from '../../domain/content/content-calendar/content-calendar.report.ts';
import { inStatus } from '../../domain/content/post/post.filters.ts';
import {
  aggregates,
  allBy,
  byId,
  byRefId,
  byUnique,
  documentsOf,
  firstOf,
  pages,
  type LoadersOf,
} from '../../platform/batching/loaders.ts';
import { tables } from '../../platform/database/tables.ts';
import type { GraphContext } from '../../platform/graph/context.ts';
import { anyOf, before, changedBetween, instants, refersTo } from '../../platform/paging/filters.ts';

export type Context = GraphContext<LoadersOf<typeof loaders>>;

const scores = {
  filter: { channelId: refersTo('channelId', tables.channel), period: anyOf('period') },
  bounded: true,
};

const requests = {
  filter: {
    status: anyOf('status', { backed: true, probed: true }),
    deliverableId: refersTo('deliverableId', tables.deliverable, { backed: true }),
    deliverablePeriodId: refersTo('deliverablePeriodId', tables.deliverablePeriod, { backed: true }),
    updatedAt: changedBetween(),
  },
};

/** A list that its parent bounds: sorting it is cheap, so its statuses are not read one by one. */
const requestsUnder = (parent: string) => ({
  parent,
  filter: { ...requests.filter, status: anyOf('status') },
  bounded: true,
});

const blogPosts = {
  filter: {
    status: inStatus,
    channelId: refersTo('channelId', tables.channel, { backed: true }),
    scheduledFor: instants('scheduledFor'),
    publishedAt: instants('publishedAt'),
    updatedAt: changedBetween(),
  },
  orderBy: { CREATED_AT: [], PUBLISHED_AT: ['publishedAt'] },
};

const socialPosts = { ...blogPosts, filter: { ...blogPosts.filter, platform: anyOf('platform') } };

export const loaders = {
  channelById: byId(tables.channel),
  channelByRefId: byRefId(tables.channel),
  channelsOfTenant: pages(tables.channel, {
    parent: 'tenantId',
    filter: {
      platform: anyOf('platform'),
      channelType: anyOf('channelType'),
      status: anyOf('status'),
      tokenExpiresBefore: before('tokenExpiresAt'),
    },
    bounded: true,
  }),
  channelScoreByRefId: byRefId(tables.channelScore),
  scoresOfTenant: pages(tables.channelScore, { parent: 'tenantId', ...scores }),
  scoresOfChannel: pages(tables.channelScore, { parent: 'channelId', ...scores }),

  blogRequestById: byId(tables.blogRequest),
  blogRequestByRefId: byRefId(tables.blogRequest),
  blogRequestsOfTenant: pages(tables.blogRequest, { parent: 'tenantId', ...requests }),
  blogRequestsOfDeliverable: pages(tables.blogRequest, requestsUnder('deliverableId')),
  blogRequestsOfPeriod: pages(tables.blogRequest, requestsUnder('deliverablePeriodId')),
  blogRequestOfActivity: firstOf(tables.blogRequest, { parent: 'approvalActivityId' }),

  blogPostByRefId: byRefId(tables.blogPost),
  blogPostByRequest: byUnique(tables.blogPost, 'requestId'),
  blogPostsOfTenant: pages(tables.blogPost, { parent: 'tenantId', ...blogPosts }),
  blogPostsOfChannel: pages(tables.blogPost, {
    parent: 'channelId',
    filter: { ...blogPosts.filter, status: anyOf('status') },
    bounded: true,
  }),

  socialMediaRequestById: byId(tables.socialMediaRequest),
  socialMediaRequestByRefId: byRefId(tables.socialMediaRequest),
  socialMediaRequestsOfTenant: pages(tables.socialMediaRequest, { parent: 'tenantId', ...requests }),
  socialMediaRequestsOfDeliverable: pages(tables.socialMediaRequest, requestsUnder('deliverableId')),
  socialMediaRequestsOfPeriod: pages(tables.socialMediaRequest, requestsUnder('deliverablePeriodId')),
  socialMediaRequestOfActivity: firstOf(tables.socialMediaRequest, { parent: 'approvalActivityId' }),
  /** In the order of the ULIDs, which is the order in which the channels were named. */
  targetsOfRequest: allBy(tables.socialMediaRequestChannel, 'requestId'),

  socialPostByRefId: byRefId(tables.socialPost),
  socialPostsOfRequest: allBy(tables.socialPost, 'requestId'),
  socialPostsOfTenant: pages(tables.socialPost, { parent: 'tenantId', ...socialPosts }),
  socialPostsOfChannel: pages(tables.socialPost, {
    parent: 'channelId',
    filter: { ...socialPosts.filter, status: anyOf('status') },
    bounded: true,
  }),

  postContents: documentsOf('post_contents'),
  calendarOfTenant: aggregates(contentCalendar),
};
