import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { partnerClaims } from '../support/claims.ts';
import type { Nodes } from '../support/every-node.ts';
import { describeOperation, readOperation, rows, sinceLongAgo } from '../support/operation.ts';
import { refusals } from '../support/refusals.ts';

interface Data {
  readonly viewer: { readonly tenant: { readonly blogPosts: Nodes<object>; readonly socialPosts: Nodes<object> } };
}

describeOperation<Data>(
  {
    name: 'PublishedContentFeed',
    as: (business) => partnerClaims(business),
    variables: () => ({ since: sinceLongAgo }),
    rights: [
      //                                                                             SA AD ME RV AG SV PA P- AN
      ['viewer.tenant.blogPosts', /*                                             */ 'R R R R R R R - R'],
      ['viewer.tenant.blogPosts.request.approvalActivity', /*                    */ 'R R R R 0 R R . R'],
      ['viewer.tenant.blogPosts.request.approvalActivity.assigneeUser', /*       */ 'R R R R . - R . R'],
      ['viewer.tenant.blogPosts.request.approvalActivity.assigneeUser.email', /* */ 'R R R - . . R . -'],
      ['viewer.tenant.socialPosts', /*                                           */ 'R R R R R R R - R'],
    ],
  },
  (stage) => {
    it('answers the published articles, the oldest first, with their text and what they were asked for', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows<{ title: string }>(
        sql`SELECT p.ref_id AS id, p.title, p.slug, p.meta_description AS "metaDescription", p.focus_keyword AS "focusKeyword", p.word_count AS "wordCount",
              p.published_on AS "publishedAt", p.published_url AS "publishedUrl", p.cms_post_id AS "cmsPostId",
              json_build_object('html', '<h1>' || p.title || '</h1>') AS content,
              json_build_object('platform', upper(c.platform::text), 'externalUrl', c.external_url) AS channel,
              json_build_object('searchIntent', upper(b.search_intent::text),
                'deliverable', json_build_object('type', upper(d.type::text), 'goal', json_build_object('metric', g.metric)),
                'deliverablePeriod', json_build_object('periodStart', dp.period_start, 'status', upper(dp.status::text))) AS request
            FROM blog_posts p JOIN channels c ON c.id = p.channel_id JOIN blog_requests b ON b.id = p.blog_request_id
              JOIN deliverable_periods dp ON dp.id = b.deliverable_period_id JOIN deliverables d ON d.id = dp.deliverable_id JOIN goals g ON g.id = d.goal_id
            WHERE p.tenant_id = ${business.tenant.id}::uuid AND p.published_on IS NOT NULL ORDER BY p.published_on, p.ref_id`,
      );
      expect(data.viewer.tenant.blogPosts.nodes).toMatchObject(expected);
      expect(expected.map(({ title }) => title)).toEqual(['Article 1', 'Article 2']);
    });

    it('answers the published social posts with their text and how people took them', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT p.ref_id AS id, upper(p.platform::text) AS platform, p.platform_post_id AS "platformPostId", p.published_url AS "publishedUrl",
              p.published_on AS "publishedAt", json_build_object('externalId', c.external_id, 'name', c.name) AS channel,
              json_build_object('postType', upper(s.post_type::text), 'deliverable', json_build_object('name', d.name)) AS request,
              p.engagement_snapshot AS engagement
            FROM social_posts p JOIN channels c ON c.id = p.channel_id JOIN social_media_requests s ON s.id = p.social_media_request_id
              JOIN deliverables d ON d.id = s.deliverable_id
            WHERE p.tenant_id = ${business.tenant.id}::uuid AND p.published_on IS NOT NULL ORDER BY p.published_on, p.ref_id`,
      );
      const posts = data.viewer.tenant.socialPosts.nodes;
      expect(posts).toMatchObject(expected);
      expect(posts).toMatchObject([
        { platform: 'FACEBOOK', content: { markdown: 'Smile', hashtags: ['smile', 'teeth'] } },
        { platform: 'LINKEDIN', engagement: { likes: 7 * business.factor, comments: 2, shares: null } },
      ]);
    });

    it('refuses addresses to a partner without the scope for personal data, and the rest stands (P04)', async () => {
      const { business, ask, askAs } = stage();
      const whole = (await ask()).data;
      const email = [
        'viewer',
        'tenant',
        'blogPosts',
        'nodes',
        0,
        'request',
        'approvalActivity',
        'assigneeUser',
        'email',
      ];
      expect(whole).toHaveProperty(email.map(String), business.reviewer.email);
      const { data, errors } = await askAs<Data>(
        partnerClaims(business, 'personal:read'),
        readOperation('PublishedContentFeed'),
        { since: sinceLongAgo },
      );
      expect(refusals(errors)).toEqual([{ path: email, code: 'FORBIDDEN' }]);
      expect(JSON.stringify(data)).toBe(JSON.stringify(whole).replace(`"${business.reviewer.email ?? ''}"`, 'null'));
    });

    it('goes on where a page ended between two articles of one instant', async () => {
      const { ask, query } = stage();
      const [, second] = (await ask()).data.viewer.tenant.blogPosts.nodes;
      const text = `query ($since: DateTime!) { viewer { tenant { blogPosts(first: 1, filter: { publishedAt: { from: $since } },
        orderBy: { field: PUBLISHED_AT, direction: ASC }) { pageInfo { endCursor } } } } }`;
      const { data } = await query<{ viewer: { tenant: { blogPosts: { pageInfo: { endCursor: string } } } } }>(text, {
        since: sinceLongAgo,
      });
      const rest = await ask({ blogAfter: data.viewer.tenant.blogPosts.pageInfo.endCursor });
      expect(rest.data.viewer.tenant.blogPosts.nodes).toEqual([second]);
    });
  },
);
