import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf, partnerClaims } from '../support/claims.ts';
import type { Nodes } from '../support/every-node.ts';
import { describeOperation, readOperation, rows, sinceLongAgo, tomorrow } from '../support/operation.ts';
import { refusals } from '../support/refusals.ts';

const range = { from: sinceLongAgo, to: tomorrow };

interface Data {
  readonly adCampaigns: Nodes<{ readonly name: string }>;
}

describeOperation<Data>(
  {
    name: 'CampaignAttribution',
    as: (business) => partnerClaims(business),
    variables: () => range,
    rights: [
      //                                                                       SA AD ME RV AG SV PA P- AN
      ['adCampaigns.leadFunnel', /*                                        */ 'R R R O R R R - R'],
      ['adCampaigns.leads', /*                                             */ 'R R R 0 R R R - R'],
      ['adCampaigns.leads.assignedTo', /*                                  */ 'R R R . - - R . R'],
      ['adCampaigns.leads.assignedTo.email', /*                            */ 'R R R . . . R . -'],
      ['adCampaigns.recommendations.activity', /*                          */ 'R R R R 0 R R - R'],
      ['adCampaigns.recommendations.activity.approval.decidedBy', /*       */ 'R R R R . - R . R'],
      ['adCampaigns.recommendations.activity.approval.decidedBy.email', /* */ 'R R R - . . R . -'],
    ],
  },
  (stage) => {
    it('answers the campaigns that run or pause, each in its own currency', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT c.ref_id AS id, upper(c.platform::text) AS platform, c.external_campaign_id AS "externalCampaignId", c.name, upper(c.status::text) AS status,
              c.campaign_type AS "campaignType", json_build_object('amount', c.budget_amount::text, 'currency', c.budget_currency) AS budget,
              json_build_object('amount', c.total_spend::text, 'currency', c.budget_currency) AS "totalSpend", c.last_synced_on AS "lastSyncedAt",
              json_build_object('impressions', c.performance_snapshot -> 'impressions', 'clicks', c.performance_snapshot -> 'clicks', 'ctr', '0.05',
                'cpc', json_build_object('amount', '2.01'), 'conversions', '1.5', 'roas', NULL, 'spend', json_build_object('amount', '100.5')) AS performance,
              json_build_object('externalId', h.external_id, 'name', h.name, 'status', upper(h.status::text)) AS channel
            FROM ad_campaigns c JOIN channels h ON h.id = c.channel_id
            WHERE c.tenant_id = ${business.tenant.id}::uuid AND c.status IN ('active', 'paused') ORDER BY c.ref_id DESC`,
      );
      expect(data.adCampaigns.nodes).toMatchObject(expected);
      expect(data.adCampaigns.nodes.map(({ name }) => name)).toEqual([3, 2, 1, 0].map((place) => `Campaign ${place}`));
    });

    it('counts the leads that each brought, and lists the converted ones', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT c.name,
              (SELECT json_build_object('total', count(*), 'conversionRate', round(count(*) FILTER (WHERE l.status = 'converted') / nullif(count(*), 0)::numeric, 4)::text,
                 'byStatus', (SELECT coalesce(json_agg(json_build_object('status', upper(s.status::text), 'count', s.count) ORDER BY s.status), '[]')
                   FROM (SELECT b.status, count(*) AS count FROM leads b WHERE b.source_campaign_id = c.id AND b.deleted_on IS NULL GROUP BY b.status) s))
               FROM leads l WHERE l.source_campaign_id = c.id AND l.deleted_on IS NULL) AS "leadFunnel",
              (SELECT json_build_object('totalCount', count(*), 'nodes', coalesce(json_agg(json_build_object('id', l.ref_id, 'company', l.company,
                 'utm', json_build_object('campaign', l.utm_campaign), 'assignedTo', CASE WHEN u.id IS NULL THEN NULL ELSE json_build_object('email', u.email) END)
                 ORDER BY l.ref_id DESC), '[]'))
               FROM leads l LEFT JOIN users u ON u.id = l.assigned_to WHERE l.source_campaign_id = c.id AND l.status = 'converted' AND l.deleted_on IS NULL) AS leads
            FROM ad_campaigns c WHERE c.tenant_id = ${business.tenant.id}::uuid AND c.status IN ('active', 'paused') ORDER BY c.ref_id DESC`,
      );
      expect(data.adCampaigns.nodes).toMatchObject(expected);
      const count = business.factor;
      const byStatus = (...statuses: string[]) => ({ byStatus: statuses.map((status) => ({ status, count })) });
      expect(expected).toMatchObject([
        { leads: { totalCount: 0 }, leadFunnel: byStatus() },
        { leads: { totalCount: count }, leadFunnel: byStatus('CONTACTED', 'CONVERTED') },
        { leads: { totalCount: 0 }, leadFunnel: byStatus('DISQUALIFIED') },
        { leads: { totalCount: count }, leadFunnel: byStatus('QUALIFIED', 'CONVERTED') },
      ]);
    });

    it('shows what was changed on advice, and who decided it', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const { recommendations } = business.ads;
      expect(data.adCampaigns.nodes).toMatchObject([
        { recommendations: { nodes: [] } },
        { recommendations: { nodes: [] } },
        {
          recommendations: {
            nodes: [
              {
                id: recommendations[1]?.refId,
                status: 'APPROVED',
                pushedAt: null,
                activity: { status: 'COMPLETED', approval: { decidedBy: { email: business.reviewer.email } } },
              },
            ],
          },
        },
        { recommendations: { nodes: [{ id: recommendations[4]?.refId, status: 'PUSHED' }] } },
      ]);
    });

    it('refuses addresses to a partner without the scope for personal data, and the rest stands (P06)', async () => {
      const { business, ask, askAs } = stage();
      const whole = (await ask()).data;
      const { data, errors } = await askAs<Data>(
        partnerClaims(business, 'personal:read'),
        readOperation('CampaignAttribution'),
        range,
      );
      const addresses = placesOf(whole, 'email');
      expect(refusals(errors)).toEqual(addresses.map((path) => ({ path, code: 'FORBIDDEN' })));
      expect(addresses.length).toBeGreaterThan(2);
      expect(data).toEqual(JSON.parse(JSON.stringify(whole).replaceAll(/"email":"[^"]*"/g, '"email":null')));
    });

    it('never adds up currencies: what a lead costs is told campaign by campaign', async () => {
      const { business, askAs } = stage();
      const { data, errors } = await askAs(
        claimsOf(business.tenant, 'analyst'),
        `query ($from: DateTime!, $to: DateTime!) { viewer { tenant { adTotals { currency spend { amount currency } }
           leadBreakdown(createdAt: { from: $from, to: $to }, groupBy: [CAMPAIGN]) { campaign { name totalSpend { amount currency } } count } } } }`,
        range,
      );
      const adTotals = await rows(
        sql`SELECT c.budget_currency AS currency, json_build_object('amount', sum(c.total_spend)::text, 'currency', c.budget_currency) AS spend
            FROM ad_campaigns c WHERE c.tenant_id = ${business.tenant.id}::uuid GROUP BY c.budget_currency ORDER BY 1`,
      );
      const leadBreakdown = await rows(
        sql`SELECT CASE WHEN c.id IS NULL THEN NULL ELSE json_build_object('name', c.name,
                'totalSpend', json_build_object('amount', c.total_spend::text, 'currency', c.budget_currency)) END AS campaign, count(*)::int AS count
            FROM leads l LEFT JOIN ad_campaigns c ON c.id = l.source_campaign_id WHERE l.tenant_id = ${business.tenant.id}::uuid AND l.deleted_on IS NULL
            GROUP BY c.id`,
      );
      expect({ data, errors }).toEqual({
        data: { viewer: { tenant: { adTotals, leadBreakdown: expect.arrayContaining(leadBreakdown) } } },
        errors: [],
      });
      expect(adTotals).toMatchObject([{ currency: 'EUR' }, { currency: 'INR' }, { currency: 'USD' }]);
      expect(leadBreakdown).toHaveLength(4);
    });
  },
);

/** The paths of every field of this name that holds something, in their order. */
function placesOf(
  value: unknown,
  name: string,
  path: readonly (string | number)[] = [],
): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return value !== null && path.at(-1) === name ? [path] : [];
  return Object.entries(value)
    .flatMap(([key, inside]) => placesOf(inside, name, [...path, Array.isArray(value) ? Number(key) : key]))
    .sort((a, b) => a.join('.').localeCompare(b.join('.')));
}
