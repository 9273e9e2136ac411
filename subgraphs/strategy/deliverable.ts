import { tables, type DeliverableRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { removableFields } from '../../platform/graph/record-fields.ts';
import type { DeliverableResolvers } from './generated/resolvers.ts';

const field = needs<DeliverableRow>();

export const Deliverable: DeliverableResolvers = {
  ...removableFields,
  goal: field(['goalId'], ({ goalId }, _args, { loaders }, info) => loaders.goalById.require(goalId, info)),
  strategy: field(['strategyId'], ({ strategyId }, _args, { loaders }, info) =>
    loaders.strategyById.require(strategyId, info),
  ),
  template: field(['templateId'], ({ templateId }, _args, { references }) =>
    references.to(tables.activityTemplate, templateId),
  ),
  periods: field([], (deliverable, args, { loaders }, info) =>
    loaders.periodsOfDeliverable.load(deliverable, args, info),
  ),
  currentPeriod: field([], (deliverable, { on }, { loaders, now }, info) =>
    loaders.periodOfDeliverableOn.load(deliverable, info, { containing: on ?? now.toISOString().slice(0, 10) }),
  ),
  __resolveReference: ({ id }, { loaders }, info) => loaders.deliverableByRefId.load(id, info),
};
