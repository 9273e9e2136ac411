import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import { everyNode, type Nodes, type Page } from '../support/every-node.ts';
import { describeOperation, instant, rows, today } from '../support/operation.ts';

interface Item {
  readonly id: string;
  readonly title: string;
  readonly revision: string;
  readonly deliverable: { readonly name: string } | null;
  readonly goal: { readonly name: string } | null;
  readonly subject: object | null;
  readonly blogRequest: object | null;
  readonly socialMediaRequest: object | null;
  readonly approval: { readonly id: string } | null;
  readonly searchTermClassifications: { readonly totalCount: number };
  readonly adRecommendations: Nodes<object> & { readonly totalCount: number };
}

interface Data {
  readonly viewer: { readonly user: { readonly inbox: Page<Item> & { readonly totalCount: number } } };
}

describeOperation<Data>(
  {
    name: 'MyInbox',
    as: ({ tenant, reviewer }) => claimsOf(tenant, 'reviewer', { user: reviewer }),
    variables: () => ({ first: 100 }),
    rights: [
      //                           SA AD ME RV AG SV PA P- AN
      ['viewer.user', /*       */ 'R O O O O O 0 0 O'],
      ['viewer.user.inbox', /* */ '0 O 0 O 0 0 . . O'],
    ],
  },
  (stage) => {
    it("answers the rows of the data model's query and those without a period: gates, then URGENT to LOW, then due (F03)", async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT a.ref_id AS id, a.title, upper(a.type::text) AS type, upper(a.priority::text) AS priority,
              a.is_approval_gate AS "isApprovalGate", d.name AS deliverable, g.name AS goal, a.due_date AS "dueDate",
              coalesce(a.due_date < ${today}::date, false) AS "isOverdue", a.rejection_note AS "rejectionNote"
            FROM activities a LEFT JOIN deliverable_periods dp ON dp.id = a.deliverable_period_id
              LEFT JOIN deliverables d ON d.id = dp.deliverable_id LEFT JOIN goals g ON g.id = a.goal_id
            WHERE a.tenant_id = ${business.tenant.id}::uuid AND a.assignee_user_id = ${business.reviewer.id}::uuid
              AND a.status IN ('created', 'awaiting_approval') AND a.deleted_on IS NULL
            ORDER BY a.is_approval_gate DESC, a.priority DESC, a.due_date, a.ref_id`,
      );
      const items = data.viewer.user.inbox.nodes;
      const flat = items.map((item) => ({
        ...item,
        deliverable: item.deliverable?.name ?? null,
        goal: item.goal?.name ?? null,
      }));
      expect(flat).toMatchObject(expected);
      expect(expected).toContainEqual(expect.objectContaining({ isOverdue: true }));
      expect(expected).toContainEqual(expect.objectContaining({ rejectionNote: 'Shorter, please 2' }));
      expect(items).toHaveLength(expected.length);
      expect(data.viewer.user.inbox.totalCount).toBe(expected.length);
    });

    it('tells of each what it is for, and the revision that a decision on it has to name', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows<{ changed: string }>(
        sql`SELECT a.ref_id AS id, coalesce(a.updated_on, a.created_on) AS changed,
              CASE WHEN g.id IS NULL THEN NULL ELSE json_build_object('name', g.name, 'status', upper(g.status::text)) END AS goal,
              CASE WHEN p.id IS NULL THEN NULL ELSE json_build_object('periodStart', p.period_start, 'status', upper(p.status::text)) END AS "deliverablePeriod"
            FROM activities a LEFT JOIN goals g ON g.id = a.goal_id LEFT JOIN deliverable_periods p ON p.id = a.deliverable_period_id
            WHERE a.assignee_user_id = ${business.reviewer.id}::uuid AND a.status IN ('created', 'awaiting_approval') AND a.deleted_on IS NULL
            ORDER BY a.ref_id`,
      );
      const items = [...data.viewer.user.inbox.nodes].sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(items).toMatchObject(
        expected.map(({ changed, ...item }) => ({ ...item, revision: Date.parse(changed).toString(36) })),
      );
      expect(new Set(items.map(({ revision }) => revision)).size).toBeGreaterThan(2);
    });

    it('holds the alert that has no period, with what it is about', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const [alert] = data.viewer.user.inbox.nodes.filter(({ id }) => id === business.work.alert.refId);
      expect(alert).toMatchObject({
        title: 'The strategy ends soon',
        deliverable: null,
        deliverablePeriod: null,
        goal: null,
        subject: { __typename: 'Strategy', label: 'Strategy v2', stateLabel: 'Active' },
      });
    });

    it('holds the alerts about a channel, a backlink and a lead, with what is wrong', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const { alerts, backlinks, leads } = business;
      const subjectOf = ({ refId }: { refId: string }) =>
        data.viewer.user.inbox.nodes.find(({ id }) => id === refId)?.subject;
      const lost = backlinks.find(({ isLive }) => isLive === false);
      expect(subjectOf(alerts.channel)).toEqual({
        __typename: 'Channel',
        label: 'Channel 3',
        stateLabel: 'Expired',
        name: 'Channel 3',
        platform: 'FACEBOOK',
        errorMessage: 'the token could not be renewed',
      });
      expect(subjectOf(alerts.backlink)).toEqual({
        __typename: 'Backlink',
        label: 'blog-1.example.net',
        stateLabel: 'Published',
        linkingUrl: lost?.linkingUrl,
        linkedUrl: lost?.linkedUrl,
        isLive: false,
        lastCheckedAt: lost?.lastCheckedAt,
      });
      expect(subjectOf(alerts.lead)).toEqual({
        __typename: 'Lead',
        label: 'Fay 0 Number 1',
        stateLabel: 'New',
        fullName: 'Fay 0 Number 1',
        company: leads[0]?.company,
      });
    });

    it('does not show a lead of someone else, though the alert about it is there', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const { refId } = business.alerts.foreignLead;
      expect(data.viewer.user.inbox.nodes.filter(({ id }) => id === refId)).toMatchObject([
        { id: refId, subject: null },
      ]);
    });

    it('shows at each gate what waits for a decision there', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const gates = await rows<{ id: string }>(
        sql`SELECT a.ref_id AS id,
              (SELECT json_build_object('id', p.ref_id, 'expiresAt', ${instant(sql`p.expires_at`)}) FROM approvals p WHERE p.activity_id = a.id ORDER BY p.ref_id DESC LIMIT 1) AS approval,
              (SELECT json_build_object('id', b.ref_id, 'title', b.title, 'targetKeyword', b.target_keyword, 'searchIntent', upper(b.search_intent::text),
                 'requestedBy', json_build_object('__typename', 'User', 'name', u.name))
               FROM blog_requests b JOIN users u ON u.id = b.requested_by_user_id WHERE b.activity_id = a.id) AS "blogRequest",
              (SELECT json_build_object('id', s.ref_id, 'topic', s.topic, 'targetChannels', (SELECT json_agg(json_build_object('id', c.ref_id,
                 'name', c.name, 'platform', upper(c.platform::text)) ORDER BY t.ref_id) FROM social_media_request_channels t JOIN channels c ON c.id = t.channel_id
                 WHERE t.social_media_request_id = s.id)) FROM social_media_requests s WHERE s.activity_id = a.id) AS "socialMediaRequest",
              json_build_object('totalCount', (SELECT count(*) FROM search_term_classifications c WHERE c.activity_id = a.id AND c.status = 'pending_review'))
                AS "searchTermClassifications",
              (SELECT json_build_object('totalCount', count(*), 'nodes', coalesce(json_agg(json_build_object('id', r.ref_id, 'title', r.title,
                 'priority', upper(r.priority::text), 'campaign', json_build_object('name', m.name)) ORDER BY r.ref_id DESC), '[]'))
               FROM ad_optimization_recommendations r JOIN ad_campaigns m ON m.id = r.ad_campaign_id
               WHERE r.activity_id = a.id AND r.status = 'pending_review') AS "adRecommendations"
            FROM activities a WHERE a.tenant_id = ${business.tenant.id}::uuid AND a.assignee_user_id = ${business.reviewer.id}::uuid
              AND a.status = 'awaiting_approval' AND a.is_approval_gate ORDER BY a.ref_id`,
      );
      const items = new Map(data.viewer.user.inbox.nodes.map((item) => [item.id, item]));
      expect(gates.map(({ id }) => items.get(id))).toMatchObject(gates);
      expect(gates).toMatchObject([
        {
          blogRequest: { title: 'Article 0' },
          searchTermClassifications: { totalCount: 5 },
          adRecommendations: { totalCount: 1 },
        },
        { socialMediaRequest: { topic: 'Whiter teeth 0' }, searchTermClassifications: { totalCount: 0 } },
      ]);
    });

    it('is the same a page of one at a time (F03)', async () => {
      const { ask } = stage();
      const whole = (await ask()).data.viewer.user.inbox.nodes.map(({ id }) => id);
      const single = await everyNode<Item>(async (after) => (await ask({ first: 1, after })).data.viewer.user.inbox);
      expect(single.map(({ id }) => id)).toEqual(whole);
    });
  },
);
