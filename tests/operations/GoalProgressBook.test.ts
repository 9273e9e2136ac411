import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import type { Nodes } from '../support/every-node.ts';
import { monthStart } from '../support/make/values.ts';
import { describeOperation, instant, rows, today } from '../support/operation.ts';

const from = monthStart(6);

interface Named {
  readonly name: string;
}

const byName = (a: Named, b: Named): number => a.name.localeCompare(b.name);

interface Goal extends Named {
  readonly metric: string;
  readonly deletedAt: string | null;
  readonly activityCounts: readonly object[];
  readonly deliverables: Nodes<{
    readonly name: string;
    readonly periods: Nodes<{ readonly periodStart: string; readonly activityCounts: readonly object[] }>;
    readonly backlinkSummary: object;
  }>;
}

interface Data {
  readonly tenant: { readonly strategies: Nodes<{ readonly goals: Nodes<Goal> }> };
}

describeOperation<Data>(
  {
    name: 'GoalProgressBook',
    as: ({ tenant }) => claimsOf(tenant, 'analyst'),
    variables: ({ tenant }) => ({ slug: tenant.slug, from, to: today }),
    rights: [
      //                                                                     SA AD ME RV AG SV PA P- AN
      ['tenant.strategies', /*                                           */ 'R R 0 0 0 0 R R R'],
      ['tenant.strategies.goals', /*                                     */ 'R R - - - - R R R'],
      ['tenant.strategies.goals.activityCounts', /*                      */ 'R R . . . . R - R'],
      ['tenant.strategies.goals.deliverables.periods.activityCounts', /* */ 'R R . . . . R - R'],
    ],
  },
  (stage) => {
    it('answers every strategy that was ever in force, with removed goals too', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT s.version, upper(s.status::text) AS status, s.start_date AS "startDate", s.end_date AS "endDate", s.approved_on AS "approvedAt",
              json_build_object('nodes', (SELECT json_agg(json_build_object('name', g.name, 'metric', g.metric, 'status', upper(g.status::text),
                'baselineValue', g.baseline_value::text, 'currentValue', g.current_value::text, 'targetValue', g.target_value::text,
                'deletedAt', ${instant(sql`g.deleted_on`)},
                'progressPercent', ROUND(((g.current_value - g.baseline_value) / NULLIF(g.target_value - g.baseline_value, 0)) * 100, 1)::text)
                ORDER BY g.priority, g.ref_id) FROM goals g WHERE g.strategy_id = s.id)) AS goals
            FROM strategies s WHERE s.tenant_id = ${business.tenant.id}::uuid AND s.status IN ('active', 'archived') ORDER BY s.version DESC`,
      );
      expect(data.tenant.strategies.nodes).toMatchObject(expected);
      const [inForce] = data.tenant.strategies.nodes;
      expect(inForce?.goals.nodes.filter(({ deletedAt }) => deletedAt !== null)).toMatchObject([{ name: 'Removed' }]);
      expect(inForce?.goals.nodes.filter(({ metric }) => metric === 'leads')).toMatchObject([
        { baselineValue: '100.00', currentValue: '80.00', targetValue: '250.00', progressPercent: '-13.3' },
      ]);
    });

    it('counts the work of each goal and of each period by its state', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const work = sql`activities a WHERE a.tenant_id = ${business.tenant.id}::uuid AND a.deleted_on IS NULL`;
      const ofGoals = await rows(
        sql`SELECT g.name, upper(a.status::text) AS status, count(*)::int AS count FROM goals g, ${work} AND a.goal_id = g.id
            GROUP BY g.name, a.status ORDER BY g.name, a.status`,
      );
      const ofPeriods = await rows(
        sql`SELECT d.name, p.period_start AS "periodStart", upper(a.status::text) AS status, count(*)::int AS count
            FROM deliverable_periods p JOIN deliverables d ON d.id = p.deliverable_id, ${work} AND a.deliverable_period_id = p.id
            GROUP BY d.name, p.id, a.status ORDER BY d.name, p.period_start DESC, a.status`,
      );
      const goals = data.tenant.strategies.nodes.flatMap(({ goals: { nodes } }) => [...nodes].sort(byName));
      const deliverables = goals.flatMap(({ deliverables: { nodes } }) => nodes).sort(byName);
      expect(goals.flatMap(({ name, activityCounts }) => activityCounts.map((count) => ({ name, ...count })))).toEqual(
        ofGoals,
      );
      expect(
        deliverables.flatMap(({ name, periods }) =>
          periods.nodes.flatMap(({ periodStart, activityCounts }) =>
            activityCounts.map((count) => ({ name, periodStart, ...count })),
          ),
        ),
      ).toEqual(ofPeriods);
      expect([ofGoals.length, ofPeriods.length].every((length) => length > 6)).toBe(true);
    });

    it('answers the periods of the months asked for, newest first', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows<{ deliverable: string; periods: object[] }>(
        sql`SELECT d.name AS deliverable, json_agg(json_build_object('periodStart', p.period_start, 'targetCount', p.target_count,
              'completedCount', p.completed_count, 'status', upper(p.status::text),
              'percentComplete', ROUND((p.completed_count::numeric / NULLIF(p.target_count, 0)) * 100, 1)::text) ORDER BY p.period_start DESC) AS periods
            FROM deliverables d JOIN deliverable_periods p ON p.deliverable_id = d.id
            WHERE d.tenant_id = ${business.tenant.id}::uuid AND d.deleted_on IS NULL AND p.period_start BETWEEN ${from}::date AND ${today}::date
            GROUP BY d.name ORDER BY d.name`,
      );
      const answered = data.tenant.strategies.nodes
        .flatMap(({ goals }) => goals.nodes)
        .flatMap(({ deliverables }) => deliverables.nodes)
        .map(({ name, periods }) => ({
          deliverable: name,
          periods: periods.nodes,
        }))
        .sort((a, b) => a.deliverable.localeCompare(b.deliverable));
      expect(answered).toMatchObject(expected);
      expect(expected.map(({ periods }) => periods.length)).toEqual([7, 1, 1, 1, 1, 1]);
    });

    it('counts the links that each deliverable won and lost', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT d.name, json_build_object('live', count(*) FILTER (WHERE l.is_live),
              'lost', count(*) FILTER (WHERE l.outreach_status = 'published' AND NOT l.is_live)) AS links
            FROM deliverables d LEFT JOIN backlinks l ON l.deliverable_id = d.id AND l.deleted_on IS NULL
            WHERE d.tenant_id = ${business.tenant.id}::uuid AND d.deleted_on IS NULL GROUP BY d.name ORDER BY d.name`,
      );
      const answered = data.tenant.strategies.nodes
        .flatMap(({ goals }) => goals.nodes)
        .flatMap(({ deliverables }) => deliverables.nodes)
        .map(({ name, backlinkSummary }) => ({ name, links: backlinkSummary }))
        .sort((a, b) => a.name.localeCompare(b.name));
      expect(answered).toEqual(expected);
      expect(answered[0]?.links).toEqual({ live: 1, lost: 1 });
    });
  },
);
