import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { projectPath } from '../../platform/config/paths.ts';
import type { ActivityRow, DeliverablePeriodRow } from '../../platform/database/tables.ts';
import { claimsOf } from '../support/claims.ts';
import { appUrl } from '../support/database.ts';
import { makeTenant, type CustomerTenant } from '../support/make.ts';
import { openScaleGraph, type ScaleGraph } from './support/scale-graph.ts';

/** How many answers are looked at. */
const answers = Number(process.env['SCALE_ANSWERS'] ?? 1_000);
const periodCount = 40;
const perPeriod = 6;

interface Dashboard {
  readonly viewer: {
    readonly user: { readonly inbox: { readonly totalCount: number; readonly nodes: readonly object[] } };
    readonly tenant: {
      readonly deliverablePeriods: {
        readonly nodes: readonly {
          readonly id: string;
          readonly status: string;
          readonly targetCount: number;
          readonly completedCount: number;
          readonly activityCounts: readonly { readonly status: string; readonly count: number }[];
        }[];
      };
      readonly approvals: { readonly totalCount: number; readonly nodes: readonly object[] };
    };
  };
}

let graph: ScaleGraph;
let tenant: CustomerTenant;
let periods: readonly DeliverablePeriodRow[];
let activities: readonly ActivityRow[];

beforeAll(async () => {
  graph = await openScaleGraph();
  tenant = await makeTenant();
  const strategy = await tenant.make.strategy({ status: 'active' });
  const goal = await tenant.make.goal({ strategyId: strategy.id });
  const deliverables = await tenant.makeMany.deliverable(periodCount, () => ({
    goalId: goal.id,
    strategyId: strategy.id,
  }));
  periods = await tenant.makeMany.deliverablePeriod(periodCount, (index) => ({
    deliverableId: deliverables[index]?.id ?? '',
    // Half of them are completed for good sooner or later; the others move on to the end.
    targetCount: index % 2 === 0 ? 4 : 1_000,
    completedCount: 0,
    status: 'in_progress',
  }));
  activities = await tenant.makeMany.activity(periodCount * perPeriod, (index) => {
    const period = periods[Math.floor(index / perPeriod)];
    return {
      deliverablePeriodId: period?.id ?? '',
      deliverableId: period?.deliverableId ?? '',
      goalId: goal.id,
      assigneeUserId: tenant.admin.id,
      status: 'in_progress',
    };
  });
});

afterAll(() => graph.close());

/**
 * The writer keeps, in each transaction: a period's completed_count is the number of its completed activities; it is completed
 * when that reaches its target; each activity that awaits approval has a pending approval and stands in the inbox. Periods,
 * counts, approvals and inbox are asked of different subgraphs, by different statements.
 */
it('shows one moment in every answer while work moves on as fast as it can', async () => {
  const text = readFileSync(projectPath('operations', 'HomeDashboard.graphql'), 'utf8');
  const now = new Date();
  const variables = {
    today: now.toISOString().slice(0, 10),
    monthStart: `${now.toISOString().slice(0, 7)}-01T00:00:00.000Z`,
    now: now.toISOString(),
  };
  const writer = new Writer();
  const written = writer.run();
  const moments = new Set<string>();
  try {
    for (let answer = 0; answer < answers; answer += 1) {
      const { data, errors } = await graph.ask<Dashboard>(claimsOf(tenant), text, variables);
      expect(errors).toEqual([]);
      expect(disagreements(data)).toEqual([]);
      moments.add(JSON.stringify(data.viewer.tenant.deliverablePeriods));
    }
  } finally {
    writer.stop();
  }
  const transactions = await written;
  process.stderr.write(`${answers} answers of ${moments.size} moments, ${transactions} transactions meanwhile\n`);
  // Work did move on between the answers.
  expect(moments.size).toBeGreaterThan(answers / 2);
});

function disagreements({ viewer: { user, tenant: seen } }: Dashboard): string[] {
  const wrong: string[] = [];
  let waiting = 0;
  for (const { id, status, targetCount, completedCount, activityCounts } of seen.deliverablePeriods.nodes) {
    const countOf = (wanted: string): number => activityCounts.find((one) => one.status === wanted)?.count ?? 0;
    const total = activityCounts.reduce((sum, { count }) => sum + count, 0);
    waiting += countOf('AWAITING_APPROVAL');
    if (total !== perPeriod) wrong.push(`${id} has ${total} activities`);
    if (countOf('COMPLETED') !== completedCount)
      wrong.push(`${id}: ${countOf('COMPLETED')} of ${completedCount} completed`);
    if ((status === 'COMPLETED') !== (completedCount === targetCount))
      wrong.push(`${id} is ${status} at ${completedCount}`);
  }
  if (seen.deliverablePeriods.nodes.length !== periodCount) wrong.push('a period is missing');
  if (seen.approvals.totalCount !== waiting) wrong.push(`${waiting} wait, ${seen.approvals.totalCount} approvals`);
  if (seen.approvals.nodes.length !== Math.min(10, waiting)) wrong.push('the list of approvals is of another moment');
  if (user.inbox.totalCount !== waiting) wrong.push(`${waiting} wait, ${user.inbox.totalCount} in the inbox`);
  if (user.inbox.nodes.length !== Math.min(5, waiting)) wrong.push('the inbox is of another moment');
  return wrong;
}

/** Moves activities between their states, as app_user does: one transaction a move, without a pause. */
class Writer {
  private writing = true;

  stop(): void {
    this.writing = false;
  }

  /** @returns how many transactions were committed */
  async run(): Promise<number> {
    const client = new pg.Client(appUrl());
    await client.connect();
    let transactions = 0;
    try {
      for (; this.writing; transactions += 1) {
        const activity = activities[Math.floor(Math.random() * activities.length)];
        if (activity === undefined) throw new Error('expected activities');
        await client.query('BEGIN');
        await client.query("SELECT set_config('app.tenant_id', $1, true)", [tenant.id]);
        await move(client, activity);
        await client.query('COMMIT');
      }
      return transactions;
    } finally {
      await client.end();
    }
  }
}

/**
 * in_progress → awaiting approval → completed → in_progress; in a period that is completed nothing moves
 * (docs/api-contract.md#i-11).
 */
async function move(client: pg.Client, { id, refId, deliverablePeriodId }: ActivityRow): Promise<void> {
  const { rows } = await client.query<{ status: string; completed: number; target: number; closed: boolean }>(
    `SELECT a.status, p.completed_count AS completed, p.target_count AS target, p.status = 'completed' AS closed
       FROM activities a JOIN deliverable_periods p ON p.id = a.deliverable_period_id WHERE a.id = $1 FOR UPDATE`,
    [id],
  );
  const [found] = rows;
  if (found === undefined) throw new Error('expected the activity');
  if (found.closed) return;
  const set = (status: string) =>
    client.query('UPDATE activities SET status = $2, updated_on = now() WHERE id = $1', [id, status]);
  if (found.status === 'in_progress') {
    await set('awaiting_approval');
    await client.query(
      `INSERT INTO approvals (ref_id, tenant_id, subject_type, subject_ref_id, activity_id, requested_by_type, expires_at, created_by, created_on)
       SELECT a.ref_id, a.tenant_id, 'Activity', a.ref_id, a.id, 'system', now() + interval '1 day', a.created_by, a.created_on
         FROM activities a WHERE a.id = $1`,
      [id],
    );
    return;
  }
  await client.query('DELETE FROM approvals WHERE subject_type = $1 AND subject_ref_id = $2', ['Activity', refId]);
  const step = found.status === 'awaiting_approval' ? 1 : -1;
  await set(step === 1 ? 'completed' : 'in_progress');
  // The last unit completes the period for good.
  const last = found.completed + step === found.target;
  await client.query(
    'UPDATE deliverable_periods SET completed_count = completed_count + $2, status = $3 WHERE id = $1',
    [deliverablePeriodId, step, last ? 'completed' : 'in_progress'],
  );
}
