import {
  tables,
  type DeliverablePeriodRow,
  type DeliverableRow,
  type StrategyRow,
} from '../../platform/database/tables.ts';
import { addDays, addMonths, dayOf, latest } from './calendar.ts';
import type { Draft } from './insert-rows.ts';
import { active, archived, draft, type DeliverableText, type StrategyText } from './strategy-texts.ts';
import { bornIn, changed, type Stage } from './stage.ts';
import type { GlobalTemplates } from './templates.ts';
import type { Place } from './work.ts';

/** A strategy with what hangs below it. */
export interface StrategyPlan {
  readonly strategy: Draft<StrategyRow>;
  /** UUIDs of its goals, by their key in the texts. */
  readonly goals: ReadonlyMap<string, string>;
  /** Where work of that deliverable goes that is done in that month (0 this one); null where it had no period then. */
  readonly placeOf: (deliverable: string, month: number) => Place | null;
  /** Every period, in the order of time. */
  readonly places: readonly Place[];
}

/** The strategies of a tenant that is under way: one archived, the active one, and a draft of the next. */
export interface Strategies {
  readonly archived: StrategyPlan;
  readonly active: StrategyPlan;
}

/** The months of the archived and of the active strategy; together the last twelve. */
export const archivedMonths = [-11, -10, -9, -8, -7] as const;
export const activeMonths = [-6, -5, -4, -3, -2, -1, 0] as const;

/** Three strategies over the last twelve months (contract, section 3: Fixture). */
export function addStrategies(stage: Stage, templates: GlobalTemplates): Strategies {
  const { calendar, people } = stage;
  const first = addStrategy(stage, templates, archived, {
    version: 1,
    status: 'archived',
    periodMonths: 5,
    from: calendar.month(-11),
    approvedBy: people.admin,
    months: archivedMonths,
  });
  const second = addStrategy(stage, templates, active, {
    version: 2,
    status: 'active',
    periodMonths: 12,
    from: calendar.month(-6),
    approvedBy: people.admin,
    months: activeMonths,
  });
  addStrategy(stage, templates, draft, {
    version: 3,
    status: 'draft',
    periodMonths: 12,
    from: calendar.month(6),
    approvedBy: null,
    months: [],
  });
  return { archived: first, active: second };
}

/** What a tenant in its first week has: one strategy that waits for its approval. */
export function addFirstStrategy(stage: Stage, templates: GlobalTemplates): StrategyPlan {
  const from = stage.calendar.month(1);
  const start = {
    version: 1,
    status: 'awaiting_approval',
    periodMonths: 12,
    from,
    approvedBy: null,
    months: [],
  } as const;
  return addStrategy(stage, templates, draft, start);
}

interface Term {
  readonly version: number;
  readonly status: StrategyRow['status'];
  readonly periodMonths: number;
  readonly from: Date;
  readonly approvedBy: string | null;
  readonly months: readonly number[];
}

function addStrategy(stage: Stage, templates: GlobalTemplates, text: StrategyText, term: Term): StrategyPlan {
  const { batch, calendar, people } = stage;
  const random = stage.random(`strategy ${term.version}`);
  const planned = term.approvedBy === null;
  const writtenAt = planned ? calendar.daysAgo(2.4) : addDays(term.from, -6.3);
  const approvedAt = addDays(term.from, -2.6);
  const strategy = batch.add(tables.strategy, {
    ...bornIn(stage, random, writtenAt, people.agents.strategist),
    ...(term.approvedBy === null ? {} : changed(approvedAt, term.approvedBy)),
    version: term.version,
    status: term.status,
    summary: text.summary,
    rationale: `Chosen for ${stage.profile.audience}: these goals move the pipeline most for the hours they take.`,
    periodMonths: term.periodMonths,
    startDate: dayOf(term.from),
    endDate: planned ? null : dayOf(addDays(addMonths(term.from, term.periodMonths), -1)),
    approvedById: term.approvedBy,
    approvedAt: planned ? null : approvedAt.toISOString(),
  });
  const removedAt = planned ? calendar.now : addDays(term.from, 40);
  const tombstone = (removed: true | undefined) =>
    removed === true
      ? { ...changed(removedAt, people.admin), deletedAt: removedAt.toISOString(), deletedById: people.admin }
      : {};
  const goals = new Map<string, string>();
  text.goals.forEach((goal, index) => {
    const [baselineValue, targetValue, currentValue] = goal.values;
    const { id } = batch.add(tables.goal, {
      ...bornIn(stage, random, addDays(writtenAt, 0.01), people.agents.strategist),
      ...(currentValue === null ? {} : changed(calendar.daysAgo(1.5), people.agents.data_analyst)),
      strategyId: strategy.id,
      name: goal.name,
      description: `${goal.name} for ${stage.profile.name}.`,
      metric: goal.metric,
      baselineValue,
      targetValue,
      currentValue,
      period: goal.period,
      targetDate: dayOf(addDays(addMonths(term.from, term.periodMonths), -1)),
      status: goal.status,
      priority: index + 1,
      ...tombstone(goal.removed),
    });
    goals.set(goal.key, id);
  });
  const places: Place[] = [];
  const byKey = new Map<string, Place[]>();
  for (const one of text.deliverables) {
    const deliverable = batch.add(tables.deliverable, {
      ...bornIn(stage, random, addDays(writtenAt, 0.02), people.agents.strategist),
      goalId: goals.get(one.goal) ?? '',
      strategyId: strategy.id,
      type: one.type,
      name: one.name,
      quantityPerPeriod: one.quantity,
      period: one.period,
      platforms: [...one.platforms],
      templateId: templates.activity.find(({ deliverableType }) => deliverableType === one.template)?.id ?? null,
      isActive: one.inactive !== true,
      ...tombstone(one.removed),
    });
    const opened = addPeriods(stage, one, deliverable, term.months, approvedAt);
    byKey.set(one.key, opened);
    places.push(...opened);
  }
  const placeOf = (key: string, month: number) => {
    const day = dayOf(calendar.month(month));
    return byKey.get(key)?.find(({ period }) => period.periodStart <= day && day <= period.periodEnd) ?? null;
  };
  return { strategy, goals, placeOf, places };
}

/** One period a month or a quarter; the numbers of what was done come when the work is known (`settlePeriods`). */
function addPeriods(
  stage: Stage,
  text: DeliverableText,
  deliverable: Draft<DeliverableRow>,
  months: readonly number[],
  notBefore: Date,
): Place[] {
  const { batch, calendar, people } = stage;
  const random = stage.random(`periods ${deliverable.refId}`);
  const quarterly = text.period === 'quarterly';
  const lastMonth = text.removed === true ? -5 : text.inactive === true ? -4 : 0;
  const kept = months.filter((month) => month <= lastMonth);
  const starts = new Set(kept.map((month) => (quarterly ? calendar.quarter(month) : calendar.month(month)).getTime()));
  return [...starts].map((time) => {
    const start = new Date(time);
    const openedAt = latest(start, addDays(notBefore, 0.1));
    const raisedLater = text.quantity > 3 && start < calendar.month(0);
    const period: Draft<DeliverablePeriodRow> = {
      ...bornIn(stage, random, openedAt, people.service),
      deliverableId: deliverable.id,
      periodStart: dayOf(start),
      periodEnd: dayOf(addDays(addMonths(start, quarterly ? 3 : 1), -1)),
      // The quantity was raised this month: an open period keeps its target (docs/api-contract.md#13-the-seven-subgraphs,
      // updateDeliverable).
      targetCount: raisedLater ? text.quantity / 2 : text.quantity,
      completedCount: 0,
      status: 'not_started',
    };
    return { deliverable, period: batch.add(tables.deliverablePeriod, period) };
  });
}
