import { tables } from '../../platform/database/tables.ts';
import type { DeliverableResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to a deliverable. */
export const Deliverable: DeliverableResolvers = {
  blogRequests: (deliverable, args, { loaders }, info) =>
    loaders.blogRequestsOfDeliverable.load(deliverable, args, info),
  socialMediaRequests: (deliverable, args, { loaders }, info) =>
    loaders.socialMediaRequestsOfDeliverable.load(deliverable, args, info),
  __resolveReference: ({ id }, { references }) => references.of(tables.deliverable, id),
};
