import type { Aggregate } from '../../platform/batching/aggregate-loader.ts';
import { groupBy } from '../../platform/batching/group-by.ts';
import { everyRow } from '../../platform/batching/page-statement.ts';
import { parentRows } from '../../platform/batching/parents.ts';
import { sql } from '../../platform/database/sql.ts';
import { tables, type AdPlatform } from '../../platform/database/tables.ts';
import { equals } from '../../platform/paging/filters.ts';
import { decimalPattern, wholePattern } from './figures.rules.ts';

/** Which campaigns to add up: all where no platform is named. */
export interface TotalsQuestion {
  readonly platform: AdPlatform | null;
}

/** A tenant's campaigns in one currency; amounts and sums as decimal text. */
export interface AdTotals {
  /** ISO 4217. */
  readonly currency: string;
  readonly spend: string;
  readonly impressions: string;
  readonly clicks: string;
  readonly conversions: string;
  readonly campaigns: number;
  readonly wastedSpend: string;
}

interface TotalsRow extends AdTotals {
  readonly parentOrdinal: number;
}

const table = tables.adCampaign;

const onPlatform = equals('platform');

/**
 * The campaigns of tenants added up, one row a currency in the order of the codes, whatever the campaigns' status; currencies
 * are never added (contract 1.3, AdTotals). Figures that `performanceOf` would not read count as 0. The ranges of search term
 * reports overlap, so only each campaign's newest counts: the one that ends last and, of several, begins last.
 */
export const adTotals: Aggregate<TotalsQuestion, AdTotals[]> = {
  table,
  async read(source, { platform }, tenants) {
    const asked = platform === null ? null : await onPlatform.condition(platform, table, source);
    const conditions = asked === null || asked === 'nothing' ? [] : [asked];
    const rows = await source.db.query<TotalsRow>(
      sql`WITH campaign AS (
            SELECT parent.ordinal, t.id, t.tenant_id, t.budget_currency AS currency, t.total_spend, t.performance_snapshot AS told
            FROM ${parentRows(table, 'tenantId', tenants)}
            JOIN ad_campaigns t ON ${everyRow({ table, parentField: 'tenantId', conditions }, source.visibility, 't')}
          ), newest AS (
            SELECT DISTINCT ON (report.ad_campaign_id) report.ad_campaign_id,
              coalesce(sum(report.cost) FILTER (WHERE report.conversions = 0), 0) AS wasted
            FROM campaign
            JOIN search_term_reports report ON report.tenant_id = campaign.tenant_id AND report.ad_campaign_id = campaign.id
            GROUP BY report.ad_campaign_id, report.date_to, report.date_from
            ORDER BY report.ad_campaign_id, report.date_to DESC, report.date_from DESC
          )
          SELECT campaign.ordinal::int AS "parentOrdinal", campaign.currency, count(*)::int AS campaigns,
            round(coalesce(sum(campaign.total_spend), 0), 2) AS spend,
            round(coalesce(sum(CASE WHEN told ->> 'impressions' ~ ${wholePattern} THEN (told ->> 'impressions')::numeric END), 0)) AS impressions,
            round(coalesce(sum(CASE WHEN told ->> 'clicks' ~ ${wholePattern} THEN (told ->> 'clicks')::numeric END), 0)) AS clicks,
            coalesce(sum(CASE WHEN told ->> 'conversions' ~ ${decimalPattern} THEN (told ->> 'conversions')::numeric END), 0) AS conversions,
            round(coalesce(sum(newest.wasted), 0), 4) AS "wastedSpend"
          FROM campaign LEFT JOIN newest ON newest.ad_campaign_id = campaign.id
          GROUP BY campaign.ordinal, campaign.currency ORDER BY campaign.ordinal, campaign.currency COLLATE "C"`,
    );
    const byTenant = groupBy(rows, ({ parentOrdinal }) => parentOrdinal);
    return tenants.map((_, index) => byTenant.get(index + 1) ?? []);
  },
};
