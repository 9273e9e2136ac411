import { performanceOf } from '../../domain/ads/ad-campaign/performance.rules.ts';
import { tables, type AdCampaignRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { money } from '../../platform/graph/money.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import type { AdCampaignResolvers } from './generated/resolvers.ts';

const field = needs<AdCampaignRow>();

export const AdCampaign: AdCampaignResolvers = {
  ...mutableFields,
  channel: field(['channelId'], ({ channelId }, _args, { references }) => references.to(tables.channel, channelId)),
  budget: field(['budgetAmount', 'budgetCurrency'], ({ budgetAmount, budgetCurrency }) =>
    money(budgetAmount, budgetCurrency),
  ),
  totalSpend: field(['totalSpend', 'budgetCurrency'], ({ totalSpend, budgetCurrency }) =>
    money(totalSpend, budgetCurrency),
  ),
  performance: field(['performanceSnapshot', 'budgetCurrency'], ({ performanceSnapshot, budgetCurrency }) => {
    const performance = performanceOf(performanceSnapshot);
    return performance && { ...performance, currency: () => budgetCurrency };
  }),
  keywords: field([], (campaign, args, { loaders }, info) => loaders.keywordsOfCampaign.load(campaign, args, info)),
  searchTerms: field([], (campaign, args, { loaders }, info) => loaders.reportsOfCampaign.load(campaign, args, info)),
  recommendations: field([], (campaign, args, { loaders }, info) =>
    loaders.recommendationsOfCampaign.load(campaign, args, info),
  ),
  __resolveReference: ({ id }, { loaders }, info) => loaders.campaignByRefId.load(id, info),
};
