import { approveActivity } from '../../domain/activities/activity/approve-activity.ts';
import { perform } from '../../platform/graph/mutation.ts';
import type { MutationResolvers } from './generated/resolvers.ts';

export const Mutation: MutationResolvers = {
  approveActivity: perform(approveActivity),
};
