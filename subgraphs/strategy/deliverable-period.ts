import {
  isClosed,
  percentComplete,
  remainingCount,
} from '../../domain/strategy/deliverable-period/deliverable-period.rules.ts';
import type { DeliverablePeriodRow } from '../../platform/database/tables.ts';
import { needs } from '../../platform/graph/fields.ts';
import { mutableFields } from '../../platform/graph/record-fields.ts';
import { inWords } from '../../platform/graph/words.ts';
import type { DeliverablePeriodResolvers } from './generated/resolvers.ts';

const field = needs<DeliverablePeriodRow>();

export const DeliverablePeriod: DeliverablePeriodResolvers = {
  ...mutableFields,
  label: field(['deliverableId', 'periodStart'], async ({ deliverableId, periodStart }, _args, { loaders }, info) => {
    const { name } = await loaders.deliverableById.require(deliverableId, info, ['name']);
    return `${name} ${periodStart.slice(0, 7)}`;
  }),
  stateLabel: field(['status'], ({ status }) => inWords(status)),
  deliverable: field(['deliverableId'], ({ deliverableId }, _args, { loaders }, info) =>
    loaders.deliverableById.require(deliverableId, info),
  ),
  remainingCount: field(['targetCount', 'completedCount'], remainingCount),
  percentComplete: field(['targetCount', 'completedCount'], percentComplete),
  isClosed: field(['status'], isClosed),
  __resolveReference: ({ id }, { loaders }, info) => loaders.periodByRefId.load(id, info),
};
