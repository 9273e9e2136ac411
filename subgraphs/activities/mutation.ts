import { approveActivity } from '../../domain/activities/activity/approve-activity.ts';
import { createActivity } from '../../domain/activities/activity/create-activity.ts';
import { recordLlmCall } from '../../domain/activities/llm-call/record-llm-call.ts';
import { perform } from '../../platform/graph/mutation.ts';
import type { MutationResolvers } from './generated/resolvers.ts';

export const Mutation: MutationResolvers = {
  approveActivity: perform(approveActivity),
  createActivity: perform(createActivity),
  recordLlmCall: perform(recordLlmCall),
};
