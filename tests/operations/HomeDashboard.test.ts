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
        readonly subject: { readonly __typename: string; readonly label: string };
      }> & {
        readonly totalCount: number;
      };
      readonly channels: Nodes<object>;
      readonly blogPosts: Nodes<object>;
      readonly backlinkSummary: object;
      readonly leadFunnel: object;
      readonly adTotals: readonly { readonly currency: string }[];
    };
  };
}

describeOperation<Data>(
  {
    name: 'HomeDashboard',
    as: ({ tenant }) => claimsOf(tenant),
    variables: () => ({ today, monthStart, now: tomorrow }),
    rights: [
      //                                                         SA AD ME RV AG SV PA P- AN
      ['viewer.user', /*                                     */ 'R O O O O O 0 0 O'],
      ['viewer.user.inbox', /*                               */ '0 O 0 O 0 0 . . O'],
      ['viewer.tenant.spendCapReached', /*                   */ 'R R R R - R - - R'],
      ['viewer.tenant.currentMonthSpend', /*                 */ 'R R R R - R - - R'],
      ['viewer.tenant.monthlySpendCap', /*                   */ 'R R R R - R - - R'],
      ['viewer.tenant.spendRemaining', /*                    */ 'R R R R - R - - R'],
      ['viewer.tenant.deliverablePeriods.activityCounts', /* */ 'R R R O O R R - R'],
      ['viewer.tenant.approvals', /*                         */ 'R R R O 0 R R - R'],
      ['viewer.tenant.channels.alerts', /*                   */ 'R R R R 0 R R - R'],
      ['viewer.tenant.blogPosts', /*                         */ 'R R R R R R R - R'],
      ['viewer.tenant.leadFunnel', /*                        */ 'R R R O R R R - R'],
      ['viewer.tenant.llmCosts', /*                          */ 'R R - - - - R - R'],
    ],
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
            ORDER BY p.status, p.ref_id`,
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
        sql`SELECT p.ref_id AS id, p.expires_at AS "expiresAt", p.subject_type AS type, coalesce(a.title, b.title, s.topic, r.search_term, o.title) AS label
            FROM approvals p LEFT JOIN activities a ON a.ref_id = p.subject_ref_id LEFT JOIN blog_requests b ON b.ref_id = p.subject_ref_id
              LEFT JOIN social_media_requests s ON s.ref_id = p.subject_ref_id LEFT JOIN ad_optimization_recommendations o ON o.ref_id = p.subject_ref_id
              LEFT JOIN search_term_classifications c ON c.ref_id = p.subject_ref_id LEFT JOIN search_term_reports r ON r.id = c.search_term_report_id
            WHERE p.tenant_id = ${business.tenant.id}::uuid AND p.status = 'pending' ORDER BY p.expires_at, p.ref_id`,
      );
      const { nodes, totalCount } = data.viewer.tenant.approvals;
      expect(totalCount).toBe(7);
      expect(
        nodes.map(({ id, expiresAt, subject }) => ({
          id,
          expiresAt,
          type: subject.__typename,
          label: subject.label,
        })),
      ).toEqual(expected);
      expect(nodes.map(({ subject }) => subject)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ impact: { spendDelta: (12.5 * business.factor).toString() } }),
          expect.objectContaining({ effectiveClassification: 'NEGATIVE_KEYWORD', report: { searchTerm: 'dentist 1' } }),
        ]),
      );
    });

    it('shows the channels, how they do and what they are warned of', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT c.ref_id AS id, c.name, upper(c.platform::text) AS platform, upper(c.status::text) AS status, c.score,
              c.score - c.score_previous AS "scoreDelta", c.token_expires_at AS "tokenExpiresAt",
              json_build_object('totalCount', (SELECT count(*) FROM activities a WHERE a.subject_ref_id = c.ref_id)) AS alerts
            FROM channels c WHERE c.tenant_id = ${business.tenant.id}::uuid ORDER BY c.ref_id DESC`,
      );
      expect(data.viewer.tenant.channels.nodes).toEqual(expected);
      expect(expected).toMatchObject([
        { status: 'REVOKED', scoreDelta: null, alerts: { totalCount: 0 } },
        { platform: 'META_ADS' },
        { platform: 'GOOGLE_ADS', scoreDelta: -12 },
        { status: 'EXPIRED', alerts: { totalCount: 1 } },
        { score: 55, scoreDelta: null },
        { platform: 'WORDPRESS', score: 70, scoreDelta: 6 },
      ]);
    });

    it('shows the posts published last', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT p.ref_id AS id, p.title, p.published_url AS "publishedUrl", p.published_on AS "publishedAt" FROM blog_posts p
            WHERE p.tenant_id = ${business.tenant.id}::uuid AND p.status = 'published' ORDER BY p.published_on DESC, p.ref_id DESC LIMIT 3`,
      );
      expect(data.viewer.tenant.blogPosts.nodes).toEqual(expected);
      expect(expected).toHaveLength(2);
    });

    it("counts backlinks, and the month's leads", async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const [links] = await rows(
        sql`SELECT count(*) FILTER (WHERE is_live)::int AS live, count(*) FILTER (WHERE outreach_status = 'published' AND NOT is_live)::int AS lost,
              count(*) FILTER (WHERE is_indexed)::int AS indexed
            FROM backlinks WHERE tenant_id = ${business.tenant.id}::uuid AND deleted_on IS NULL`,
      );
      const leads = await rows<{ status: string; count: number }>(
        sql`SELECT upper(status::text) AS status, count(*)::int AS count FROM leads
            WHERE tenant_id = ${business.tenant.id}::uuid AND deleted_on IS NULL AND created_on >= ${monthStart}::timestamptz
            GROUP BY leads.status ORDER BY leads.status`,
      );
      const total = leads.reduce((sum, { count }) => sum + count, 0);
      const converted = leads.find(({ status }) => status === 'CONVERTED')?.count ?? 0;
      expect(data.viewer.tenant.backlinkSummary).toEqual(links);
      expect(links).toEqual({ live: 2 * business.factor, lost: business.factor, indexed: business.factor });
      expect(data.viewer.tenant.leadFunnel).toEqual({
        total,
        byStatus: leads,
        conversionRate: total === 0 ? null : (converted / total).toFixed(4),
      });
    });

    it('adds up advertising in each currency by itself', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT c.budget_currency AS currency, json_build_object('amount', sum(c.total_spend)::text) AS spend,
              sum((c.performance_snapshot ->> 'clicks')::int)::text AS clicks, sum((c.performance_snapshot ->> 'conversions')::numeric)::text AS conversions,
              json_build_object('amount', sum((SELECT sum(r.cost) FROM search_term_reports r WHERE r.ad_campaign_id = c.id AND r.conversions = 0
                AND r.date_from = date_trunc('month', now() - interval '1 month')::date))::text) AS "wastedSpend"
            FROM ad_campaigns c WHERE c.tenant_id = ${business.tenant.id}::uuid GROUP BY 1 ORDER BY 1`,
      );
      expect(data.viewer.tenant.adTotals).toEqual(expected);
      expect(data.viewer.tenant.adTotals.map(({ currency }) => currency)).toEqual(['EUR', 'INR', 'USD']);
    });

    it('shows the goals of the strategy in force by priority, with how far each is', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT g.ref_id AS id, g.name, g.metric, g.current_value AS "currentValue", g.target_value AS "targetValue", upper(g.status::text) AS status,
              ROUND(((g.current_value - g.baseline_value) / NULLIF(g.target_value - g.baseline_value, 0)) * 100, 1) AS "progressPercent"
            FROM goals g WHERE g.strategy_id = ${business.strategy.id}::uuid AND g.deleted_on IS NULL ORDER BY g.priority, g.ref_id`,
      );
      expect(data.viewer.tenant.activeStrategy).toEqual({
        id: business.strategy.refId,
        version: 2,
        endDate: business.strategy.endDate,
        goals: { nodes: expected },
      });
      expect(expected).toMatchObject([
        { metric: 'organic_sessions', currentValue: '133.33', targetValue: '200.00', progressPercent: '33.3' },
        { metric: 'reviews', currentValue: null, progressPercent: null },
        { metric: 'followers', status: 'ON_TRACK' },
        { metric: 'leads', status: 'AT_RISK', progressPercent: '-13.3' },
      ]);
    });

    it('shows who asks, and what waits for them: the gate first, then the urgent', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const { refId, name, id } = business.tenant.admin;
      const nodes = await rows(
        sql`SELECT a.ref_id AS id, a.title, upper(a.priority::text) AS priority, a.is_approval_gate AS "isApprovalGate", a.due_date AS "dueDate",
              CASE WHEN g.id IS NULL THEN NULL ELSE json_build_object('name', g.name) END AS goal,
              CASE WHEN d.id IS NULL THEN NULL ELSE json_build_object('name', d.name) END AS deliverable
            FROM activities a LEFT JOIN goals g ON g.id = a.goal_id LEFT JOIN deliverables d ON d.id = a.deliverable_id
            WHERE a.assignee_user_id = ${id}::uuid AND a.status IN ('created', 'awaiting_approval') AND a.deleted_on IS NULL
            ORDER BY a.is_approval_gate DESC, a.priority DESC, a.due_date, a.ref_id`,
      );
      expect(data.viewer.user).toEqual({ id: refId, name, role: 'ADMIN', inbox: { totalCount: 3, nodes } });
      expect(nodes).toMatchObject([
        { title: 'Look at 1', isApprovalGate: true, goal: { name: 'Goal 1' }, deliverable: { name: 'Deliverable 1' } },
        { title: 'Look at 0', priority: 'URGENT', goal: null, deliverable: null },
        { title: 'Look at 2', priority: 'HIGH', goal: { name: 'Goal 2' }, deliverable: { name: 'Deliverable 2' } },
      ]);
    });
  },
);
