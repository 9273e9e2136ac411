import { byId, byRefId, documentsOf, firstOf, pages, type LoadersOf } from '../../platform/batching/loaders.ts';
import { tables } from '../../platform/database/tables.ts';
import type { GraphContext } from '../../platform/graph/context.ts';
import { anyOf, days, enclosing, equals, refersTo } from '../../platform/paging/filters.ts';

export type Context = GraphContext<LoadersOf<typeof loaders>>;

const goals = {
  filter: { strategyId: refersTo('strategyId', tables.strategy), status: anyOf('status') },
  orderBy: { CREATED_AT: [], PRIORITY: ['priority'] },
  bounded: true,
};

const deliverables = {
  filter: {
    strategyId: refersTo('strategyId', tables.strategy),
    goalId: refersTo('goalId', tables.goal),
    type: anyOf('type'),
    isActive: equals('isActive'),
  },
  orderBy: { CREATED_AT: [], NAME: ['name'] },
  bounded: true,
};

/** Whose first and last day enclose a day (docs/api-contract.md#i-51). */
const containing = enclosing('periodStart', 'periodEnd', { backed: true });

const periods = {
  filter: {
    containing,
    status: anyOf('status', { backed: true, probed: 'alone' }),
    deliverableId: refersTo('deliverableId', tables.deliverable, { backed: true }),
    periodStart: days('periodStart'),
  },
  orderBy: { CREATED_AT: [], PERIOD_START: ['periodStart'], STATUS: ['status'] },
};

export const loaders = {
  onboardingRunByRefId: byRefId(tables.onboardingRun),
  onboardingRunsOfTenant: pages(tables.onboardingRun, {
    parent: 'tenantId',
    filter: { status: anyOf('status') },
    bounded: true,
  }),
  newestOnboardingOfTenant: firstOf(tables.onboardingRun, { parent: 'tenantId' }),
  contextFiles: documentsOf('context_files'),
  strategyById: byId(tables.strategy),
  strategyByRefId: byRefId(tables.strategy),
  strategiesOfTenant: pages(tables.strategy, {
    parent: 'tenantId',
    filter: { status: anyOf('status') },
    orderBy: { CREATED_AT: [], VERSION: ['version'] },
    bounded: true,
  }),
  activeStrategyOfTenant: firstOf(tables.strategy, { parent: 'tenantId', filter: { status: equals('status') } }),
  goalById: byId(tables.goal),
  goalByRefId: byRefId(tables.goal),
  goalsOfTenant: pages(tables.goal, { parent: 'tenantId', ...goals }),
  goalsOfStrategy: pages(tables.goal, { parent: 'strategyId', ...goals }),
  deliverableById: byId(tables.deliverable),
  deliverableByRefId: byRefId(tables.deliverable),
  deliverablesOfTenant: pages(tables.deliverable, { parent: 'tenantId', ...deliverables }),
  deliverablesOfStrategy: pages(tables.deliverable, { parent: 'strategyId', ...deliverables }),
  deliverablesOfGoal: pages(tables.deliverable, { parent: 'goalId', ...deliverables }),
  periodByRefId: byRefId(tables.deliverablePeriod),
  periodsOfTenant: pages(tables.deliverablePeriod, { parent: 'tenantId', ...periods }),
  periodsOfDeliverable: pages(tables.deliverablePeriod, {
    parent: 'deliverableId',
    ...periods,
    filter: { ...periods.filter, status: anyOf('status') },
    bounded: true,
  }),
  periodOfDeliverableOn: firstOf(tables.deliverablePeriod, { parent: 'deliverableId', filter: { containing } }),
};
