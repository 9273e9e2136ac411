import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import type { Nodes } from '../support/every-node.ts';
import { describeOperation, rows, today, tomorrow } from '../support/operation.ts';

const monthStart = `${today.slice(0, 7)}-01T00:00:00.000Z`;

interface Data {
  readonly viewer: {
    readonly user: object;
    readonly tenant: {
      readonly activeStrategy: object;
      readonly deliverablePeriods: Nodes<{ readonly id: string; readonly activityCounts: readonly object[] }>;
      readonly approvals: Nodes<{
        readonly id: string;
        readonly expiresAt: string;
        readonly subject: { readonly label: string };
      }> & {
        readonly totalCount: number;
      };
    };
  };
}

describeOperation<Data>(
  {
    name: 'HomeDashboard',
    as: ({ tenant }) => claimsOf(tenant),
    variables: () => ({ today, monthStart, now: tomorrow }),
  },
  (stage) => {
    it('tells what the month has cost and what is left of its cap (F01)', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const [spend] = await rows<{ spent: string; remaining: string }>(
        sql`SELECT sum(c.cost_usd)::numeric(20, 6) AS spent, (max(t.monthly_spend_cap_usd) - sum(c.cost_usd))::numeric(20, 6) AS remaining
            FROM llm_calls c JOIN tenants t ON t.id = c.tenant_id
            WHERE c.tenant_id = ${business.tenant.id}::uuid AND c.created_on >= ${monthStart}::timestamptz`,
      );
      expect(data.viewer.tenant).toMatchObject({
        name: business.tenant.name,
        plan: 'PRO',
        status: 'ACTIVE',
        contractAcceptanceRequired: false,
        spendCapReached: false,
        currentMonthSpend: { amount: spend?.spent, currency: 'USD' },
        monthlySpendCap: { amount: business.tenant.monthlySpendCapUsd, currency: 'USD' },
        spendRemaining: { amount: spend?.remaining, currency: 'USD' },
        llmCosts: {
          total: { amount: spend?.spent },
          rows: [{ agentRole: 'copywriter', cost: { amount: spend?.spent } }],
        },
      });
    });

    it('shows the periods of today by status, each with its work', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows<{ id: string }>(
        sql`SELECT p.ref_id AS id, upper(p.status::text) AS status, p.target_count AS "targetCount", p.completed_count AS "completedCount"
            FROM deliverable_periods p WHERE p.tenant_id = ${business.tenant.id}::uuid AND ${today}::date BETWEEN p.period_start AND p.period_end
            ORDER BY p.status, p.ref_id DESC`,
      );
      const counts = await rows(
        sql`SELECT p.ref_id AS id, upper(a.status::text) AS status, count(*)::int AS count FROM activities a
            JOIN deliverable_periods p ON p.id = a.deliverable_period_id WHERE a.tenant_id = ${business.tenant.id}::uuid AND a.deleted_on IS NULL
            GROUP BY p.ref_id, a.status ORDER BY p.ref_id, a.status`,
      );
      const periods = data.viewer.tenant.deliverablePeriods.nodes;
      expect(periods).toMatchObject(expected);
      expect(
        [...periods]
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .flatMap(({ id, activityCounts }) => activityCounts.map((count) => ({ id, ...count }))),
      ).toEqual(counts);
    });

    it('lists the open approvals that run out first', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT p.ref_id AS id, p.expires_at AS "expiresAt", a.title AS label FROM approvals p JOIN activities a ON a.ref_id = p.subject_ref_id
            WHERE p.tenant_id = ${business.tenant.id}::uuid AND p.status = 'pending' ORDER BY p.expires_at, p.ref_id`,
      );
      const { nodes, totalCount } = data.viewer.tenant.approvals;
      expect(totalCount).toBe(2);
      expect(
        nodes.map(({ id, expiresAt, subject }) => ({
          id,
          expiresAt,
          label: subject.label,
        })),
      ).toEqual(expected);
    });

    it('shows the goals of the strategy in force by priority', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT g.ref_id AS id, g.name FROM goals g WHERE g.strategy_id = ${business.strategy.id}::uuid AND g.deleted_on IS NULL
            ORDER BY g.priority, g.ref_id`,
      );
      expect(data.viewer.tenant.activeStrategy).toMatchObject({
        id: business.strategy.refId,
        version: 2,
        goals: { nodes: expected },
      });
      expect(data.viewer.user).toMatchObject({
        id: business.tenant.admin.refId,
        role: 'ADMIN',
        inbox: { totalCount: 0 },
      });
    });
  },
);
