import { adTotals } from '../../domain/ads/ad-campaign/ad-totals.report.ts';
import {
  classifiedAs,
  hasNoConversions,
  inDays,
  isUnclassified,
} from '../../domain/ads/search-term/search-term-report.filters.ts';
import {
  aggregates,
  byId,
  byRefId,
  byUnique,
  firstOf,
  pages,
  type LoadersOf,
} from '../../platform/batching/loaders.ts';
import { readingAsText } from '../../platform/database/table.ts';
import { enumLabels, tables } from '../../platform/database/tables.ts';
import type { GraphContext } from '../../platform/graph/context.ts';
import { anyOf, changedBetween, equals, refersTo } from '../../platform/paging/filters.ts';

export type Context = GraphContext<LoadersOf<typeof loaders>>;

const { searchTermReport, searchTermClassification } = tables;
const adCampaign = readingAsText(tables.adCampaign, 'performanceSnapshot');
const adKeyword = readingAsText(tables.adKeyword, 'performanceSnapshot');
const adRecommendation = readingAsText(tables.adOptimizationRecommendation, 'impactEstimate');

/** A tenant has few campaigns, so any filter may stand alone. */
const campaigns = {
  filter: {
    status: anyOf('status'),
    platform: anyOf('platform'),
    channelId: refersTo('channelId', tables.channel),
    updatedAt: changedBetween(),
  },
  orderBy: { CREATED_AT: [], NAME: ['name'], TOTAL_SPEND: ['totalSpend'] },
  bounded: true,
};

const ofCampaign = refersTo('campaignId', adCampaign, { backed: true });
const byActivity = refersTo('activityId', tables.activity, { backed: true });

const keywords = {
  filter: { status: anyOf('status'), matchType: anyOf('matchType'), campaignId: ofCampaign },
};

const reports = {
  filter: {
    campaignId: ofCampaign,
    classificationStatus: classifiedAs,
    unclassified: isUnclassified,
    noConversions: hasNoConversions,
    dateRange: inDays,
  },
  orderBy: { CREATED_AT: [], COST: ['cost'], CLICKS: ['clicks'] },
  residualOrders: ['COST', 'CLICKS'],
};

const classifications = {
  filter: {
    status: anyOf('status', { backed: true, probed: true }),
    classification: anyOf('classification'),
    campaignId: ofCampaign,
    activityId: byActivity,
  },
};

const recommendations = {
  filter: {
    status: anyOf('status', { backed: true, probed: true }),
    type: anyOf('type'),
    platform: anyOf('platform'),
    campaignId: ofCampaign,
    activityId: byActivity,
  },
  orderBy: { CREATED_AT: [], PRIORITY: ['priority'] },
  residualOrders: ['PRIORITY'],
};

/** Lists that their parent bounds: sorting one is cheap, so its statuses are not read one by one. */
const unprobed = { status: anyOf('status', { backed: true }) };
const recommendationsUnder = { ...recommendations, filter: { ...recommendations.filter, ...unprobed }, bounded: true };
const classificationsUnder = { ...classifications, filter: { ...classifications.filter, ...unprobed }, bounded: true };

export const loaders = {
  campaignById: byId(adCampaign),
  campaignByRefId: byRefId(adCampaign),
  campaignByExternalId: firstOf(adCampaign, { parent: 'externalCampaignId', filter: { platform: equals('platform') } }),
  campaignsOfTenant: pages(adCampaign, { parent: 'tenantId', ...campaigns }),
  campaignsOfChannel: pages(adCampaign, { parent: 'channelId', ...campaigns }),
  totalsOfTenant: aggregates(adTotals),

  keywordByRefId: byRefId(adKeyword),
  keywordsOfTenant: pages(adKeyword, { parent: 'tenantId', ...keywords }),
  keywordsOfCampaign: pages(adKeyword, { parent: 'campaignId', ...keywords, bounded: true }),

  reportById: byId(searchTermReport),
  reportByRefId: byRefId(searchTermReport),
  reportsOfTenant: pages(searchTermReport, { parent: 'tenantId', ...reports }),
  reportsOfCampaign: pages(searchTermReport, { parent: 'campaignId', ...reports, bounded: true }),

  classificationByRefId: byRefId(searchTermClassification),
  classificationOfReport: byUnique(searchTermClassification, 'reportId'),
  classificationsOfTenant: pages(searchTermClassification, { parent: 'tenantId', ...classifications }),
  classificationsOfActivity: pages(searchTermClassification, { parent: 'activityId', ...classificationsUnder }),

  recommendationByRefId: byRefId(adRecommendation),
  recommendationsOfTenant: pages(adRecommendation, {
    parent: 'tenantId',
    ...recommendations,
    underEach: { field: 'status', values: Object.values(enumLabels.RecommendationStatus), orders: ['PRIORITY'] },
  }),
  recommendationsOfCampaign: pages(adRecommendation, { parent: 'campaignId', ...recommendationsUnder }),
  recommendationsOfActivity: pages(adRecommendation, { parent: 'activityId', ...recommendationsUnder }),
};
