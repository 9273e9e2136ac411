import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import { everyNode, type Nodes, type Page } from '../support/every-node.ts';
import { describeOperation, rows, today } from '../support/operation.ts';

interface Period {
  readonly id: string;
  readonly status: string;
  readonly targetCount: number;
  readonly completedCount: number;
  readonly percentComplete: string | null;
  readonly remainingCount: number;
  readonly deliverable: {
    readonly name: string;
    readonly type: string;
    readonly llmCost: { readonly amount: string };
    readonly backlinkSummary: object;
  };
  readonly blogRequests: Nodes<object>;
  readonly activities: Nodes<object> & { readonly totalCount: number };
}

const bySeedsRow = ({ deliverable, targetCount, completedCount, status, percentComplete }: Period) => ({
  name: deliverable.name,
  type: deliverable.type,
  target_count: targetCount,
  completed_count: completedCount,
  status,
  pct_complete: percentComplete,
});

interface Data {
  readonly tenant: { readonly deliverablePeriods: Page<Period> & { readonly totalCount: number } };
}

describeOperation<Data>(
  {
    name: 'MonthlyDeliverableProgress',
    as: ({ tenant }) => claimsOf(tenant),
    variables: ({ tenant }) => ({ tenantId: tenant.refId, on: today }),
    rights: [
      //                                                           SA AD ME RV AG SV PA P- AN
      ['tenant.deliverablePeriods.deliverable.template', /*    */ 'R R R R R R - - R'],
      ['tenant.deliverablePeriods.deliverable.llmCost', /*     */ 'R R - - - - R - R'],
      ['tenant.deliverablePeriods.activities', /*              */ 'R R R O O R R - R'],
      ['tenant.deliverablePeriods.activities.assigneeUser', /* */ 'R R R O - - R . R'],
      ['tenant.deliverablePeriods.activities.latestRun', /*    */ 'R R - 0 O - - . R'],
      ['tenant.deliverablePeriods.blogRequests', /*            */ 'R R R R R R R - R'],
    ],
  },
  (stage) => {
    it("answers the rows of the data model's query for this month, and quarterly ones beside them (F02)", async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const periods = data.tenant.deliverablePeriods.nodes;
      const seed = await rows<{ name: string }>(
        sql`SELECT d.name, upper(d.type::text) AS type, dp.target_count, dp.completed_count, upper(dp.status::text) AS status,
              ROUND((dp.completed_count::numeric / NULLIF(dp.target_count, 0)) * 100, 1) AS pct_complete
            FROM deliverable_periods dp JOIN deliverables d ON d.id = dp.deliverable_id
            WHERE dp.tenant_id = ${business.tenant.id}::uuid AND dp.period_start = DATE_TRUNC('month', ${today}::date)
            ORDER BY dp.status, dp.ref_id`,
      );
      const monthly = new Set(seed.map(({ name }) => name));
      expect(seed).toHaveLength(4);
      expect(periods.filter(({ deliverable }) => monthly.has(deliverable.name)).map(bySeedsRow)).toEqual(seed);
      expect(
        periods.filter(({ deliverable }) => !monthly.has(deliverable.name)).map(({ deliverable }) => deliverable.name),
      ).toEqual(['Deliverable 1', 'Deliverable 5']);
      expect(data.tenant.deliverablePeriods.totalCount).toBe(6);
    });

    it('has no percentage where nothing is to be done', async () => {
      const { data } = await stage().ask();
      const [idle] = data.tenant.deliverablePeriods.nodes.filter(({ targetCount }) => targetCount === 0);
      expect(idle).toMatchObject({ percentComplete: null, remainingCount: 0 });
    });

    it('keeps the order over pages that end inside one status', async () => {
      const { business, query, ask } = stage();
      const periods = (await ask()).data.tenant.deliverablePeriods.nodes;
      expect(periods.map(({ status }) => status)).toEqual([
        'NOT_STARTED',
        'NOT_STARTED',
        'IN_PROGRESS',
        'IN_PROGRESS',
        'AT_RISK',
        'MISSED',
      ]);
      const paged = await everyNode<Period>(async (after) => {
        const { data } = await query<Data>(
          `query ($slug: String!, $on: Date!, $after: String) { tenant(slug: $slug) { deliverablePeriods(first: 1, after: $after,
             filter: { containing: $on }, orderBy: { field: STATUS, direction: ASC }) { pageInfo { hasNextPage endCursor } nodes { id } } } }`,
          { slug: business.tenant.slug, on: today, after },
        );
        return data.tenant.deliverablePeriods;
      });
      expect(paged.map(({ id }) => id)).toEqual(periods.map(({ id }) => id));
    });

    it('tells of each period which days it lasts, and what its deliverable is for', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT p.ref_id AS id, p.period_start AS "periodStart", p.period_end AS "periodEnd", greatest(p.target_count - p.completed_count, 0) AS "remainingCount",
              json_build_object('id', d.ref_id, 'platforms', d.platforms, 'goal', json_build_object('id', g.ref_id, 'name', g.name, 'priority', g.priority),
                'template', CASE WHEN t.id IS NULL THEN NULL ELSE json_build_object('id', t.ref_id, 'name', t.name, 'version', t.version) END) AS deliverable
            FROM deliverable_periods p JOIN deliverables d ON d.id = p.deliverable_id JOIN goals g ON g.id = d.goal_id
              LEFT JOIN activity_templates t ON t.id = d.template_id
            WHERE p.tenant_id = ${business.tenant.id}::uuid AND ${today}::date BETWEEN p.period_start AND p.period_end ORDER BY p.status, p.ref_id`,
      );
      expect(data.tenant.deliverablePeriods.nodes).toMatchObject(expected);
      expect(expected).toContainEqual(
        expect.objectContaining({
          deliverable: expect.objectContaining({ platforms: ['linkedin', 'facebook'], template: null }),
        }),
      );
    });

    it('shows the work that stands behind each number, and what it cost', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const work = await rows(
        sql`SELECT dp.ref_id AS period, a.ref_id AS id, a.title, upper(a.status::text) AS status,
              CASE WHEN u.id IS NULL THEN NULL ELSE json_build_object('name', u.name) END AS "assigneeUser",
              (SELECT json_build_object('status', upper(r.status::text), 'error', r.error) FROM activity_runs r
                 WHERE r.activity_id = a.id ORDER BY r.attempt DESC LIMIT 1) AS "latestRun"
            FROM activities a JOIN deliverable_periods dp ON dp.id = a.deliverable_period_id LEFT JOIN users u ON u.id = a.assignee_user_id
            WHERE a.tenant_id = ${business.tenant.id}::uuid AND a.status IN ('awaiting_approval', 'failed') AND a.deleted_on IS NULL
            ORDER BY dp.ref_id, a.ref_id DESC`,
      );
      const costs = await rows(
        sql`SELECT d.name, coalesce(sum(c.cost_usd), 0)::numeric(20, 6) AS amount FROM deliverables d LEFT JOIN llm_calls c ON c.deliverable_id = d.id
            WHERE d.tenant_id = ${business.tenant.id}::uuid AND d.deleted_on IS NULL GROUP BY d.name ORDER BY d.name`,
      );
      const periods = [...data.tenant.deliverablePeriods.nodes].sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(
        periods.flatMap(({ id, activities }) => activities.nodes.map((activity) => ({ period: id, ...activity }))),
      ).toEqual(work);
      expect(work).toContainEqual(expect.objectContaining({ assigneeUser: { name: 'Rita' }, latestRun: null }));
      expect(work).toContainEqual(
        expect.objectContaining({ latestRun: { status: 'FAILED', error: 'the model was overloaded' } }),
      );
      expect(periods.map(({ activities }) => activities.totalCount)).toEqual(
        periods.map(({ activities }) => activities.nodes.length),
      );
      expect(
        periods
          .map(({ deliverable: { name, llmCost } }) => ({ name, amount: llmCost.amount }))
          .sort((a, b) => a.name.localeCompare(b.name)),
      ).toEqual(costs);
    });

    it('shows the posts asked for in each period, and the links that its deliverable won', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const requests = await rows(
        sql`SELECT dp.ref_id AS period, b.ref_id AS id, b.title, upper(b.status::text) AS status,
              CASE WHEN p.id IS NULL THEN NULL ELSE json_build_object('id', p.ref_id, 'status', upper(p.status::text),
                'publishedUrl', p.published_url, 'scheduledFor', p.scheduled_for) END AS "blogPost"
            FROM blog_requests b JOIN deliverable_periods dp ON dp.id = b.deliverable_period_id LEFT JOIN blog_posts p ON p.blog_request_id = b.id
            WHERE b.tenant_id = ${business.tenant.id}::uuid ORDER BY dp.ref_id, b.ref_id DESC`,
      );
      const links = await rows(
        sql`SELECT d.name, json_build_object('live', count(*) FILTER (WHERE l.is_live), 'published', count(*) FILTER (WHERE l.outreach_status = 'published')) AS links
            FROM deliverables d LEFT JOIN backlinks l ON l.deliverable_id = d.id AND l.deleted_on IS NULL
            WHERE d.tenant_id = ${business.tenant.id}::uuid AND d.deleted_on IS NULL GROUP BY d.name ORDER BY d.name`,
      );
      const periods = [...data.tenant.deliverablePeriods.nodes].sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(
        periods.flatMap(({ id, blogRequests }) => blogRequests.nodes.map((request) => ({ period: id, ...request }))),
      ).toEqual(requests);
      expect(requests).toHaveLength(5);
      expect(
        periods
          .map(({ deliverable: { name, backlinkSummary } }) => ({ name, links: backlinkSummary }))
          .sort((a, b) => a.name.localeCompare(b.name)),
      ).toEqual(links);
    });

    it('answers null for the other tenant', async () => {
      const { ask, other } = stage();
      expect(await ask({ tenantId: other.tenant.refId })).toMatchObject({ data: { tenant: null }, errors: [] });
    });
  },
);
