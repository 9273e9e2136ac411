import { expect, it } from '@jest/globals';
import { sql } from '../../platform/database/sql.ts';
import { claimsOf } from '../support/claims.ts';
import type { Nodes } from '../support/every-node.ts';
import { lastDay, monthStart } from '../support/make/values.ts';
import { describeOperation, instant, rows } from '../support/operation.ts';

const range = { from: monthStart(1), to: lastDay(monthStart(1), 1) };

interface Campaign {
  readonly name: string;
  readonly searchTerms: Nodes<{ readonly searchTerm: string }> & { readonly totalCount: number };
}

interface Data {
  readonly tenant: { readonly adCampaigns: Nodes<Campaign> };
}

describeOperation<Data>(
  {
    name: 'SearchTermWaste',
    as: ({ tenant }) => claimsOf(tenant, 'analyst'),
    variables: ({ tenant }) => ({ slug: tenant.slug, range }),
    rights: [
      //                                                                          SA AD ME RV AG SV PA P- AN
      ['tenant.adCampaigns.leadFunnel', /*                                    */ 'R R R O R R R - R'],
      ['tenant.adCampaigns.searchTerms.classification.reviewedBy', /*         */ 'R R R R - - R R R'],
      ['tenant.adCampaigns.searchTerms.classification.activity', /*           */ 'R R R O O R R - R'],
      ['tenant.adCampaigns.searchTerms.classification.activity.latestRun', /* */ 'R R - 0 O - - . R'],
    ],
  },
  (stage) => {
    it("answers Google's active campaigns, the costliest first, with their leads and active keywords", async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows(
        sql`SELECT c.name, json_build_object('amount', c.total_spend::text, 'currency', c.budget_currency) AS "totalSpend",
              (SELECT json_build_object('total', count(*), 'conversionRate', round(count(*) FILTER (WHERE l.status = 'converted') / nullif(count(*), 0)::numeric, 4)::text)
               FROM leads l WHERE l.source_campaign_id = c.id AND l.deleted_on IS NULL) AS "leadFunnel",
              (SELECT json_build_object('nodes', json_agg(json_build_object('text', k.text, 'matchType', upper(k.match_type::text),
                 'bid', json_build_object('amount', k.bid_amount::text), 'performance', json_build_object('qualityScore', 7, 'clicks', 9)) ORDER BY k.ref_id DESC))
               FROM ad_keywords k WHERE k.ad_campaign_id = c.id AND k.status = 'active') AS keywords
            FROM ad_campaigns c WHERE c.tenant_id = ${business.tenant.id}::uuid AND c.platform = 'google_ads' AND c.status = 'active'
            ORDER BY c.total_spend DESC`,
      );
      expect(data.tenant.adCampaigns.nodes).toMatchObject(expected);
      expect(data.tenant.adCampaigns.nodes.map(({ name }) => name)).toEqual(['Campaign 1', 'Campaign 0']);
    });

    it('lists the terms that brought nothing in the days asked for, the costliest first, with both verdicts (A05)', async () => {
      const { business, ask } = stage();
      const { data } = await ask();
      const expected = await rows<{ searchTerm: string }>(
        sql`SELECT r.search_term AS "searchTerm", r.clicks, json_build_object('amount', r.cost::text) AS cost, r.ctr::text,
              CASE WHEN v.id IS NULL THEN NULL ELSE json_build_object('classification', upper(v.classification::text),
                'overrideClassification', upper(v.override_classification::text), 'status', upper(v.status::text),
                'reviewedAt', ${instant(sql`v.reviewed_on`)}, 'pushedAt', ${instant(sql`v.pushed_on`)},
                'activity', json_build_object('assigneeAgentRole', a.assignee_agent_role, 'latestRun',
                  (SELECT json_build_object('modelId', run.model_id, 'cost', CASE WHEN run.cost_usd IS NULL THEN NULL ELSE json_build_object('amount', run.cost_usd::text) END)
                   FROM activity_runs run WHERE run.activity_id = a.id ORDER BY run.attempt DESC LIMIT 1)),
                'reviewedBy', CASE WHEN u.id IS NULL THEN NULL ELSE json_build_object('name', u.name) END) END AS classification
            FROM search_term_reports r JOIN ad_campaigns c ON c.id = r.ad_campaign_id LEFT JOIN search_term_classifications v ON v.search_term_report_id = r.id
              LEFT JOIN users u ON u.id = v.reviewed_by LEFT JOIN activities a ON a.id = v.activity_id
            WHERE c.tenant_id = ${business.tenant.id}::uuid AND c.name = 'Campaign 1' AND r.conversions = 0
              AND r.date_from >= ${range.from}::date AND r.date_to <= ${range.to}::date
            ORDER BY r.cost DESC, r.ref_id DESC`,
      );
      const [costliest] = data.tenant.adCampaigns.nodes;
      expect(costliest?.searchTerms).toEqual({ totalCount: 5, nodes: expected });
      expect(expected.map(({ searchTerm }) => searchTerm)).toEqual(
        [11, 8, 7, 6, 9].map((place) => `dentist ${place}`), // 8 and 7 cost the same: the newer first
      );
    });

    it('tells which agent judged a term, and what its last run cost', async () => {
      const { data } = await stage().ask();
      const verdicts = data.tenant.adCampaigns.nodes
        .flatMap(({ searchTerms }) => searchTerms.nodes)
        .filter(({ searchTerm }) => searchTerm === 'dentist 2' || searchTerm === 'dentist 3');
      expect(verdicts).toMatchObject([
        {
          classification: { activity: { assigneeAgentRole: 'copywriter', latestRun: { modelId: 'claude-sonnet-4' } } },
        },
        { classification: { overrideClassification: 'WATCH', status: 'APPROVED' } },
      ]);
    });

    it("takes the reviewer's class where there is one, else the agent's (A05)", async () => {
      const { business, query } = stage();
      const expected = await rows(
        sql`SELECT v.ref_id AS id, upper(coalesce(v.override_classification, v.classification)::text) AS "effectiveClassification"
            FROM search_term_classifications v WHERE v.tenant_id = ${business.tenant.id}::uuid ORDER BY v.ref_id DESC`,
      );
      const { data } = await query<{ tenant: { searchTermClassifications: Nodes<object> } }>(
        'query ($slug: String!) { tenant(slug: $slug) { searchTermClassifications(first: 100) { nodes { id effectiveClassification } } } }',
        { slug: business.tenant.slug },
      );
      expect(data.tenant.searchTermClassifications.nodes).toEqual(expected);
      expect(JSON.stringify(expected)).toContain('WATCH');
    });
  },
);
