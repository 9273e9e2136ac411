import { tables, type SearchTermReportRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { money } from '../../platform/graph/money.ts';
import { recordFields } from '../../platform/graph/record-fields.ts';
import { currencyOf } from './campaign-currency.ts';
import type { SearchTermReportResolvers } from './generated/resolvers.ts';

const field = needs<SearchTermReportRow>();

export const SearchTermReport: SearchTermReportResolvers = {
  ...recordFields,
  channel: field(['channelId'], ({ channelId }, _args, { references }) => references.to(tables.channel, channelId)),
  campaign: field(['campaignId'], ({ campaignId }, _args, { loaders }, info) =>
    loaders.campaignById.require(campaignId, info),
  ),
  cost: field(['cost', 'campaignId'], async ({ cost, campaignId }, _args, context, info) =>
    money(cost, await currencyOf(campaignId, context, info)),
  ),
  classification: field([], ({ id }, _args, { loaders }, info) => loaders.classificationOfReport.load(id, info)),
  __resolveReference: ({ id }, { loaders }, info) => loaders.reportByRefId.load(id, info),
};
