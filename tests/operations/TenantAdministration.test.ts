import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import type { Nodes } from '../support/every-node.ts';
import { describeOperation, rows } from '../support/operation.ts';

interface Data {
  readonly viewer: {
    readonly tenant: {
      readonly contract: object;
      readonly billing: { readonly lastEvent: object };
      readonly users: Nodes<{ readonly name: string }> & { readonly totalCount: number };
      readonly agents: Nodes<object>;
      readonly currentOnboarding: object;
    };
  };
}

describeOperation<Data>(
  {
    name: 'TenantAdministration',
    as: ({ tenant }) => claimsOf(tenant),
    variables: () => ({}),
    rights: [
      //                                          SA AD ME RV AG SV PA P- AN
      ['viewer.tenant.contract', /*           */ 'R R R - - - - - -'],
      ['viewer.tenant.billing', /*            */ 'R R - - - - - - R'],
      ['viewer.tenant.users', /*              */ 'R R R R - - - - R'],
      ['viewer.tenant.users.email', /*        */ 'R R R - . . . . -'],
      ['viewer.tenant.agents', /*             */ 'R R R R O - - - R'],
      ['viewer.tenant.agents.secretNames', /* */ 'R R - - - . . . -'],
      ['viewer.tenant.agents.queue', /*       */ 'R R R 0 O . . . R'],
      ['viewer.tenant.currentOnboarding', /*  */ 'R R R 0 0 - - - R'],
    ],
  },
  (stage) => {
    it('answers who the tenant is', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const { refId, slug, name } = business.tenant;
      expect(data.viewer.tenant).toMatchObject({
        id: refId,
        slug,
        name,
        industry: 'Dentistry',
        website: 'https://example.test/',
        plan: 'PRO',
        status: 'ACTIVE',
        dataPrivacyLevel: 'CLOUD_OK',
        activePlatforms: ['google', 'meta'],
      });
    });

    it('answers the accepted contract with a link to its PDF, and the last payment in rupees', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const { contract, admin } = business.tenant;
      const [payment] = await rows<{ paise: number; createdAt: string }>(
        sql`SELECT amount_inr AS paise, created_on AS "createdAt" FROM billing_events WHERE tenant_id = ${business.tenant.id}::uuid
          ORDER BY ref_id DESC LIMIT 1`,
      );
      expect(data.viewer.tenant.contract).toMatchObject({
        id: contract.refId,
        templateVersion: 'v1.0',
        status: 'ACCEPTED',
        acceptedAt: contract.acceptedAt,
        acceptedBy: { name: admin.name },
        pdfUrl: expect.stringContaining(`/files/contracts/${contract.refId}.pdf?expires=`),
      });
      expect(data.viewer.tenant.billing.lastEvent).toEqual({
        eventType: 'subscription.charged',
        createdAt: payment?.createdAt,
        amount: { amount: ((payment?.paise ?? 0) / 100).toFixed(2), currency: 'INR' },
        plan: 'PRO',
      });
    });

    it('lists the people by name, without those who left', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT u.ref_id AS id, u.name, u.email, upper(u.kind::text) AS kind, upper(u.role::text) AS role, upper(u.status::text) AS status
          FROM users u WHERE u.tenant_id = ${business.tenant.id}::uuid AND u.deleted_on IS NULL ORDER BY u.name, u.ref_id`,
      );
      expect(data.viewer.tenant.users.nodes).toMatchObject(expected);
      expect(data.viewer.tenant.users.totalCount).toBe(6);
      expect(data.viewer.tenant.users.nodes.filter(({ name }) => name === 'Rita')).toMatchObject([
        { appAccess: ['DM_PORTAL'] },
      ]);
    });

    it("shows each agent's queue, the most pressing first, and of its secrets the names", async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const queue = await rows(
        sql`SELECT a.ref_id AS id, a.title, upper(a.priority::text) AS priority FROM activities a
          WHERE a.tenant_id = ${business.tenant.id}::uuid AND a.assignee_agent_role = 'copywriter' AND a.status IN ('created', 'assigned')
            AND a.deleted_on IS NULL ORDER BY a.priority DESC, a.ref_id`,
      );
      const [strategist, copywriter] = data.viewer.tenant.agents.nodes;
      expect(copywriter).toMatchObject({
        agentRole: 'copywriter',
        runningCount: 1,
        secretNames: ['CMS_TOKEN'],
        skills: [{ name: 'tone.md' }],
        queue: { totalCount: 2, nodes: queue },
      });
      expect(strategist).toMatchObject({ agentRole: 'strategist', queue: { totalCount: 0, nodes: [] } });
    });

    it('shows what onboarding found', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      expect(data.viewer.tenant.currentOnboarding).toEqual({
        status: 'COMPLETED',
        researchOutput: 'Three rivals',
        contextFile: { name: 'context.md', markdown: '# We fix teeth' },
        reviewedBy: { name: business.tenant.admin.name },
      });
    });
  },
);
