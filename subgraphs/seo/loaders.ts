import { backlinkSummary } from '../../domain/seo/backlink/backlink-summary.report.ts';
import { aggregates, byRefId, pages, type LoadersOf } from '../../platform/batching/loaders.ts';
import { enumLabels, tables } from '../../platform/database/tables.ts';
import type { GraphContext } from '../../platform/graph/context.ts';
import { anyOf, changedBetween, equals, instants, refersTo } from '../../platform/paging/filters.ts';

export type Context = GraphContext<LoadersOf<typeof loaders>>;

/**
 * Each is backed by an index, `isLive` and `lastCheckedAt` under the status (docs/api-contract.md#15-lists-and-their-indexes).
 */
const filter = {
  outreachStatus: anyOf('outreachStatus', { backed: true, probed: true }),
  isLive: equals('isLive', { backed: true }),
  deliverableId: refersTo('deliverableId', tables.deliverable, { backed: true }),
  activityId: refersTo('activityId', tables.activity, { backed: true }),
  lastCheckedAt: instants('lastCheckedAt'),
  updatedAt: changedBetween(),
};

export const loaders = {
  backlinkByRefId: byRefId(tables.backlink),
  backlinksOfTenant: pages(tables.backlink, {
    parent: 'tenantId',
    filter,
    orderBy: { CREATED_AT: [], LAST_CHECKED_AT: ['lastCheckedAt'] },
    residualOrders: ['LAST_CHECKED_AT'],
    underEach: {
      field: 'outreachStatus',
      values: Object.values(enumLabels.OutreachStatus),
      filters: ['isLive', 'lastCheckedAt'],
      orders: ['LAST_CHECKED_AT'],
    },
  }),
  backlinksOfDeliverable: pages(tables.backlink, {
    parent: 'deliverableId',
    filter: { ...filter, outreachStatus: anyOf('outreachStatus') },
    bounded: true,
  }),
  backlinksOfActivity: pages(tables.backlink, { parent: 'activityId' }),
  summaryOfTenant: aggregates(backlinkSummary('tenantId')),
  summaryOfDeliverable: aggregates(backlinkSummary('deliverableId')),
};
