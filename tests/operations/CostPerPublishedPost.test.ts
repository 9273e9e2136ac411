import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import type { Nodes } from '../support/every-node.ts';
import { describeOperation, rows, sinceLongAgo, today } from '../support/operation.ts';

interface Data {
  readonly tenant: { readonly blogPosts: Nodes<object> & { readonly totalCount: number } };
}

describeOperation<Data>(
  {
    name: 'CostPerPublishedPost',
    as: ({ tenant }) => claimsOf(tenant, 'analyst'),
    variables: ({ tenant }) => ({ slug: tenant.slug, from: sinceLongAgo }),
    rights: [
      //                                                                      SA AD ME RV AG SV PA P- AN
      ['tenant.blogPosts', /*                                             */ 'R R R R R R R - R'],
      ['tenant.blogPosts.request.requestedBy', /*                         */ 'R R R R * * R . R'],
      ['tenant.blogPosts.request.deliverable.llmCost', /*                 */ 'R R - - - - R . R'],
      ['tenant.blogPosts.request.approvalActivity', /*                    */ 'R R R R 0 R R . R'],
      ['tenant.blogPosts.request.approvalActivity.totalCost', /*          */ 'R R - R . - R . R'],
      ['tenant.blogPosts.request.approvalActivity.runCount', /*           */ '0 0 - 0 . - - . 0'],
      ['tenant.blogPosts.request.approvalActivity.approval.decidedBy', /* */ 'R R R R . - R . R'],
      ['tenant.blogPosts.request.approvalActivity.children', /*           */ 'R R R 0 . R R . R'],
      ['tenant.blogPosts.request.approvalActivity.children.totalCost', /* */ 'R R - . . - R . R'],
      ['tenant.blogPosts.request.approvalActivity.children.runCount', /*  */ 'R R - . . - - . R'],
      ['tenant.blogPosts.request.approvalActivity.children.latestRun', /* */ 'R R - . . - - . R'],
    ],
  },
  (stage) => {
    it('answers each published post, the newest first, with who asked for it and what its deliverable cost (A03)', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT p.title, p.published_on AS "publishedAt", p.word_count AS "wordCount",
              json_build_object('name', c.name, 'platform', upper(c.platform::text), 'score', c.score) AS channel,
              json_build_object('priority', upper(b.priority::text),
                'requestedBy', CASE b.requested_by_type WHEN 'human' THEN json_build_object('__typename', 'User', 'name', u.name)
                  ELSE json_build_object('__typename', 'AgentActor', 'role', b.requested_by_agent_role) END,
                'deliverable', json_build_object('name', d.name, 'goal', json_build_object('name', g.name, 'metric', g.metric),
                  'llmCost', json_build_object('amount', (SELECT coalesce(sum(l.cost_usd), 0)::numeric(20, 6)::text FROM llm_calls l WHERE l.deliverable_id = d.id)))
              ) AS request
            FROM blog_posts p JOIN channels c ON c.id = p.channel_id JOIN blog_requests b ON b.id = p.blog_request_id
              LEFT JOIN users u ON u.id = b.requested_by_user_id JOIN deliverables d ON d.id = b.deliverable_id JOIN goals g ON g.id = d.goal_id
            WHERE p.tenant_id = ${business.tenant.id}::uuid AND p.status = 'published' ORDER BY p.published_on DESC, p.ref_id DESC`,
      );
      expect(data.tenant.blogPosts).toMatchObject({ totalCount: 2, nodes: expected });
      expect(expected).toHaveLength(2);
    });

    it('tells how long the decision took, and what each step after it cost', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT p.title, json_build_object('approvalActivity', CASE WHEN a.id IS NULL THEN NULL ELSE json_build_object(
                'createdAt', to_char(a.created_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'totalCost', json_build_object('amount', '0.000000'), 'runCount', 0,
                'approval', (SELECT json_build_object('timeToDecisionSeconds', floor(extract(epoch FROM v.decided_on - v.created_on))::int,
                  'decidedBy', json_build_object('name', u.name)) FROM approvals v JOIN users u ON u.id = v.decided_by
                  WHERE v.activity_id = a.id ORDER BY v.ref_id DESC LIMIT 1),
                'children', json_build_object('nodes', (SELECT json_agg(json_build_object('type', upper(s.type::text), 'pipelineStep', s.pipeline_step,
                  'totalCost', json_build_object('amount', r.cost_usd::text), 'runCount', 1,
                  'latestRun', json_build_object('durationMs', r.duration_ms, 'status', upper(r.status::text))) ORDER BY s.ref_id DESC)
                  FROM activities s JOIN activity_runs r ON r.activity_id = s.id WHERE s.parent_activity_id = a.id))) END) AS request
            FROM blog_posts p JOIN blog_requests b ON b.id = p.blog_request_id LEFT JOIN activities a ON a.id = b.activity_id
            WHERE p.tenant_id = ${business.tenant.id}::uuid AND p.status = 'published' ORDER BY p.published_on DESC, p.ref_id DESC`,
      );
      expect(data.tenant.blogPosts.nodes).toMatchObject(expected);
      expect(expected).toMatchObject([
        { request: { approvalActivity: null } },
        {
          request: {
            approvalActivity: {
              approval: { decidedBy: { name: 'Rita' } },
              children: { nodes: [{ type: 'PUBLISH', totalCost: { amount: (0.25 * business.factor).toFixed(6) } }] },
            },
          },
        },
      ]);
    });

    it('leaves out what was published before', async () => {
      const { data } = await stage().ask({ from: `${today}T00:00:00Z` });
      expect(data.tenant.blogPosts).toMatchObject({ totalCount: 0, nodes: [] });
    });

    it('goes on where a page ended between two posts of one instant', async () => {
      const { business, ask, query } = stage();
      const whole = (await ask()).data.tenant.blogPosts.nodes;
      const one = `query ($slug: String!, $from: DateTime!) { tenant(slug: $slug) { blogPosts(first: 1, filter: { status: [PUBLISHED], publishedAt: { from: $from } }) {
        pageInfo { endCursor } nodes { title publishedAt } } } }`;
      const { data } = await query<{ tenant: { blogPosts: Nodes<object> & { pageInfo: { endCursor: string } } } }>(
        one,
        {
          slug: business.tenant.slug,
          from: sinceLongAgo,
        },
      );
      const rest = (await ask({ after: data.tenant.blogPosts.pageInfo.endCursor })).data.tenant.blogPosts.nodes;
      expect([...data.tenant.blogPosts.nodes, ...rest]).toMatchObject(
        whole.map((post) => ({ title: (post as { title: string }).title })),
      );
      expect(rest).toHaveLength(1);
    });
  },
);
