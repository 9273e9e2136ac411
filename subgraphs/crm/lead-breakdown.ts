import type { BreakdownQuestion } from '../../domain/crm/lead/lead-breakdown.report.ts';
import { tables } from '../../platform/database/tables.ts';
import { badUserInput } from '../../platform/errors/graph-error.ts';
import type { LeadBreakdownRowResolvers, TenantLeadBreakdownArgs } from './generated/resolvers.ts';

/** Most rows of one breakdown. */
const maximumRows = 1_000;

/**
 * The arguments of `leadBreakdown`, checked.
 * @throws BAD_USER_INPUT for an open range and for a limit out of bounds (docs/api-contract.md#15-lists-and-their-indexes)
 */
export function breakdownQuestion({ createdAt, groupBy, limit }: TenantLeadBreakdownArgs): BreakdownQuestion {
  const { from = null, to = null } = createdAt;
  if (from === null || to === null) {
    throw badUserInput('an open range would read every lead there is; expected both "from" and "to"');
  }
  if (typeof limit !== 'number' || limit < 1 || limit > maximumRows) {
    throw badUserInput(`"limit" is ${limit}; expected 1 to ${maximumRows}`);
  }
  return { from, to, groupBy, limit };
}

export const LeadBreakdownRow: LeadBreakdownRowResolvers = {
  campaign: ({ sourceCampaignId = null }, _args, { references }) => references.to(tables.adCampaign, sourceCampaignId),
  channel: ({ sourceChannelId = null }, _args, { references }) => references.to(tables.channel, sourceChannelId),
};
