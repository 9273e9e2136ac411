import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import type { Page } from '../support/every-node.ts';
import { makeTenant, platformTenant } from '../support/make.ts';
import { describeOperation, readOperation, rows, sinceLongAgo, today, tomorrow } from '../support/operation.ts';

interface Entry {
  readonly slug: string;
  readonly name: string;
  readonly activityCounts: readonly object[];
}

const variables = { today, monthStart: sinceLongAgo, now: tomorrow };

interface Data {
  readonly tenants: Page<Entry>;
}

/** Across tenants, so that what the other tests of a run make is in it too, behind the businesses: tenants are looked for by slug. */
describeOperation<Data>(
  {
    name: 'PortfolioHealth',
    as: async () => {
      const platform = await platformTenant();
      return claimsOf(platform, 'super_admin');
    },
    variables: () => variables,
    rights: [
      //                 SA AD ME RV AG SV PA P- AN
      ['tenants', /* */ 'R - - - - - - - -'],
    ],
    acrossTenants: true,
  },
  (stage) => {
    /** The tenant's entry of the first page. */
    async function entryOf(slug: string): Promise<Entry> {
      const found = (await stage().ask()).data.tenants.nodes.find((entry) => entry.slug === slug);
      if (found !== undefined) return found;
      throw new Error(`expected the tenant ${slug} among the first tenants`);
    }

    it("answers each tenant's own figures", async () => {
      const { tenant } = stage().business;
      const entry = await entryOf(tenant.slug);
      const counts = await rows(
        sql`SELECT upper(a.status::text) AS status, count(*)::int AS count FROM activities a
            WHERE a.tenant_id = ${tenant.id}::uuid AND a.deleted_on IS NULL GROUP BY a.status ORDER BY a.status`,
      );
      const [sums] = await rows<{
        cost: string;
        failed: number;
        paise: number;
        spent: string;
        lost: number;
        leads: number;
        pending: number;
      }>(
        sql`SELECT (SELECT sum(cost_usd)::text FROM llm_calls WHERE tenant_id = t.id) AS cost,
              (SELECT sum(cost_usd)::text FROM llm_calls WHERE tenant_id = t.id
                 AND created_on >= date_trunc('month', now(), 'UTC')) AS spent,
              (SELECT count(*)::int FROM backlinks WHERE tenant_id = t.id AND outreach_status = 'published' AND NOT is_live AND deleted_on IS NULL) AS lost,
              (SELECT count(*)::int FROM leads WHERE tenant_id = t.id AND deleted_on IS NULL) AS leads,
              (SELECT count(*)::int FROM approvals WHERE tenant_id = t.id AND status = 'pending') AS pending,
              (SELECT count(*)::int FROM activity_runs WHERE tenant_id = t.id AND status IN ('failed', 'timed_out')) AS failed,
              (SELECT amount_inr FROM billing_events WHERE tenant_id = t.id ORDER BY ref_id DESC LIMIT 1) AS paise
            FROM tenants t WHERE t.id = ${tenant.id}::uuid`,
      );
      expect(entry).toMatchObject({
        name: tenant.name,
        plan: 'PRO',
        status: 'ACTIVE',
        contractAcceptanceRequired: false,
        currentMonthSpend: { amount: sums?.spent },
        monthlySpendCap: { amount: tenant.monthlySpendCapUsd },
        billing: { lastEvent: { amount: { amount: ((sums?.paise ?? 0) / 100).toFixed(2), currency: 'INR' } } },
        deliverablePeriods: {
          totalCount: 2,
          nodes: [
            { status: 'MISSED', deliverable: { name: 'Deliverable 3' } },
            { status: 'AT_RISK', deliverable: { name: 'Deliverable 2' } },
          ],
        },
        approvals: { totalCount: sums?.pending },
        activityRuns: { totalCount: sums?.failed },
        llmCosts: { total: { amount: sums?.cost } },
        channels: {
          nodes: [{ name: 'Channel 3', platform: 'FACEBOOK', errorMessage: 'the token could not be renewed' }],
        },
        backlinkSummary: { lost: sums?.lost },
        leadFunnel: { total: sums?.leads },
        adTotals: [{ currency: 'EUR' }, { currency: 'INR' }, { currency: 'USD' }],
      });
      expect(entry.activityCounts).toEqual(counts);
    });

    it('lists tenants by name, 25 a page', async () => {
      await Promise.all(Array.from({ length: 25 }, () => makeTenant()));
      const first = (await stage().ask()).data.tenants;
      const second = (await stage().ask({ after: first.pageInfo.endCursor })).data.tenants;
      const both = [...first.nodes, ...second.nodes];
      const names = both.map(({ name }) => name);
      expect(first.nodes).toHaveLength(25);
      expect(names).toEqual([...names].sort());
      expect(new Set(both.map(({ slug }) => slug)).size).toBe(both.length);
    });

    it('is refused to everyone but super admins (A09)', async () => {
      const { business, askAs } = stage();
      for (const persona of ['analyst', 'admin'] as const) {
        const { data, errors } = await askAs(
          claimsOf(business.tenant, persona),
          readOperation('PortfolioHealth'),
          variables,
        );
        expect({ data, errors: errors.map(({ path, extensions }) => ({ path, code: extensions['code'] })) }).toEqual({
          data: { tenants: null },
          errors: [{ path: ['tenants'], code: 'FORBIDDEN' }],
        });
      }
    });
  },
);
