import { tables, type AdPlatform, type ChannelPlatform } from '../../../../platform/database/tables.ts';
import { pick } from '../batch.ts';
import type { Recipes } from '../factories.ts';
import { lastDay, monthStart } from '../values.ts';

export const adsRecipes: Recipes<
  'adCampaign' | 'adKeyword' | 'searchTermReport' | 'searchTermClassification' | 'adOptimizationRecommendation'
> = {
  adCampaign: async (campaigns, { make }) => {
    await campaigns.copy('channelId', tables.channel, ({ platform }) => (isAdPlatform(platform) ? { platform } : {}));
    campaigns.fill(() => ({ platform: 'google_ads' }));
    await campaigns.parent('channelId', make.channel, (row) => pick(row, 'platform'));
    campaigns.fill(({ refId }, index) => ({
      externalCampaignId: `campaign-${refId}`,
      name: `Campaign ${index + 1}`,
      status: 'active',
      budgetAmount: '1000.00',
      budgetCurrency: 'INR',
      totalSpend: '0.00',
    }));
  },

  adKeyword: async (keywords, { make }) => {
    await keywords.parent('campaignId', make.adCampaign, (row) => pick(row, 'channelId'));
    await keywords.copy('campaignId', tables.adCampaign, ({ channelId }) => ({ channelId }));
    keywords.fill(({ refId }, index) => ({
      externalAdGroupId: 'group-1',
      externalKeywordId: `keyword-${refId}`,
      text: `keyword ${index + 1}`,
      matchType: 'exact',
      status: 'active',
    }));
  },

  searchTermReport: async (reports, { make }) => {
    await reports.parent('campaignId', make.adCampaign, (row) => pick(row, 'channelId'));
    await reports.copy('campaignId', tables.adCampaign, ({ channelId }) => ({ channelId }));
    reports.fill(({ refId, createdAt, dateFrom = monthStart(1) }) => ({
      externalAdGroupId: 'group-1',
      searchTerm: `term ${refId.toLowerCase()}`,
      impressions: 100,
      clicks: 10,
      conversions: '1.00',
      cost: '25.0000',
      dateFrom,
      dateTo: lastDay(dateFrom, 1),
      syncedAt: createdAt,
    }));
  },

  searchTermClassification: async (classifications, { make, makeMany }) => {
    await classifications.ownParent('reportId', makeMany.searchTermReport, (row) => pick(row, 'campaignId'));
    await classifications.copy('reportId', tables.searchTermReport, ({ campaignId }) => ({ campaignId }));
    await classifications.parent('activityId', make.activity);
    classifications.fill(() => ({ classification: 'keyword' }));
  },

  adOptimizationRecommendation: async (recommendations, { make }) => {
    await recommendations.parent('campaignId', make.adCampaign, (row) => pick(row, 'channelId', 'platform'));
    await recommendations.copy('campaignId', tables.adCampaign, ({ channelId, platform }) => ({ channelId, platform }));
    recommendations.fill(() => ({ platform: 'google_ads' }));
    await recommendations.parent('channelId', make.channel, (row) => pick(row, 'platform'));
    recommendations.fill((_, index) => ({
      type: 'budget_change',
      title: `Recommendation ${index + 1}`,
      changePayload: { budget: 1200 },
      priority: 'medium',
    }));
  },
};

function isAdPlatform(platform: ChannelPlatform): platform is AdPlatform {
  return platform === 'google_ads' || platform === 'meta_ads';
}
