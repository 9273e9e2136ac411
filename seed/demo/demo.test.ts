import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { enumLabels } from '../../platform/database/tables.ts';
import { createPostgresDocumentStore } from '../../platform/documents/postgres.ts';
import { createPool } from '../../platform/database/pool.ts';
import { ownDatabase, type OwnDatabase } from '../../tests/support/own-database.ts';
import { loadDemo, type DemoSummary } from './index.ts';

const now = new Date();
const rich = ['acme-corp', 'northwind-traders'];

let database: OwnDatabase;
let migrator: pg.Pool;
let app: pg.Pool;
let summary: DemoSummary;

const load = () =>
  loadDemo({
    pool: migrator,
    documents: createPostgresDocumentStore({ pool: app }),
    now,
    log: () => undefined,
  });

/** Rows of one statement. */
async function read(text: string, values: unknown[] = []): Promise<unknown[]> {
  return (await migrator.query<Record<string, unknown>>(text, values)).rows;
}

beforeAll(async () => {
  database = await ownDatabase();
  [migrator, app] = [createPool({ url: database.migratorUrl }), createPool({ url: database.appUrl })];
  summary = await load();
});

afterAll(async () => {
  await Promise.all([migrator.end(), app.end()]);
  await database.drop();
});

describe('the fixture of the contract', () => {
  it('says what it loaded', async () => {
    expect(summary).toMatchObject({
      loaded: true,
      tenants: ['acme-corp', 'northwind-traders', 'globex-labs', 'initech-media'],
    });
    expect(await read('SELECT slug, status, contract_accepted_on IS NULL AS held FROM tenants ORDER BY slug')).toEqual([
      { slug: 'acme-corp', status: 'active', held: false },
      { slug: 'globex-labs', status: 'trialing', held: true },
      { slug: 'initech-media', status: 'suspended', held: false },
      { slug: 'northwind-traders', status: 'active', held: false },
      { slug: 'platform', status: 'active', held: false },
    ]);
  });

  it.each(rich)('gives %s 200 activities, three strategies and twelve months of periods', async (slug) => {
    const rows = await read(
      `SELECT (SELECT count(*)::int FROM activities a WHERE a.tenant_id = t.id AND a.deleted_on IS NULL) AS activities,
              (SELECT count(*)::int FROM activities a WHERE a.tenant_id = t.id AND a.deleted_on IS NOT NULL) AS removed,
              (SELECT array_agg(s.status::text ORDER BY s.version) FROM strategies s WHERE s.tenant_id = t.id) AS strategies,
              (SELECT count(DISTINCT p.period_start)::int FROM deliverable_periods p
                 JOIN deliverables d ON d.id = p.deliverable_id AND d.period = 'monthly' WHERE p.tenant_id = t.id) AS months,
              (SELECT count(DISTINCT p.period_start)::int FROM deliverable_periods p
                 JOIN deliverables d ON d.id = p.deliverable_id AND d.period = 'quarterly' WHERE p.tenant_id = t.id) AS quarters
         FROM tenants t WHERE t.slug = $1`,
      [slug],
    );
    expect(rows).toEqual([
      { activities: 200, removed: 1, strategies: ['archived', 'active', 'draft'], months: 12, quarters: 3 },
    ]);
  });

  it.each(rich)(
    'gives %s 10,000 calls in three monthly partitions, none in the default one, some of today',
    async (slug) => {
      const rows = await read(
        `SELECT count(*)::int AS calls, count(DISTINCT c.tableoid)::int AS partitions,
              bool_or(c.tableoid = 'llm_calls_default'::regclass) AS unplaced, max(c.created_on) = $2 AS of_now
         FROM llm_calls c JOIN tenants t ON t.id = c.tenant_id WHERE t.slug = $1`,
        [slug, now.toISOString()],
      );
      expect(rows).toEqual([{ calls: 10_000, partitions: 3, unplaced: false, of_now: true }]);
    },
  );

  it.each(rich)(
    'has the odd cases in %s: removed rows, no target, no progress, an alert without a period, a hand-over',
    async (slug) => {
      const rows = await read(
        `SELECT (SELECT count(*)::int FROM goals g WHERE g.tenant_id = t.id AND g.deleted_on IS NOT NULL) AS goals_removed,
              (SELECT count(*)::int FROM deliverables d WHERE d.tenant_id = t.id AND d.deleted_on IS NOT NULL) AS deliverables_removed,
              (SELECT count(*)::int FROM leads l WHERE l.tenant_id = t.id AND l.deleted_on IS NOT NULL) AS leads_removed,
              (SELECT count(*)::int FROM users u WHERE u.tenant_id = t.id AND u.deleted_on IS NOT NULL) AS users_gone,
              (SELECT bool_or(p.target_count = 0) FROM deliverable_periods p WHERE p.tenant_id = t.id) AS no_target,
              (SELECT count(*)::int FROM goals g WHERE g.tenant_id = t.id AND g.target_value = g.baseline_value) AS level_goals,
              (SELECT count(*)::int FROM goals g WHERE g.tenant_id = t.id AND g.current_value < g.baseline_value) AS worse_goals,
              (SELECT bool_or(a.deliverable_period_id IS NULL) FROM activities a
                WHERE a.tenant_id = t.id AND a.subject_type = 'Channel' AND a.status = 'created') AS alert_without_period,
              (SELECT count(*)::int FROM backlinks b WHERE b.tenant_id = t.id AND b.outreach_status = 'published' AND NOT b.is_live) AS lost_links,
              (SELECT count(DISTINCT c.budget_currency)::int FROM ad_campaigns c WHERE c.tenant_id = t.id) AS currencies,
              (SELECT count(*)::int FROM activities parent JOIN activities child ON child.parent_activity_id = parent.id
                WHERE parent.tenant_id = t.id AND parent.status = 'failed' AND child.assignee_type = 'human'
                  AND (SELECT count(*) FROM activity_runs r WHERE r.activity_id = parent.id AND r.status IN ('failed', 'timed_out')) = 3) AS handed_over
         FROM tenants t WHERE t.slug = $1`,
        [slug],
      );
      expect(rows).toEqual([
        {
          goals_removed: 1,
          deliverables_removed: 1,
          leads_removed: 1,
          users_gone: 1,
          no_target: true,
          level_goals: 1,
          worse_goals: 1,
          alert_without_period: true,
          lost_links: 3,
          currencies: 3,
          handed_over: 1,
        },
      ]);
    },
  );

  it.each([
    ['activities', 'status', enumLabels.ActivityStatus],
    ['activity_runs', 'status', enumLabels.ActivityRunStatus],
    ['approvals', 'status', enumLabels.ApprovalStatus],
    ['goals', 'status', enumLabels.GoalStatus],
    ['deliverable_periods', 'status', enumLabels.DeliverablePeriodStatus],
    ['channels', 'status', enumLabels.ChannelStatus],
    ['blog_requests', 'status', enumLabels.RequestStatus],
    ['blog_posts', 'status', enumLabels.BlogPostStatus],
    ['social_media_requests', 'status', enumLabels.RequestStatus],
    ['social_posts', 'status', enumLabels.SocialPostStatus],
    ['backlinks', 'outreach_status', enumLabels.OutreachStatus],
    ['leads', 'status', enumLabels.LeadStatus],
    ['leads', 'source', enumLabels.LeadSource],
    ['search_term_classifications', 'status', enumLabels.ClassificationStatus],
    ['search_term_classifications', 'classification', enumLabels.SearchTermClass],
    ['ad_optimization_recommendations', 'status', enumLabels.RecommendationStatus],
    ['ad_optimization_recommendations', 'type', enumLabels.RecommendationType],
  ])('has every value of %s.%s in each tenant of the fixture', async (table, column, labels) => {
    const rows = await read(
      `SELECT t.slug, array_agg(DISTINCT r.${column}::text ORDER BY r.${column}::text) AS found
         FROM ${table} r JOIN tenants t ON t.id = r.tenant_id WHERE t.slug = ANY($1) GROUP BY t.slug ORDER BY t.slug`,
      [rich],
    );
    const all = Object.values(labels).sort();
    expect(rows).toEqual(rich.map((slug) => ({ slug, found: all })));
  });
});

describe('numbers that agree', () => {
  it('counts the finished top-level activities of each period', async () => {
    const rows = await read(
      `SELECT p.ref_id FROM deliverable_periods p
        WHERE p.completed_count <> (SELECT count(*) FROM activities a WHERE a.deliverable_period_id = p.id
                AND a.parent_activity_id IS NULL AND a.status = 'completed' AND a.deleted_on IS NULL)
           OR (p.period_end < $1::date) <> (p.status IN ('completed', 'missed')) AND p.status <> 'completed'`,
      [now.toISOString().slice(0, 10)],
    );
    expect(rows).toEqual([]);
  });

  it("adds up each tenant's month and each run's calls to six digits", async () => {
    expect(
      await read(
        `SELECT t.slug FROM tenants t WHERE t.current_month_spend_usd <> (SELECT coalesce(sum(c.cost_usd), 0) FROM llm_calls c
          WHERE c.tenant_id = t.id AND c.created_on >= date_trunc('month', $1::timestamptz, 'UTC'))`,
        [now.toISOString()],
      ),
    ).toEqual([]);
    expect(
      await read(
        `SELECT r.ref_id FROM activity_runs r LEFT JOIN LATERAL (
           SELECT sum(cost_usd) AS cost, sum(input_tokens) AS read, sum(output_tokens) AS written FROM llm_calls WHERE activity_run_id = r.id
         ) c ON true
         WHERE r.status <> 'running' AND (r.cost_usd, r.input_tokens, r.output_tokens) IS DISTINCT FROM (c.cost, c.read, c.written)
            OR r.status = 'running' AND r.cost_usd IS NOT NULL`,
      ),
    ).toEqual([]);
    expect(await read(`SELECT slug FROM tenants WHERE current_month_spend_usd > 0 ORDER BY slug`)).toEqual(
      rich.map((slug) => ({ slug })),
    );
  });

  it('copies deliverable and goal of an activity from its period, and those of a call from its activity', async () => {
    expect(
      await read(
        `SELECT a.ref_id FROM activities a JOIN deliverable_periods p ON p.id = a.deliverable_period_id JOIN deliverables d ON d.id = p.deliverable_id
          WHERE (a.deliverable_id, a.goal_id) IS DISTINCT FROM (d.id, d.goal_id)`,
      ),
    ).toEqual([]);
    expect(
      await read(
        `SELECT count(*)::int AS wrong FROM llm_calls c JOIN activity_runs r ON r.id = c.activity_run_id JOIN activities a ON a.id = r.activity_id
          WHERE (c.activity_id, c.goal_id, c.deliverable_id, c.agent_role, c.activity_type) IS DISTINCT FROM
                (a.id, a.goal_id, a.deliverable_id, a.assignee_agent_role, a.type)`,
      ),
    ).toEqual([{ wrong: 0 }]);
  });

  it('says the same of a decision wherever it stands (docs/api-contract.md#i-58)', async () => {
    const agrees = `CASE p.status WHEN 'pending' THEN a.status = 'awaiting_approval' WHEN 'approved' THEN a.status IN ('approved', 'completed')
      WHEN 'rejected' THEN a.status = 'rejected' ELSE a.status = 'cancelled' END`;
    expect(
      await read(`SELECT p.ref_id FROM approvals p JOIN activities a ON a.id = p.activity_id WHERE NOT (${agrees})`),
    ).toEqual([]);
    expect(await read(`SELECT count(*)::int AS loose FROM approvals WHERE activity_id IS NULL`)).toEqual([
      { loose: 0 },
    ]);
    for (const [table, type] of [
      ['blog_requests', 'BlogRequest'],
      ['social_media_requests', 'SocialMediaRequest'],
    ]) {
      expect(
        await read(
          `SELECT q.ref_id, q.status FROM ${table} q LEFT JOIN approvals p ON p.subject_type = $1 AND p.subject_ref_id = q.ref_id AND p.activity_id = q.activity_id
            WHERE NOT CASE q.status WHEN 'draft' THEN p.id IS NULL WHEN 'pending_approval' THEN coalesce(p.status = 'pending', false)
                  WHEN 'rejected' THEN coalesce(p.status = 'rejected', false) ELSE coalesce(p.status = 'approved', false) END`,
          [type],
        ),
      ).toEqual([]);
    }
  });

  it('points every subject at a row of the same tenant', async () => {
    const subjects = await read(
      `SELECT DISTINCT subject_type AS type FROM (SELECT subject_type FROM activities UNION SELECT subject_type FROM approvals) s WHERE subject_type IS NOT NULL ORDER BY 1`,
    );
    const tableOf: Readonly<Record<string, string>> = {
      Activity: 'activities',
      AdOptimizationRecommendation: 'ad_optimization_recommendations',
      Backlink: 'backlinks',
      BlogPost: 'blog_posts',
      BlogRequest: 'blog_requests',
      Channel: 'channels',
      Lead: 'leads',
      OnboardingRun: 'onboarding_runs',
      SearchTermClassification: 'search_term_classifications',
      SocialMediaRequest: 'social_media_requests',
      SocialPost: 'social_posts',
      Strategy: 'strategies',
    };
    expect(subjects).toEqual(Object.keys(tableOf).map((type) => ({ type })));
    for (const [type, table] of Object.entries(tableOf)) {
      const lost = `SELECT s.subject_ref_id FROM (SELECT tenant_id, subject_type, subject_ref_id FROM activities
          UNION ALL SELECT tenant_id, subject_type, subject_ref_id FROM approvals) s
        WHERE s.subject_type = $1 AND NOT EXISTS (SELECT 1 FROM ${table} r WHERE r.ref_id = s.subject_ref_id AND r.tenant_id = s.tenant_id)`;
      expect(await read(lost, [type])).toEqual([]);
    }
  });

  it("ends each lead's timeline where the lead stands", async () => {
    const rows = await read(
      `SELECT l.ref_id FROM leads l LEFT JOIN LATERAL (
         SELECT a.metadata ->> 'toStatus' AS status FROM lead_activities a WHERE a.lead_id = l.id AND a.type = 'status_change'
          ORDER BY a.ref_id DESC LIMIT 1) last ON true
        WHERE l.status::text <> coalesce(last.status, 'new')
           OR l.last_activity_on <> greatest(l.created_on, (SELECT max(created_on) FROM lead_activities WHERE lead_id = l.id))`,
    );
    expect(rows).toEqual([]);
  });

  it("ends a scored channel's history at its own score", async () => {
    const rows = await read(
      `SELECT c.platform, s.scores[1] = c.score AND s.scores[2] = c.score_previous AS agrees, cardinality(s.scores) AS months
         FROM channels c JOIN tenants t ON t.id = c.tenant_id AND t.slug = 'acme-corp'
         JOIN LATERAL (SELECT array_agg(score ORDER BY period DESC) AS scores FROM channel_scores WHERE channel_id = c.id) s ON s.scores IS NOT NULL
        ORDER BY c.platform`,
    );
    expect(rows).toEqual(
      ['linkedin', 'facebook', 'instagram', 'x_twitter', 'wordpress', 'google_business_profile'].map((platform) => ({
        platform,
        agrees: true,
        months: 8,
      })),
    );
  });
});
