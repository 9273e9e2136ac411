import { tables } from '../../platform/database/tables.ts';
import type { DeliverableResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to a deliverable. */
export const Deliverable: DeliverableResolvers = {
  backlinks: (deliverable, args, { loaders }, info) => loaders.backlinksOfDeliverable.load(deliverable, args, info),
  backlinkSummary: (deliverable, _args, { loaders }) => loaders.summaryOfDeliverable.load(deliverable, null),
  __resolveReference: ({ id }, { references }) => references.of(tables.deliverable, id),
};
