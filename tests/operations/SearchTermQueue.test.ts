import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import type { Page } from '../support/every-node.ts';
import { describeOperation, rows } from '../support/operation.ts';

interface Data {
  readonly adCampaign: { readonly searchTerms: Page<{ readonly id: string }> & { readonly totalCount: number } };
}

describeOperation<Data>(
  {
    name: 'SearchTermQueue',
    as: ({ tenant, reviewer }) => claimsOf(tenant, 'reviewer', { user: reviewer }),
    variables: ({ ads }) => ({ campaignId: ads.campaigns[0]?.refId }),
    rights: [
      //                                                                  SA AD ME RV AG SV PA P- AN
      ['adCampaign.leadFunnel', /*                                    */ 'R R R 0 R R R - R'],
      ['adCampaign.searchTerms.classification.activity', /*           */ 'R R R O O R R - R'],
      ['adCampaign.searchTerms.classification.activity.latestRun', /* */ 'R R - 0 O - - . R'],
    ],
  },
  (stage) => {
    it('answers the campaign, its channel and the leads it brought the reviewer', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const [leads] = await rows<{ total: number }>(
        sql`SELECT count(*)::int AS total FROM leads l WHERE l.source_campaign_id = ${business.ads.campaigns[0]?.id}::uuid
              AND l.assigned_to = ${business.reviewer.id}::uuid AND l.deleted_on IS NULL`,
      );
      expect(data.adCampaign).toMatchObject({
        id: business.ads.campaigns[0]?.refId,
        name: 'Campaign 0',
        platform: 'GOOGLE_ADS',
        budget: { amount: '1000.00', currency: 'INR' },
        channel: { name: 'Channel 4', status: 'CONNECTED' },
        leadFunnel: { total: leads?.total },
      });
    });

    it('lists the terms that wait for review, the costliest first (F09)', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT r.ref_id AS id, r.search_term AS "searchTerm", r.impressions, r.clicks, r.conversions::text,
              json_build_object('amount', r.cost::text, 'currency', 'INR') AS cost, r.ctr::text, r.date_from AS "dateFrom", r.date_to AS "dateTo",
              json_build_object('id', v.ref_id, 'classification', upper(v.classification::text), 'recommendedMatchType', upper(v.recommended_match_type::text),
                'agentReasoning', v.agent_reasoning) AS classification
            FROM search_term_reports r JOIN search_term_classifications v ON v.search_term_report_id = r.id
            WHERE r.ad_campaign_id = ${business.ads.campaigns[0]?.id}::uuid AND v.status = 'pending_review' ORDER BY r.cost DESC, r.ref_id DESC`,
      );
      expect(data.adCampaign.searchTerms).toMatchObject({ totalCount: 2, nodes: expected });
      expect(expected).toMatchObject([{ searchTerm: 'dentist 2' }, { searchTerm: 'dentist 1' }]);
    });

    it("shows the reviewer's own work behind a verdict, and not the agent's", async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      expect(data.adCampaign.searchTerms.nodes).toMatchObject([
        { classification: { activity: null } },
        {
          classification: {
            activity: { id: business.work.reviewers[1]?.refId, assigneeAgentRole: null, latestRun: null },
          },
        },
      ]);
    });

    it("answers null for the other tenant's campaign, as for an unknown one", async () => {
      const { ask, other } = stage();
      expect(await ask({ campaignId: other.ads.campaigns[0]?.refId })).toMatchObject({
        data: { adCampaign: null },
        errors: [],
      });
    });
  },
);
