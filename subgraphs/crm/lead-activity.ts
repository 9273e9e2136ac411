import { detailsOf } from '../../domain/crm/lead-activity/lead-activity.rules.ts';
import type { LeadActivityRow } from '../../platform/database/tables.ts';
import { actorOf } from '../../platform/graph/actor.ts';
import { needs } from '../../platform/graph/fields.ts';
import { recordFields } from '../../platform/graph/record-fields.ts';
import type { LeadActivityResolvers } from './generated/resolvers.ts';

const field = needs<LeadActivityRow>();

export const LeadActivity: LeadActivityResolvers = {
  ...recordFields,
  lead: field(['leadId'], ({ leadId }, _args, { loaders }, info) => loaders.leadById.require(leadId, info)),
  actor: field(
    ['actorType', 'actorUserId', 'actorAgentRole'],
    ({ actorType, actorUserId, actorAgentRole }, _args, context) =>
      actorOf({ type: actorType, userId: actorUserId, agentRole: actorAgentRole }, context),
  ),
  emailSubject: field(['type', 'metadata'], (entry) => detailsOf(entry).emailSubject),
  fromStatus: field(['type', 'metadata'], (entry) => detailsOf(entry).fromStatus),
  toStatus: field(['type', 'metadata'], (entry) => detailsOf(entry).toStatus),
  __resolveReference: ({ id }, { loaders }, info) => loaders.leadActivityByRefId.load(id, info),
};
