import { leadBreakdown } from '../../domain/crm/lead/lead-breakdown.report.ts';
import { leadFunnel } from '../../domain/crm/lead/lead-funnel.report.ts';
import { hasEmail } from '../../domain/crm/lead/lead.filters.ts';
import { aggregates, byId, byRefId, pages, type LoadersOf } from '../../platform/batching/loaders.ts';
import { tables } from '../../platform/database/tables.ts';
import type { GraphContext } from '../../platform/graph/context.ts';
import { anyOf, changedBetween, createdBetween, refersTo } from '../../platform/paging/filters.ts';

export type Context = GraphContext<LoadersOf<typeof loaders>>;

/** Each is backed by an index (docs/api-contract.md#15-lists-and-their-indexes). */
const filter = {
  status: anyOf('status', { backed: true, probed: true }),
  source: anyOf('source', { backed: true, probed: true }),
  campaignId: refersTo('sourceCampaignId', tables.adCampaign, { backed: true }),
  channelId: refersTo('sourceChannelId', tables.channel, { backed: true }),
  assignedToId: refersTo('assignedToId', tables.user, { backed: true }),
  email: hasEmail,
  createdAt: createdBetween(),
  updatedAt: changedBetween(),
};

/** A list whose own index keeps it: its statuses and sources are not read one by one. */
const leadsUnder = (parent: string) => ({
  parent,
  filter: { ...filter, status: anyOf('status', { backed: true }), source: anyOf('source', { backed: true }) },
});

export const loaders = {
  leadById: byId(tables.lead),
  leadByRefId: byRefId(tables.lead),
  leadsOfTenant: pages(tables.lead, {
    parent: 'tenantId',
    filter,
    orderBy: { CREATED_AT: [], UPDATED_AT: ['changedAt'] },
  }),
  leadsOfUser: pages(tables.lead, leadsUnder('assignedToId')),
  leadsOfChannel: pages(tables.lead, leadsUnder('sourceChannelId')),
  leadsOfCampaign: pages(tables.lead, leadsUnder('sourceCampaignId')),
  funnelOfTenant: aggregates(leadFunnel('tenantId')),
  funnelOfCampaign: aggregates(leadFunnel('sourceCampaignId')),
  breakdownOfTenant: aggregates(leadBreakdown),
  leadActivityByRefId: byRefId(tables.leadActivity),
  timelineOfLead: pages(tables.leadActivity, { parent: 'leadId', filter: { types: anyOf('type') }, bounded: true }),
};
