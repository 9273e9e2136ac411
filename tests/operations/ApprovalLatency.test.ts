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
}

interface Data {
  readonly tenant: { readonly approvals: Nodes<Decision> & { readonly totalCount: number } };
}

describeOperation<Data>(
  {
    name: 'ApprovalLatency',
    as: ({ tenant }) => claimsOf(tenant, 'analyst'),
    variables: ({ tenant }) => ({ slug: tenant.slug, from: sinceLongAgo }),
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
      expect(data.tenant.approvals.totalCount).toBe(5);
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
      ]);
      expect(decisions.map((one) => one.timeToDecisionSeconds)).toContain(90);
    });

    it('says who asked and what it was about', async () => {
      const { data } = await stage().ask();
      const decisions = data.tenant.approvals.nodes;
      expect(decisions.map(({ requestedBy }) => requestedBy.__typename).sort()).toEqual([
        'AgentActor',
        'SystemActor',
        'SystemActor',
        'User',
        'User',
      ]);
      expect(decisions.map(({ subject }) => subject.label).sort()).toEqual([
        'Review 1',
        'Review 2',
        'Review 3',
        'Review 5',
        'Strategy v2',
      ]);
      const [strategy] = decisions.filter(({ subject }) => subject.__typename === 'Strategy');
      expect(strategy).toMatchObject({
        subject: { version: 2, stateLabel: 'Active', goals: { totalCount: 4 } },
        activity: null,
      });
    });
  },
);
