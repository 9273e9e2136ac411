import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import type { Nodes } from '../support/every-node.ts';
import { describeOperation, rows, sinceLongAgo } from '../support/operation.ts';

interface Decision {
  readonly status: string;
  readonly timeToDecisionSeconds: number | null;
  readonly requestedBy: { readonly __typename: string };
  readonly subject: { readonly __typename: string; readonly label: string };
  readonly activity: object | null;
}

interface Data {
  readonly tenant: { readonly approvals: Nodes<Decision> & { readonly totalCount: number } };
}

describeOperation<Data>(
  {
    name: 'ApprovalLatency',
    as: ({ tenant }) => claimsOf(tenant, 'analyst'),
    variables: ({ tenant }) => ({ slug: tenant.slug, from: sinceLongAgo }),
    rights: [
      //                                             SA AD ME RV AG SV PA P- AN
      ['tenant.approvals', /*                    */ 'R R R O 0 R R - R'],
      ['tenant.approvals.decidedBy', /*          */ 'R R R O . - R . R'],
      ['tenant.approvals.requestedBy', /*        */ 'R R R O . * R . R'],
      ['tenant.approvals.activity.runCount', /*  */ '0 0 - 0 . - - . 0'],
      ['tenant.approvals.activity.totalCost', /* */ 'R R - R . - R . R'],
    ],
  },
  (stage) => {
    it('answers what was decided or ran out, newest first, and counts it', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT upper(p.status::text) AS status, p.created_on AS "createdAt", p.decided_on AS "decidedAt", p.note,
              CASE WHEN u.id IS NULL THEN NULL ELSE json_build_object('name', u.name, 'role', upper(u.role::text)) END AS "decidedBy"
            FROM approvals p LEFT JOIN users u ON u.id = p.decided_by
            WHERE p.tenant_id = ${business.tenant.id}::uuid AND p.status IN ('approved', 'rejected', 'expired')
            ORDER BY p.decided_on DESC, p.ref_id DESC`,
      );
      expect(data.tenant.approvals.nodes).toMatchObject(expected);
      expect(data.tenant.approvals.totalCount).toBe(expected.length);
      expect(expected).toHaveLength(16);
    });

    it('measures the time that people took, and none for what ran out (A07)', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows<{ seconds: number | null }>(
        sql`SELECT CASE WHEN p.status <> 'expired' THEN floor(extract(epoch FROM p.decided_on - p.created_on))::int END AS seconds
            FROM approvals p WHERE p.tenant_id = ${business.tenant.id}::uuid AND p.status IN ('approved', 'rejected', 'expired')
            ORDER BY p.decided_on DESC, p.ref_id DESC`,
      );
      const decisions = data.tenant.approvals.nodes;
      expect(decisions.map(({ timeToDecisionSeconds }) => timeToDecisionSeconds)).toEqual(
        expected.map(({ seconds }) => seconds),
      );
      expect(decisions.filter(({ status }) => status === 'EXPIRED').map((one) => one.timeToDecisionSeconds)).toEqual([
        null,
        null,
      ]);
      expect(decisions.map((one) => one.timeToDecisionSeconds)).toContain(90);
    });

    it('says who asked and what it was about', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const decisions = data.tenant.approvals.nodes;
      const expected = await rows(
        sql`SELECT p.subject_type AS type, coalesce(a.title, b.title, s.topic, r.search_term, o.title, 'Strategy v' || g.version) AS label,
              CASE p.requested_by_type WHEN 'human' THEN 'User' WHEN 'agent' THEN 'AgentActor' ELSE 'SystemActor' END AS "requestedBy"
            FROM approvals p LEFT JOIN activities a ON a.ref_id = p.subject_ref_id LEFT JOIN blog_requests b ON b.ref_id = p.subject_ref_id
              LEFT JOIN social_media_requests s ON s.ref_id = p.subject_ref_id LEFT JOIN ad_optimization_recommendations o ON o.ref_id = p.subject_ref_id
              LEFT JOIN search_term_classifications c ON c.ref_id = p.subject_ref_id LEFT JOIN search_term_reports r ON r.id = c.search_term_report_id
              LEFT JOIN strategies g ON g.ref_id = p.subject_ref_id
            WHERE p.tenant_id = ${business.tenant.id}::uuid AND p.status IN ('approved', 'rejected', 'expired')
            ORDER BY p.decided_on DESC, p.ref_id DESC`,
      );
      expect(
        decisions.map(({ subject, requestedBy }) => ({
          type: subject.__typename,
          label: subject.label,
          requestedBy: requestedBy.__typename,
        })),
      ).toEqual(expected);
    });

    it('adds to each kind of subject what tells it apart', async () => {
      const { data } = await stage().ask();
      const newestOf = (type: string) => data.tenant.approvals.nodes.find(({ subject }) => subject.__typename === type);
      expect(newestOf('Strategy')).toMatchObject({
        subject: { version: 2, stateLabel: 'Active', goals: { totalCount: 4 } },
        activity: null,
      });
      expect(newestOf('BlogRequest')).toMatchObject({
        subject: { stateLabel: 'Rejected', requestPriority: 'URGENT', deliverable: { name: 'Deliverable 5' } },
      });
      expect(newestOf('SocialMediaRequest')?.subject).toMatchObject({
        topic: 'Whiter teeth 3',
        stateLabel: 'Rejected',
      });
      expect(newestOf('SearchTermClassification')?.subject).toMatchObject({
        classification: 'KEYWORD',
        overrideClassification: null,
        report: { searchTerm: 'dentist 4', campaign: { name: 'Campaign 0' } },
      });
      expect(newestOf('AdOptimizationRecommendation')).toMatchObject({
        status: 'EXPIRED',
        subject: { type: 'BUDGET_CHANGE', recommendationPriority: 'MEDIUM', campaign: { name: 'Campaign 3' } },
      });
    });

    it('adds what the work of the gate cost', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows<{ activity: object | null }>(
        sql`SELECT CASE WHEN a.id IS NULL THEN NULL ELSE json_build_object('rejectionNote', a.rejection_note, 'revisionNote', a.revision_note,
              'runCount', (SELECT count(*) FROM activity_runs r WHERE r.activity_id = a.id),
              'totalCost', json_build_object('amount', (SELECT coalesce(sum(r.cost_usd), 0)::numeric(20, 6)::text FROM activity_runs r WHERE r.activity_id = a.id)),
              'goal', CASE WHEN g.id IS NULL THEN NULL ELSE json_build_object('name', g.name) END) END AS activity
            FROM approvals p LEFT JOIN activities a ON a.id = p.activity_id LEFT JOIN goals g ON g.id = a.goal_id
            WHERE p.tenant_id = ${business.tenant.id}::uuid AND p.status IN ('approved', 'rejected', 'expired')
            ORDER BY p.decided_on DESC, p.ref_id DESC`,
      );
      expect(data.tenant.approvals.nodes.map(({ activity }) => ({ activity }))).toEqual(expected);
    });
  },
);
