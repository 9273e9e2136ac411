import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { ensurePartitions } from '../../platform/database/partitions.ts';
import { claimsOf } from '../support/claims.ts';
import type { Nodes } from '../support/every-node.ts';
import { factoryPool } from '../support/make/pool.ts';
import { describeOperation, rows, sinceLongAgo, tomorrow } from '../support/operation.ts';

interface CostRow {
  readonly bucket: string;
  readonly modelId: string;
}

interface Data {
  readonly tenant: {
    readonly daily: { readonly total: object; readonly truncated: boolean; readonly rows: readonly CostRow[] };
    readonly byGoal: { readonly rows: readonly object[] };
    readonly agents: Nodes<object>;
  };
}

describeOperation<Data>(
  {
    name: 'LlmCostByAgent',
    as: ({ tenant }) => claimsOf(tenant, 'analyst'),
    variables: ({ tenant }) => ({ slug: tenant.slug, from: sinceLongAgo, to: tomorrow }),
    rights: [
      //                                  SA AD ME RV AG SV PA P- AN
      ['tenant.monthlySpendCap', /*   */ 'R R R R - R - - R'],
      ['tenant.currentMonthSpend', /* */ 'R R R R - R - - R'],
      ['tenant.daily', /*             */ 'R R - - - - R - R'],
      ['tenant.byGoal', /*            */ 'R R - - - - R - R'],
      ['tenant.agents', /*            */ 'R R R R O - - - R'],
    ],
  },
  (stage) => {
    it('adds up to what the calls of three monthly partitions cost, to six decimals (A02)', async () => {
      const { business, ask } = stage();
      await ensurePartitions(factoryPool());
      const { data } = await ask();
      const [sum] = await rows<{ amount: string; partitions: number }>(
        sql`SELECT sum(cost_usd)::text AS amount, count(DISTINCT tableoid)::int AS partitions FROM llm_calls
            WHERE tenant_id = ${business.tenant.id}::uuid`,
      );
      expect(sum?.partitions).toBe(3);
      expect(data.tenant.daily.total).toEqual({ amount: sum?.amount, currency: 'USD' });
      expect(data.tenant.daily.truncated).toBe(false);
    });

    it('tells who the tenant is, its cap and what of it is spent', async () => {
      const { business, ask } = stage();
      const { tenant } = (await ask()).data;
      const [spent] = await rows<{ amount: string }>(
        sql`SELECT sum(cost_usd)::text AS amount FROM llm_calls
            WHERE tenant_id = ${business.tenant.id}::uuid AND created_on >= date_trunc('month', now(), 'UTC')`,
      );
      const { name, monthlySpendCapUsd: amount } = business.tenant;
      expect(tenant).toMatchObject({ name, monthlySpendCap: { amount }, currentMonthSpend: spent });
      expect(Number(spent?.amount)).toBeGreaterThan(0);
    });

    it('tells agents and models apart, day by day', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT (created_on AT TIME ZONE 'UTC')::date AS bucket, agent_role AS "agentRole", model_id AS "modelId", count(*)::int AS calls,
              sum(input_tokens)::text AS "inputTokens", sum(output_tokens)::text AS "outputTokens",
              json_build_object('amount', sum(cost_usd)::text) AS cost, round(avg(duration_ms))::int AS "avgDurationMs"
            FROM llm_calls WHERE tenant_id = ${business.tenant.id}::uuid GROUP BY 1, 2, 3 ORDER BY 1, 3`,
      );
      const daily = [...data.tenant.daily.rows].sort((a, b) =>
        `${a.bucket} ${a.modelId}`.localeCompare(`${b.bucket} ${b.modelId}`),
      );
      expect(daily).toEqual(expected);
    });

    it('tells goals and deliverables apart, the costliest first', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT json_build_object('name', g.name, 'status', upper(g.status::text),
                'progressPercent', ROUND(((g.current_value - g.baseline_value) / NULLIF(g.target_value - g.baseline_value, 0)) * 100, 1)::text) AS goal,
              json_build_object('name', d.name, 'type', upper(d.type::text),
                'currentPeriod', (SELECT json_build_object('completedCount', p.completed_count, 'targetCount', p.target_count) FROM deliverable_periods p
                  WHERE p.deliverable_id = d.id AND now()::date BETWEEN p.period_start AND p.period_end),
                'blogRequests', json_build_object('totalCount', (SELECT count(*) FROM blog_requests b WHERE b.deliverable_id = d.id AND b.status = 'completed'))) AS deliverable,
              json_build_object('amount', sum(c.cost_usd)::text) AS cost, count(*)::int AS calls
            FROM llm_calls c LEFT JOIN goals g ON g.id = c.goal_id LEFT JOIN deliverables d ON d.id = c.deliverable_id
            WHERE c.tenant_id = ${business.tenant.id}::uuid GROUP BY g.id, d.id ORDER BY sum(c.cost_usd) DESC`,
      );
      expect(data.tenant.byGoal.rows).toEqual(expected);
      expect(expected).toContainEqual(
        expect.objectContaining({ goal: { name: 'Goal 0', status: 'ACTIVE', progressPercent: '33.3' } }),
      );
    });

    it("shows the agents' settings and what runs now", async () => {
      const { data } = await stage().ask();
      expect(data.tenant.agents.nodes).toEqual([
        {
          agentRole: 'strategist',
          isEnabled: true,
          status: 'ACTIVE',
          adapterType: 'CLAUDE',
          modelId: 'claude-sonnet-4',
          maxCostPerActivity: { amount: '1.0000' },
          runningCount: 0,
          maxConcurrent: 1,
        },
        expect.objectContaining({ agentRole: 'copywriter', runningCount: 1 }),
      ]);
    });
  },
);
