import {
  tables,
  type BlogRequestRow,
  type ChannelPlatform,
  type ChannelType,
  type SocialMediaRequestRow,
} from '../../../../platform/database/tables.ts';
import { pick } from '../batch.ts';
import type { Recipes } from '../factories.ts';
import { monthStart, requester } from '../values.ts';

const channelTypes: Readonly<Record<ChannelPlatform, ChannelType>> = {
  linkedin: 'social',
  facebook: 'social',
  instagram: 'social',
  x_twitter: 'social',
  tiktok: 'social',
  wordpress: 'cms',
  webflow: 'cms',
  google_business_profile: 'local',
  google_search_console: 'analytics',
  google_analytics: 'analytics',
  mailchimp: 'email',
  klaviyo: 'email',
  google_ads: 'ads',
  meta_ads: 'ads',
};

export const contentRecipes: Recipes<
  | 'channel'
  | 'channelScore'
  | 'blogRequest'
  | 'blogPost'
  | 'socialMediaRequest'
  | 'socialMediaRequestChannel'
  | 'socialPost'
> = {
  channel: (channels) => {
    channels.fill(({ platform = 'linkedin', refId }, index) => ({
      platform,
      channelType: channelTypes[platform],
      name: `Channel ${index + 1}`,
      externalId: `external-${refId}`,
      status: 'connected',
    }));
  },

  channelScore: async (scores, { make }) => {
    await scores.parent('channelId', make.channel);
    await scores.free('period', 'channelId', (n) => monthStart(n).slice(0, 7));
    scores.fill(({ createdAt }) => ({ score: 70, scoredAt: createdAt }));
  },

  blogRequest: async (requests) => {
    await requests.copy('deliverablePeriodId', tables.deliverablePeriod, ({ deliverableId }) => ({ deliverableId }));
    requests.fill((row, index) => ({ ...requester(row), title: `Blog request ${index + 1}` }));
  },

  blogPost: async (posts, { makeMany }) => {
    await posts.ownParent('requestId', makeMany.blogRequest, (row): Partial<BlogRequestRow> => ({
      status: 'approved',
      ...pick(row, 'title'),
    }));
    await posts.copy('requestId', tables.blogRequest, ({ title }) => ({ title }));
    posts.fill(({ status, createdAt }) => ({
      publishedAt: status === 'published' ? createdAt : null,
      scheduledFor: status === 'scheduled' ? createdAt : null,
    }));
  },

  socialMediaRequest: async (requests) => {
    await requests.copy('deliverablePeriodId', tables.deliverablePeriod, ({ deliverableId }) => ({ deliverableId }));
    requests.fill((row, index) => ({ ...requester(row), topic: `Topic ${index + 1}`, postType: 'standard' }));
  },

  socialMediaRequestChannel: async (targets, { make, makeMany }) => {
    await targets.parent('requestId', make.socialMediaRequest);
    await targets.ownParent('channelId', makeMany.channel);
  },

  socialPost: async (posts, { make, makeMany }) => {
    await posts.parent('channelId', make.channel, (row) => pick(row, 'platform'));
    await posts.copy('channelId', tables.channel, ({ platform }) => ({ platform }));
    await posts.ownParent('requestId', makeMany.socialMediaRequest, (): Partial<SocialMediaRequestRow> => ({
      status: 'approved',
    }));
    posts.fill(({ status, createdAt }) => ({
      publishedAt: status === 'published' ? createdAt : null,
      scheduledFor: status === 'scheduled' ? createdAt : null,
    }));
  },
};
