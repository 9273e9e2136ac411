import { tables, type BlogRequestRow, type SocialMediaRequestRow } from '../../platform/database/tables.ts';
import { actorOf } from '../../platform/graph/actor.ts';
import { needs } from '../../platform/graph/fields.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import { inWords } from '../../platform/graph/words.ts';
import type { Context } from './loaders.ts';

/** What requests of both kinds have. */
type RequestRow = Pick<BlogRequestRow, keyof BlogRequestRow & keyof SocialMediaRequestRow>;

const field = needs<RequestRow>();

/** Fields of a request, whatever it asks for. */
export const requestFields = {
  ...mutableFields,
  stateLabel: field(['status'], ({ status }) => inWords(status)),
  deliverable: field(['deliverableId'], ({ deliverableId }, _args, { references }: Context) =>
    references.to(tables.deliverable, deliverableId),
  ),
  deliverablePeriod: field(['deliverablePeriodId'], ({ deliverablePeriodId }, _args, { references }: Context) =>
    references.to(tables.deliverablePeriod, deliverablePeriodId),
  ),
  approvalActivity: field(['approvalActivityId'], ({ approvalActivityId }, _args, { references }: Context) =>
    references.to(tables.activity, approvalActivityId),
  ),
  requestedBy: field(
    ['requestedByType', 'requestedByUserId', 'requestedByAgentRole'],
    ({ requestedByType, requestedByUserId, requestedByAgentRole }, _args, context: Context) =>
      actorOf({ type: requestedByType, userId: requestedByUserId, agentRole: requestedByAgentRole }, context),
  ),
};
