import { tables } from '../../platform/database/tables.ts';
import { usd } from '../../platform/graph/money.ts';
import type { DeliverableResolvers } from './generated/resolvers.ts';
import { rangeOf } from './llm-costs.ts';

/** What this subgraph adds to a deliverable. */
export const Deliverable: DeliverableResolvers = {
  activities: (deliverable, args, { loaders }, info) => loaders.activitiesOfDeliverable.load(deliverable, args, info),
  llmCost: async (deliverable, { createdAt }, { loaders }) =>
    usd(await loaders.llmCostOfDeliverable.load(deliverable, rangeOf(createdAt))),
  __resolveReference: ({ id }, { references }) => references.of(tables.deliverable, id),
};
