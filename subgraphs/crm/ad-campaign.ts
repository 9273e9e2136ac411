import { tables } from '../../platform/database/tables.ts';
import type { AdCampaignResolvers } from './generated/resolvers.ts';
import { funnelQuestion } from './lead-funnel.ts';

/** What this subgraph adds to a campaign. */
export const AdCampaign: AdCampaignResolvers = {
  leads: (campaign, args, { loaders }, info) => loaders.leadsOfCampaign.load(campaign, args, info),
  leadFunnel: (campaign, args, { loaders }, info) =>
    loaders.funnelOfCampaign.load(campaign, funnelQuestion(args, info)),
  __resolveReference: ({ id }, { references }) => references.of(tables.adCampaign, id),
};
