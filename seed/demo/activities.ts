import { tables, type ActivityStatus, type ActivityType } from '../../platform/database/tables.ts';
import { addDays, addMonths, dayOf, earliest, latest } from './calendar.ts';
import { at } from './random.ts';
import type { AgentRole, Stage } from './stage.ts';
import { activeMonths, archivedMonths, type Strategies, type StrategyPlan } from './strategy.ts';
import { recurringTasks } from './template-texts.ts';
import { addActivity, addApproval, type Place } from './work.ts';

/** What one deliverable's unit is called, and which agent makes it since agents do the work. */
const crafts: Readonly<Record<string, { title: string; type: ActivityType; agent: AgentRole }>> = {
  blog: { title: 'Blog post', type: 'write', agent: 'copywriter' },
  social: { title: 'Social post', type: 'write', agent: 'social_media_manager' },
  backlinks: { title: 'Outreach for a trade link', type: 'outreach', agent: 'seo_specialist' },
  newsletter: { title: 'Newsletter', type: 'write', agent: 'copywriter' },
  report: { title: 'Performance report', type: 'report', agent: 'data_analyst' },
  ads: { title: 'Ad copy set', type: 'write', agent: 'ads_optimizer' },
  audit: { title: 'Website audit', type: 'audit', agent: 'seo_specialist' },
  landing: { title: 'Landing page', type: 'write', agent: 'copywriter' },
  video: { title: 'Video script', type: 'write', agent: 'copywriter' },
};

/** Units finished by people a month, before agents took over. */
const archivedUnits: Readonly<Record<string, readonly number[]>> = {
  blog: [2, 2, 1, 2, 2],
  backlinks: [1, 0, 1, 1, 0],
};
const activeUnits: Readonly<Record<string, readonly number[]>> = {
  blog: [3, 2, 2, 3],
  social: [2, 2, 3, 3],
  backlinks: [2, 2, 1, 2],
  newsletter: [1, 1, 0, 1],
  report: [1, 1, 1, 1],
  ads: [1, 0, 1, 1],
  landing: [1, 0, 0, 0],
  video: [1, 0, 0, 0],
};

/** Work of agents in the last three months, posts aside: a list of states a month. */
const agentUnits: Readonly<Record<string, readonly [ActivityStatus[], ActivityStatus[], ActivityStatus[]]>> = {
  backlinks: [
    ['completed', 'completed'],
    ['completed', 'completed'],
    ['completed', 'in_progress'],
  ],
  newsletter: [['completed'], ['completed'], []],
  report: [['completed'], ['completed'], ['completed']],
  ads: [['completed'], ['completed'], ['failed']],
};

/** All work on deliverables, posts aside: what people did in the first nine months and agents in the last three. */
export function addDeliverableWork(stage: Stage, { archived, active }: Strategies): void {
  addHistory(stage, archived, archivedUnits, archivedMonths);
  addHistory(stage, active, activeUnits, activeMonths.slice(0, 4));
  for (const [key, months] of Object.entries(agentUnits)) {
    months.forEach((states, index) =>
      states.forEach((status, unit) => addUnit(stage, active, key, index - 2, unit, status, true)),
    );
  }
  addAudits(stage, active);
}

function addHistory(
  stage: Stage,
  plan: StrategyPlan,
  units: Readonly<Record<string, readonly number[]>>,
  months: readonly number[],
): void {
  for (const [key, counts] of Object.entries(units)) {
    counts.forEach((count, index) => {
      for (let unit = 0; unit < count; unit += 1)
        addUnit(stage, plan, key, at(months, index), unit, 'completed', false);
    });
  }
}

/** One audit a quarter, of which the current one is under way. */
function addAudits(stage: Stage, active: StrategyPlan): void {
  const now = active.placeOf('audit', 0)?.period.id;
  const seen = new Set<string>();
  for (const month of activeMonths) {
    const id = active.placeOf('audit', month)?.period.id;
    if (id === undefined || seen.has(id)) continue;
    seen.add(id);
    if (id === now) addUnit(stage, active, 'audit', 0, 0, 'in_progress', true);
    else addUnit(stage, active, 'audit', month, 0, 'completed', false);
  }
}

function addUnit(
  stage: Stage,
  plan: StrategyPlan,
  key: string,
  month: number,
  unit: number,
  status: ActivityStatus,
  byAgent: boolean,
): void {
  const { calendar, people, profile } = stage;
  const craft = crafts[key];
  const place = plan.placeOf(key, month);
  if (craft === undefined || place === null) return;
  const random = stage.random(`unit ${plan.strategy.refId} ${key} ${month} ${unit}`);
  const [from, to] = window(stage, place, month);
  const running = status === 'in_progress';
  const startedAt = running ? random.between(latest(from, calendar.hoursAgo(5)), to) : random.between(from, to);
  const activity = addActivity(stage, {
    title: `${craft.title}: ${random.pick(profile.themes)}`,
    type: craft.type,
    by: byAgent ? { agent: craft.agent } : { person: at(people.reviewers, unit + month + 12) },
    status,
    createdAt: random.between(from, startedAt),
    startedAt,
    completedAt: status === 'completed' ? random.between(startedAt, to) : undefined,
    changedAt: status === 'failed' ? random.between(startedAt, to) : undefined,
    place,
  });
  if (status !== 'failed') return;
  // Three failed runs hand the work to a person (docs/api-contract.md#16-state-machines, escalation_after_failures).
  addActivity(stage, {
    title: `Take over: ${activity.title}`,
    type: 'other',
    by: { person: people.reviewers[0] },
    status: 'created',
    createdAt: new Date(activity.updatedAt ?? activity.createdAt),
    parent: activity,
    more: { priority: 'high' },
  });
}

/** The part of a period in which work of that month was done. */
export function window({ calendar }: Stage, { period }: Place, month: number): [from: Date, to: Date] {
  const from = latest(calendar.month(month), new Date(period.createdAt));
  return [from, earliest(addDays(calendar.month(month + 1), -0.1), calendar.now)];
}

/**
 * Ends what has ended: a period counts its finished top-level work (docs/api-contract.md#i-56) and is closed when its last day is
 * over.
 */
export function settlePeriods(stage: Stage, plans: readonly StrategyPlan[]): void {
  const done = new Map<string, number>();
  const begun = new Set<string>();
  for (const { deliverablePeriodId, parentId, status, deletedAt } of stage.batch.rowsOf(tables.activity)) {
    if (deliverablePeriodId == null || parentId != null || deletedAt != null) continue;
    begun.add(deliverablePeriodId);
    if (status === 'completed') done.set(deliverablePeriodId, (done.get(deliverablePeriodId) ?? 0) + 1);
  }
  const today = dayOf(stage.calendar.now);
  for (const { period, deliverable } of plans.flatMap(({ places }) => places)) {
    period.completedCount = done.get(period.id) ?? 0;
    const met = period.completedCount >= period.targetCount;
    if (period.periodEnd < today) {
      period.status = met ? 'completed' : 'missed';
      const closedAt = addDays(addMonths(new Date(period.periodStart), 0), daysOf(period) + 0.1);
      Object.assign(period, {
        updatedAt: stage.calendar.notAfterNow(closedAt).toISOString(),
        updatedById: stage.people.service,
      });
    } else if (!begun.has(period.id)) period.status = 'not_started';
    else if (met) period.status = 'completed';
    else
      period.status =
        deliverable.type === 'backlinks' || deliverable.type === 'ad_copy_sets' ? 'at_risk' : 'in_progress';
  }
}

function daysOf({ periodStart, periodEnd }: { periodStart: string; periodEnd: string }): number {
  return (Date.parse(periodEnd) - Date.parse(periodStart)) / 86_400_000 + 1;
}

/** Work outside of every deliverable: one cancelled, a gate that waits, one removed, and recurring tasks until there are so many activities. */
export function addOtherWork(stage: Stage, total: number): void {
  const { batch, calendar, people } = stage;
  const random = stage.random('other work');
  const cancelledAt = calendar.daysAgo(3.5);
  const cancelled = addActivity(stage, {
    title: 'Interview the sales team',
    type: 'research',
    by: { person: people.reviewers[1] },
    status: 'cancelled',
    createdAt: calendar.daysAgo(12),
    changedAt: cancelledAt,
    more: { priority: 'low', isApprovalGate: true },
  });
  addApproval(stage, {
    subject: { type: 'Activity', refId: cancelled.refId },
    activity: cancelled,
    status: 'expired',
    requestedBy: { person: people.member },
    requestedAt: calendar.daysAgo(10.5),
    decidedAt: cancelledAt,
  });
  const waiting = addActivity(stage, {
    title: 'Approve the list of press contacts',
    type: 'approve',
    by: { person: people.reviewers[0] },
    status: 'awaiting_approval',
    createdAt: calendar.daysAgo(1.5),
    more: { isApprovalGate: true },
  });
  addApproval(stage, {
    subject: { type: 'Activity', refId: waiting.refId },
    activity: waiting,
    status: 'pending',
    requestedBy: { person: people.member },
    requestedAt: calendar.daysAgo(1.5),
  });
  const removed = addActivity(stage, {
    title: 'Research podcast hosts',
    type: 'research',
    by: { person: people.reviewers[1] },
    status: 'cancelled',
    createdAt: calendar.daysAgo(30),
    changedAt: calendar.daysAgo(20),
  });
  Object.assign(removed, { deletedAt: calendar.daysAgo(20).toISOString(), deletedById: people.admin });
  let missing = total - batch.rowsOf(tables.activity).filter(({ deletedAt }) => deletedAt == null).length;
  if (missing < 0)
    throw new RangeError(`expected at most ${total} activities before the recurring tasks, got ${total - missing}`);
  for (; missing > 0; missing -= 1) {
    const task = at(recurringTasks, missing);
    const createdAt = calendar.daysAgo(missing * 2 + random.fraction());
    const open = missing <= 3;
    addActivity(stage, {
      title: task.name,
      type: task.agentRole === null ? 'other' : 'report',
      by:
        task.agentRole === null
          ? { person: missing % 2 === 0 ? people.admin : people.reviewers[0] }
          : { agent: task.agentRole },
      status: open ? (task.agentRole === null ? 'created' : 'assigned') : 'completed',
      createdAt,
      startedAt: open ? undefined : random.between(createdAt, addDays(createdAt, 0.5)),
      completedAt: open ? undefined : random.between(addDays(createdAt, 0.5), addDays(createdAt, 1)),
      more: { priority: open ? 'low' : 'normal' },
    });
  }
}
