import type {
  ActivityTemplateRow,
  DeliverablePeriodRow,
  DeliverableRow,
  GoalRow,
  StrategyRow,
} from '../../../platform/database/tables.ts';
import type { CustomerTenant } from '../make.ts';
import { makeGlobal } from '../make.ts';
import { lastDay, monthStart } from '../make/values.ts';

/** What the business wants: strategies, goals, deliverables and their periods. */
export interface Plan {
  /** The one in force; an archived one is before it, a draft after it. */
  readonly strategy: StrategyRow;
  /** Of the strategy in force, removed ones left out. */
  readonly goals: readonly GoalRow[];
  readonly deliverables: readonly DeliverableRow[];
  /** Those that today lies in, one a deliverable. */
  readonly periods: readonly DeliverablePeriodRow[];
  readonly globalTemplate: ActivityTemplateRow;
}

interface PlanSize {
  readonly scale: number;
  readonly factor: number;
  readonly begun: string;
}

/** Ordinary progress, a target that is the baseline, worse than the baseline, never measured. */
const measured = [
  { metric: 'organic_sessions', baselineValue: '100.00', currentValue: '133.33', targetValue: '200.00' },
  { metric: 'followers', status: 'on_track', baselineValue: '40.00', currentValue: '45.00', targetValue: '40.00' },
  { metric: 'leads', status: 'at_risk', baselineValue: '100.00', currentValue: '80.00', targetValue: '250.00' },
  { metric: 'reviews', status: 'paused', baselineValue: '10.00', currentValue: null, targetValue: '20.00' },
] as const;
const statuses = ['in_progress', 'not_started', 'at_risk', 'missed'] as const;

export async function makePlan({ make, makeMany }: CustomerTenant, { scale, factor, begun }: PlanSize): Promise<Plan> {
  const globalTemplate = await makeGlobal.activityTemplate({ createdAt: begun });
  const template = await make.activityTemplate({
    sourceTemplateId: globalTemplate.id,
    steps: [{ key: 'draft', title: 'Draft', type: 'write', assigneeType: 'agent', agentRole: 'copywriter' }],
  });
  await makeMany.recurringTaskTemplate(2 * scale, (index) => ({
    name: `Report ${index}`,
    trigger: index % 2 === 0 ? 'cron' : 'manual',
    promptTemplate: 'Report on {{site}}',
    variables: [{ key: 'site', label: 'Site', type: 'string', required: true }],
    variableValues: index % 2 === 0 ? { site: 'example.test' } : {},
  }));
  const [archived, strategy] = await makeMany.strategy(3, (index) => ({
    version: index + 1,
    status: (['archived', 'active', 'draft'] as const)[index] ?? 'draft',
    summary: `Summary ${index}`,
    rationale: `Rationale ${index}`,
    periodMonths: 6 + index,
    createdAt: begun,
    updatedAt: new Date(Date.parse(begun) + (index + 1) * 3_600_000).toISOString(),
  }));
  if (archived === undefined || strategy === undefined) throw new Error('expected three strategies');
  await makeMany.goal(scale, () => ({ strategyId: archived.id, createdAt: begun }));
  await make.goal({ strategyId: strategy.id, name: 'Removed', deletedAt: new Date().toISOString() });
  const goals = await makeMany.goal(4 * scale, (index) => ({
    strategyId: strategy.id,
    name: `Goal ${index}`,
    priority: (index % 3) + 1,
    targetDate: lastDay(monthStart(0), (index % 4) + 1),
    createdAt: begun,
    ...measured[index % 4],
  }));
  const goalAt = (index: number): string => goals[index % goals.length]?.id ?? '';
  const deliverables = await makeMany.deliverable(6 * scale, (index) => ({
    goalId: goalAt(index),
    name: `Deliverable ${index}`,
    type: index % 2 === 0 ? 'blog_posts' : 'social_posts',
    period: index % 4 === 1 ? 'quarterly' : 'monthly',
    platforms: index % 2 === 0 ? ['wordpress'] : ['linkedin', 'facebook'],
    isActive: index % 3 !== 2,
    templateId: index % 2 === 0 ? template.id : null,
    createdAt: begun,
  }));
  await make.deliverable({ goalId: goalAt(0), name: 'Removed', deletedAt: new Date().toISOString() });
  const periods = await makeMany.deliverablePeriod(deliverables.length, (index) => {
    const { id = '', period } = deliverables[index] ?? {};
    const start = monthStart(period === 'quarterly' ? 1 : 0);
    return {
      deliverableId: id,
      periodStart: start,
      periodEnd: lastDay(start, period === 'quarterly' ? 3 : 1),
      targetCount: index % 4 === 2 ? 0 : 3 * factor,
      completedCount: index % 4 === 2 ? 0 : 2,
      status: statuses[index % 4] ?? 'in_progress',
    };
  });
  await makeMany.deliverablePeriod(11, (index) => ({
    deliverableId: deliverables[0]?.id ?? '',
    periodStart: monthStart(index + 1),
    completedCount: 4,
    status: 'completed',
  }));
  return { strategy, goals, deliverables, periods, globalTemplate };
}
