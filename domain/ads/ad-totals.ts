import type { Aggregate } from '../../platform/batching/aggregate-loader.ts';
import { groupBy } from '../../platform/batching/group-by.ts';
import { everyRow } from '../../platform/batching/page-statement.ts';
import { parentRows } from '../../platform/batching/parents.ts';
import { identifier, sql, type Sql } from '../../platform/database/sql.ts';
import { tables, type AdPlatform } from '../../platform/database/tables.ts';
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

/**
 * The campaigns of tenants added up, one row a currency in the order of the codes, whatever the campaigns' status; currencies
 * are never added (contract 1.3, AdTotals). What was never told, and what is no number, counts as 0. The ranges of search
 * term reports overlap, so only each campaign's newest counts: the one that ends last and, of several, begins last.
 */
export const adTotals: Aggregate<TotalsQuestion, AdTotals[]> = {
  table,
  async read({ db, visibility }, { platform }, tenants) {
    const conditions =
      platform === null
        ? []
        : [{ where: (alias: string) => sql`${identifier(alias)}.platform = ${platform}::ad_platform` }];
    const rows = await db.query<TotalsRow>(
      sql`WITH campaign AS (
            SELECT parent.ordinal, t.id, t.tenant_id, t.budget_currency AS currency, t.total_spend, t.performance_snapshot AS told
            FROM ${parentRows(table, 'tenantId', tenants)}
            JOIN ad_campaigns t ON ${everyRow({ table, parentField: 'tenantId', conditions }, visibility, 't')}
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
            round(${sumOf('impressions', wholePattern)}) AS impressions, round(${sumOf('clicks', wholePattern)}) AS clicks,
            ${sumOf('conversions', decimalPattern)} AS conversions,
            round(coalesce(sum(newest.wasted), 0), 4) AS "wastedSpend"
          FROM campaign LEFT JOIN newest ON newest.ad_campaign_id = campaign.id
          GROUP BY campaign.ordinal, campaign.currency ORDER BY campaign.ordinal, campaign.currency COLLATE "C"`,
    );
    const byTenant = groupBy(rows, ({ parentOrdinal }) => parentOrdinal);
    return tenants.map((_, index) => byTenant.get(index + 1) ?? []);
  },
};

/** A figure of the snapshots added up: a JSON number or a string that holds one, as `performanceOf` reads them. */
function sumOf(figure: string, pattern: string): Sql {
  const told = sql`(campaign.told ->> ${figure}::text)`;
  return sql`coalesce(sum(CASE WHEN ${told} ~ ${pattern} THEN ${told}::numeric END), 0)`;
}
