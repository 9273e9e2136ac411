import { impactOf } from '../../domain/ads/ad-recommendation/impact.rules.ts';
import { tables, type AdOptimizationRecommendationRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import { inWords } from '../../platform/graph/words.ts';
import type { AdOptimizationRecommendationResolvers } from './generated/resolvers.ts';

const field = needs<AdOptimizationRecommendationRow>();

export const AdOptimizationRecommendation: AdOptimizationRecommendationResolvers = {
  ...mutableFields,
  label: field(['title'], ({ title }) => title),
  stateLabel: field(['status'], ({ status }) => inWords(status)),
  channel: field(['channelId'], ({ channelId }, _args, { references }) => references.to(tables.channel, channelId)),
  campaign: field(['campaignId'], ({ campaignId }, _args, { loaders }, info) =>
    loaders.campaignById.load(campaignId, info),
  ),
  activity: field(['activityId'], ({ activityId }, _args, { references }) =>
    references.to(tables.activity, activityId),
  ),
  impact: field(['impactEstimate'], ({ impactEstimate }) => impactOf(impactEstimate)),
  reviewedBy: field(['reviewedById'], ({ reviewedById }, _args, { references }) =>
    references.to(tables.user, reviewedById),
  ),
  __resolveReference: ({ id }, { loaders }, info) => loaders.recommendationByRefId.load(id, info),
};
