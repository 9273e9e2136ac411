import { approvalSubjects } from '../../domain/activities/activity/subject.ts';
import { timeToDecisionSeconds } from '../../domain/activities/approval/approval.rules.ts';
import { tables, type ApprovalRow } from '../../platform/database/tables.ts';
import { actorOf } from '../../platform/graph/actor.ts';
import { needs } from '../../platform/graph/fields.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import type { ApprovalResolvers } from './generated/resolvers.ts';
import { foreignSubject } from './subject.ts';

const field = needs<ApprovalRow>();

export const Approval: ApprovalResolvers = {
  ...mutableFields,
  subject: field(['subjectType', 'subjectRefId'], async (approval, _args, context, info) => {
    if (approval.subjectType !== 'Activity') return foreignSubject(approval, approvalSubjects, context);
    const activity = await context.loaders.activityByRefId.load(approval.subjectRefId, info);
    return activity && { __typename: 'Activity', ...activity };
  }),
  activity: field(['activityId'], ({ activityId }, _args, { loaders }, info) =>
    loaders.activityById.load(activityId, info),
  ),
  requestedBy: field(
    ['requestedByType', 'requestedByUserId', 'requestedByAgentRole'],
    ({ requestedByType, requestedByUserId, requestedByAgentRole }, _args, context) =>
      actorOf({ type: requestedByType, userId: requestedByUserId, agentRole: requestedByAgentRole }, context),
  ),
  decidedBy: field(['decidedById'], ({ decidedById }, _args, { references }) =>
    references.to(tables.user, decidedById),
  ),
  timeToDecisionSeconds: field(['status', 'createdAt', 'decidedAt'], (approval) => timeToDecisionSeconds(approval)),
  __resolveReference: ({ id }, { loaders }, info) => loaders.approvalByRefId.load(id, info),
};
