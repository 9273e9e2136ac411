import { acceptContract } from '../../domain/tenancy/contract/accept-contract.ts';
import { perform } from '../../platform/graph/mutation.ts';
import type { MutationResolvers } from './generated/resolvers.ts';

export const Mutation: MutationResolvers = {
  acceptContract: perform(acceptContract),
};
