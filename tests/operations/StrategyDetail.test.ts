import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import type { Nodes } from '../support/every-node.ts';
import { describeOperation, rows, sinceLongAgo, tomorrow } from '../support/operation.ts';

interface Named {
  readonly name: string;
}

interface Goal extends Named {
  readonly progressPercent: string | null;
  readonly activityCounts: readonly object[];
  readonly sessions: Nodes<object>;
  readonly llmCost: { readonly amount: string };
  readonly deliverables: Nodes<
    Named & {
      readonly currentPeriod: { readonly status: string; readonly percentComplete: string };
      readonly blogRequests: object;
      readonly backlinks: object;
    }
  >;
}

interface Data {
  readonly strategy: { readonly goals: Nodes<Goal> };
}

const byName = (a: Named, b: Named): number => a.name.localeCompare(b.name);

describeOperation<Data>(
  {
    name: 'StrategyDetail',
    as: ({ tenant }) => claimsOf(tenant),
    variables: ({ strategy }) => ({ id: strategy.refId, since: sinceLongAgo, now: tomorrow }),
    rights: [
      //                                                  SA AD ME RV AG SV PA P- AN
      ['strategy.approvedBy', /*                      */ 'R R R R - - R R R'],
      ['strategy.approval', /*                        */ 'R R R 0 0 R R - R'],
      ['strategy.approval.decidedBy', /*              */ 'R R R . . - R . R'],
      ['strategy.goals.activityCounts', /*            */ 'R R R O O R R - R'],
      ['strategy.goals.llmCost', /*                   */ 'R R - - - - R - R'],
      ['strategy.goals.sessions', /*                  */ 'R R R R O - - - R'],
      ['strategy.goals.deliverables.blogRequests', /* */ 'R R R R R R R - R'],
    ],
  },
  (stage) => {
    it("answers the goals of the data model's query, without removed ones, by priority (F04)", async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT g.name, g.metric, g.baseline_value AS "baselineValue", g.current_value AS "currentValue",
              g.target_value AS "targetValue", upper(g.status::text) AS status, g.target_date AS "targetDate",
              ROUND(((g.current_value - g.baseline_value) / NULLIF(g.target_value - g.baseline_value, 0)) * 100, 1) AS "progressPercent"
            FROM goals g WHERE g.tenant_id = ${business.tenant.id}::uuid AND g.strategy_id = ${business.strategy.id}::uuid
              AND g.deleted_on IS NULL ORDER BY g.priority, g.ref_id`,
      );
      expect(data.strategy.goals.nodes).toMatchObject(expected);
      expect(data.strategy.goals.nodes).toHaveLength(4);
    });

    it('tells progress to one decimal: none where the target is the baseline, below zero where it got worse (F04)', async () => {
      const { data } = await stage().ask();
      const progress = new Map(data.strategy.goals.nodes.map((goal) => [goal.name, goal.progressPercent] as const));
      expect(Object.fromEntries(progress)).toEqual({
        'Goal 0': '33.3',
        'Goal 1': null,
        'Goal 2': '-13.3',
        'Goal 3': null,
      });
    });

    it('adds up work and cost of each goal', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const counts = await rows<{ goal: string; status: string; count: number }>(
        sql`SELECT g.name AS goal, upper(a.status::text) AS status, count(*)::int AS count FROM goals g JOIN activities a ON a.goal_id = g.id
            WHERE g.tenant_id = ${business.tenant.id}::uuid AND a.deleted_on IS NULL GROUP BY g.name, a.status ORDER BY g.name, a.status`,
      );
      const costs = await rows<{ goal: string; amount: string }>(
        sql`SELECT g.name AS goal, coalesce(sum(c.cost_usd), 0)::numeric(20, 6) AS amount
            FROM goals g LEFT JOIN llm_calls c ON c.goal_id = g.id
            WHERE g.strategy_id = ${business.strategy.id}::uuid AND g.deleted_on IS NULL GROUP BY g.name ORDER BY g.name`,
      );
      const goals = [...data.strategy.goals.nodes].sort(byName);
      expect(
        goals.flatMap(({ name, activityCounts }) => activityCounts.map((count) => ({ goal: name, ...count }))),
      ).toEqual(counts);
      expect(goals.map(({ name, llmCost }) => ({ goal: name, amount: llmCost.amount }))).toEqual(costs);
    });

    it("shows each deliverable's period of today", async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT d.name, upper(p.status::text) AS status, ROUND((p.completed_count::numeric / NULLIF(p.target_count, 0)) * 100, 1) AS percent
            FROM deliverables d JOIN deliverable_periods p ON p.deliverable_id = d.id AND now()::date BETWEEN p.period_start AND p.period_end
            WHERE d.tenant_id = ${business.tenant.id}::uuid AND d.deleted_on IS NULL ORDER BY d.name`,
      );
      const answered = data.strategy.goals.nodes
        .flatMap(({ deliverables }) => deliverables.nodes)
        .map(({ name, currentPeriod: { status, percentComplete: percent } }) => ({ name, status, percent }))
        .sort(byName);
      expect(answered).toEqual(expected);
    });

    it('counts the posts that wait for approval and the links that are up', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT d.name,
              json_build_object('totalCount', (SELECT count(*) FROM blog_requests b WHERE b.deliverable_id = d.id AND b.status = 'pending_approval')) AS "blogRequests",
              json_build_object('totalCount', (SELECT count(*) FROM backlinks l WHERE l.deliverable_id = d.id AND l.is_live AND l.deleted_on IS NULL)) AS backlinks
            FROM deliverables d WHERE d.tenant_id = ${business.tenant.id}::uuid AND d.deleted_on IS NULL ORDER BY d.name`,
      );
      const answered = data.strategy.goals.nodes
        .flatMap(({ deliverables }) => deliverables.nodes)
        .map(({ name, blogRequests, backlinks }) => ({ name, blogRequests, backlinks }))
        .sort(byName);
      expect(answered).toEqual(expected);
      expect(answered[0]).toMatchObject({
        blogRequests: { totalCount: 1 },
        backlinks: { totalCount: 1 },
      });
    });

    it('lists the sessions that agents hold for each goal, newest first', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT g.name, coalesce(json_agg(json_build_object('agentRole', s.agent_role, 'modelId', s.model_id, 'tokenCount', s.token_count,
              'isExpired', s.expires_at < now()) ORDER BY s.ref_id DESC) FILTER (WHERE s.id IS NOT NULL), '[]') AS nodes
            FROM goals g LEFT JOIN sessions s ON s.goal_id = g.id WHERE g.strategy_id = ${business.strategy.id}::uuid AND g.deleted_on IS NULL
            GROUP BY g.id ORDER BY g.name`,
      );
      const answered = data.strategy.goals.nodes.map(({ name, sessions: { nodes } }) => ({ name, nodes })).sort(byName);
      expect(answered).toEqual(expected);
      expect(expected).toMatchObject([
        { nodes: [{ modelId: 'claude-haiku-4' }, { agentRole: 'copywriter', isExpired: false }] },
        { nodes: [{ agentRole: 'strategist', isExpired: true }] },
        { nodes: [] },
        { nodes: [] },
      ]);
    });

    it('tells what it is about, who approved it and what was said', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      expect(data.strategy).toMatchObject({
        id: business.strategy.refId,
        version: 2,
        status: 'ACTIVE',
        summary: 'Summary 1',
        rationale: 'Rationale 1',
        startDate: business.strategy.startDate,
        endDate: business.strategy.endDate,
        approvedAt: business.strategy.approvedAt,
        revision: Date.parse(business.strategy.updatedAt ?? '').toString(36),
        approvedBy: { name: business.tenant.admin.name },
        approval: { status: 'APPROVED', decidedBy: { name: business.tenant.admin.name }, note: 'Go' },
      });
    });

    it("answers null for the other tenant's strategy, as for an unknown one", async () => {
      const { business, ask, other } = stage();
      expect(other.strategy.refId).not.toBe(business.strategy.refId);
      expect(await ask({ id: other.strategy.refId })).toMatchObject({ data: { strategy: null }, errors: [] });
    });
  },
);
