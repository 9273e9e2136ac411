import { enrichmentOf, fullName, labelOf, utmOf } from '../../domain/crm/lead/lead.rules.ts';
import { tables, type LeadRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { removableFields } from '../../platform/graph/record-fields.ts';
import { inWords } from '../../platform/graph/words.ts';
import { rightTo } from '../../platform/policy/policy.ts';
import type { LeadResolvers } from './generated/resolvers.ts';

const field = needs<LeadRow>();

export const Lead: LeadResolvers = {
  ...removableFields,
  label: field(['firstName', 'lastName', 'company'], (lead, _args, { viewer }) =>
    labelOf(lead, rightTo(viewer, 'leadNames') !== 'none'),
  ),
  stateLabel: field(['status'], ({ status }) => inWords(status)),
  sourceChannel: field(['sourceChannelId'], ({ sourceChannelId }, _args, { references }) =>
    references.to(tables.channel, sourceChannelId),
  ),
  sourceCampaign: field(['sourceCampaignId'], ({ sourceCampaignId }, _args, { references }) =>
    references.to(tables.adCampaign, sourceCampaignId),
  ),
  fullName: field(['firstName', 'lastName'], fullName),
  utm: field(['utmSource', 'utmMedium', 'utmCampaign'], utmOf),
  assignedTo: field(['assignedToId'], ({ assignedToId }, _args, { references }) =>
    references.to(tables.user, assignedToId),
  ),
  enrichment: field(['enrichmentData'], ({ enrichmentData }) => enrichmentOf(enrichmentData)),
  timeline: field([], (lead, { types, ...page }, { loaders }, info) =>
    loaders.timelineOfLead.load(lead, { ...page, filter: { types } }, info),
  ),
  __resolveReference: ({ id }, { loaders }, info) => loaders.leadByRefId.load(id, info),
};
