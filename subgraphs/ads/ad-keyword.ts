import { performanceOf } from '../../domain/ads/ad-campaign/performance.rules.ts';
import { tables, type AdKeywordRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { money } from '../../platform/graph/money.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import { currencyOf } from './campaign-currency.ts';
import type { AdKeywordResolvers } from './generated/resolvers.ts';

const field = needs<AdKeywordRow>();

export const AdKeyword: AdKeywordResolvers = {
  ...mutableFields,
  channel: field(['channelId'], ({ channelId }, _args, { references }) => references.to(tables.channel, channelId)),
  campaign: field(['campaignId'], ({ campaignId }, _args, { loaders }, info) =>
    loaders.campaignById.require(campaignId, info),
  ),
  bid: field(['bidAmount', 'campaignId'], async ({ bidAmount, campaignId }, _args, context, info) =>
    bidAmount === null ? null : money(bidAmount, await currencyOf(campaignId, context, info)),
  ),
  performance: field(
    ['performanceSnapshot', 'campaignId'],
    ({ performanceSnapshot, campaignId }, _args, context, info) => {
      const performance = performanceOf(performanceSnapshot);
      return performance && { ...performance, currency: () => currencyOf(campaignId, context, info) };
    },
  ),
  __resolveReference: ({ id }, { loaders }, info) => loaders.keywordByRefId.load(id, info),
};
