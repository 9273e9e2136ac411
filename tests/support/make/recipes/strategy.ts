import { tables } from '../../../../platform/database/tables.ts';
import { pick } from '../batch.ts';
import type { Recipes } from '../factories.ts';
import { documentId, lastDay, monthStart } from '../values.ts';

export const strategyRecipes: Recipes<'onboardingRun' | 'strategy' | 'goal' | 'deliverable' | 'deliverablePeriod'> = {
  onboardingRun: (runs) => {
    runs.fill(({ status = 'pending', createdAt, createdById }) => ({
      status,
      contextFileId: documentId(),
      ...(status === 'completed' ? { reviewedById: createdById, reviewedAt: createdAt } : {}),
    }));
  },

  /** A draft: a tenant has one active strategy at most, and a test that wants it says so. */
  strategy: async (strategies) => {
    strategies.fill(({ status = 'draft', periodMonths = 6, startDate, createdAt, createdById }) => {
      const begins = startDate ?? monthStart(0);
      const approved = status === 'active' || status === 'archived';
      return {
        status,
        summary: 'Grow organic traffic',
        periodMonths,
        ...(approved
          ? {
              startDate: begins,
              endDate: lastDay(begins, periodMonths),
              approvedById: createdById,
              approvedAt: createdAt,
            }
          : {}),
      };
    });
    await strategies.free('version', 'tenantId', (n) => n + 1);
  },

  goal: async (goals, { make }) => {
    await goals.parent('strategyId', make.strategy);
    goals.fill((_, index) => ({
      name: `Goal ${index + 1}`,
      metric: 'organic_sessions',
      baselineValue: '0.00',
      currentValue: '50.00',
      targetValue: '100.00',
      period: 'quarterly',
      priority: 1,
    }));
  },

  deliverable: async (deliverables, { make }) => {
    await deliverables.parent('goalId', make.goal, (row) => pick(row, 'strategyId'));
    await deliverables.copy('goalId', tables.goal, ({ strategyId }) => ({ strategyId }));
    deliverables.fill((_, index) => ({
      type: 'blog_posts',
      name: `Deliverable ${index + 1}`,
      quantityPerPeriod: 4,
      period: 'monthly',
    }));
  },

  /** This month's, then the months before it; a quarterly deliverable's later periods want their `periodStart`. */
  deliverablePeriod: async (periods, { make }) => {
    await periods.parent('deliverableId', make.deliverable);
    await periods.free('periodStart', 'deliverableId', monthStart);
    await periods.copy('deliverableId', tables.deliverable, (deliverable, { periodStart }) => ({
      targetCount: deliverable.quantityPerPeriod,
      ...(periodStart === undefined
        ? {}
        : { periodEnd: lastDay(periodStart, deliverable.period === 'quarterly' ? 3 : 1) }),
    }));
  },
};
