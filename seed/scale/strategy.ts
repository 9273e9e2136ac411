import {
  tables,
  type DeliverablePeriodRow,
  type DeliverableRow,
  type GoalRow,
  type StrategyRow,
} from '../../platform/database/tables.ts';
import type { Draft } from '../demo/insert-rows.ts';
import { born, Identities } from './identities.ts';
import type { Load } from './load.ts';
import { peopleOf, systemUserId } from './people.ts';
import { monthsPlanned, type ScalePlan, type ScaleTenant } from './plan.ts';
import { workOf } from './work.ts';

const onboardingIds = new Identities('onboarding runs');
const strategyIds = new Identities('strategies');
const goalIds = new Identities('goals');
const deliverableIds = new Identities('deliverables');
const periodIds = new Identities('deliverable periods');

const types = ['blog_posts', 'social_posts', 'backlinks', 'ad_copy_sets', 'performance_reports'] as const;

/** What work hangs on: ids of a tenant's plan, worked out from their numbers. */
export const planOf = {
  strategy: ({ number }: ScaleTenant) => strategyIds.uuid(number * 2 + 1),
  /** The goal that a deliverable is for. */
  goalOf: ({ goals, deliverables }: ScaleTenant, deliverable: number) =>
    goalIds.uuid(goals.first + ((deliverable - deliverables.first) % goals.count)),
  goal: (goal: number) => goalIds.uuid(goal),
  deliverable: (deliverable: number) => deliverableIds.uuid(deliverable),
  period: (deliverable: number, month: number) => periodIds.uuid(deliverable * monthsPlanned + month),
};

/** For every tenant an onboarding, an archived strategy and one in force, its goals, deliverables and a year of months. */
export function strategy(plan: ScalePlan): Load[] {
  const total = (kind: 'goals' | 'deliverables'): number =>
    plan.tenants.reduce((sum, tenant) => sum + tenant[kind].count, 0);
  return [
    { table: tables.onboardingRun, count: plan.tenants.length, rows: () => onboardings(plan) },
    { table: tables.strategy, count: plan.tenants.length * 2, rows: () => strategies(plan) },
    { table: tables.goal, count: total('goals'), rows: () => goals(plan) },
    { table: tables.deliverable, count: total('deliverables'), rows: () => deliverables(plan) },
    { table: tables.deliverablePeriod, count: total('deliverables') * monthsPlanned, rows: () => periods(plan) },
  ];
}

function* onboardings(plan: ScalePlan) {
  for (const tenant of plan.tenants) {
    yield {
      ...born(onboardingIds, tenant.number, plan.beginning + 60_000, peopleOf.agent(tenant, 0)),
      tenantId: tenant.id,
      status: 'completed',
      researchOutput: 'Three rivals, two of them cheaper.',
    };
  }
}

function* strategies(plan: ScalePlan): Generator<Draft<StrategyRow>> {
  for (const tenant of plan.tenants) {
    for (const version of [1, 2]) {
      const base = born(
        strategyIds,
        tenant.number * 2 + version - 1,
        plan.beginning + version * 120_000,
        peopleOf.agent(tenant, 1),
      );
      yield {
        ...base,
        tenantId: tenant.id,
        version,
        status: version === 2 ? 'active' : 'archived',
        summary: 'More leads for less.',
        periodMonths: 12,
        startDate: dayOf(plan.months[0]),
        endDate: dayOf((plan.months.at(-1) ?? 0) - 1),
        approvedById: peopleOf.admin(tenant),
        approvedAt: base.createdAt,
      };
    }
  }
}

function* goals(plan: ScalePlan): Generator<Draft<GoalRow>> {
  for (const tenant of plan.tenants) {
    for (let place = 0; place < tenant.goals.count; place += 1) {
      const number = tenant.goals.first + place;
      yield {
        ...born(goalIds, number, plan.beginning + 300_000 + place, peopleOf.agent(tenant, 1)),
        tenantId: tenant.id,
        strategyId: planOf.strategy(tenant),
        name: `Goal ${place + 1}`,
        metric: 'organic_traffic',
        targetValue: '1000.00',
        baselineValue: '100.00',
        currentValue: `${goalIds.below(900, number, 0) + 100}.00`,
        period: 'quarterly',
        status: goalIds.pick(['active', 'on_track', 'at_risk'] as const, number, 1),
        priority: (place % 5) + 1,
      };
    }
  }
}

function* deliverables(plan: ScalePlan): Generator<Draft<DeliverableRow>> {
  for (const tenant of plan.tenants) {
    for (let place = 0; place < tenant.deliverables.count; place += 1) {
      const number = tenant.deliverables.first + place;
      yield {
        ...born(deliverableIds, number, plan.beginning + 600_000 + place, peopleOf.agent(tenant, 1)),
        tenantId: tenant.id,
        strategyId: planOf.strategy(tenant),
        goalId: planOf.goalOf(tenant, number),
        type: types[place % types.length] ?? 'blog_posts',
        name: `Deliverable ${place + 1}`,
        quantityPerPeriod: 8,
        period: 'monthly',
        platforms: ['google'],
        isActive: true,
      };
    }
  }
}

/** Each month counts the units that were completed in it (docs/api-contract.md#i-56), as the load's activities have them. */
function* periods(plan: ScalePlan): Generator<Draft<DeliverablePeriodRow>> {
  const completed = completedUnits(plan);
  for (const tenant of plan.tenants) {
    for (let place = 0; place < tenant.deliverables.count; place += 1) {
      for (let month = 0; month < monthsPlanned; month += 1) {
        const deliverable = tenant.deliverables.first + place;
        const number = deliverable * monthsPlanned + month;
        const completedCount = completed[number] ?? 0;
        const targetCount = 8 + (number % 5);
        const current = month === monthsPlanned - 1;
        const closed = completedCount >= targetCount ? 'completed' : 'missed';
        yield {
          ...born(periodIds, number, plan.beginning + 900_000 + place * monthsPlanned + month, systemUserId),
          tenantId: tenant.id,
          deliverableId: planOf.deliverable(deliverable),
          periodStart: dayOf(plan.months[month]),
          periodEnd: dayOf((plan.months[month + 1] ?? 0) - 1),
          targetCount,
          completedCount,
          status: current
            ? periodIds.pick(['not_started', 'in_progress', 'in_progress', 'at_risk'] as const, number, 0)
            : closed,
        };
      }
    }
  }
}

function completedUnits(plan: ScalePlan): Uint16Array {
  const last = plan.tenants.at(-1);
  const count = last === undefined ? 0 : last.deliverables.first + last.deliverables.count;
  const completed = new Uint16Array(count * monthsPlanned);
  for (const { deliverable, month, parent, status } of workOf(plan)) {
    if (deliverable === null || parent !== null || status !== 'completed') continue;
    const number = deliverable * monthsPlanned + month;
    completed[number] = (completed[number] ?? 0) + 1;
  }
  return completed;
}

function dayOf(at: number | undefined): string {
  return new Date(at ?? 0).toISOString().slice(0, 10);
}
