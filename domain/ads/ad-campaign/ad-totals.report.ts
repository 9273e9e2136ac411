import type { Aggregate } from '../../../platform/batching/aggregate-loader.ts';
import { groupBy } from '../../../platform/batching/group-by.ts';
import { everyRow } from '../../../platform/batching/page-statement.ts';
import { parentRows } from '../../../platform/batching/parents.ts';
import { identifier, sql, type Sql } from '../../../platform/database/sql.ts';
import { tables, type AdPlatform } from '../../../platform/database/tables.ts';
import { decimalPattern, wholePattern } from '../../../platform/numbers/figures.ts';

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
 * are never added (docs/api-contract.md#13-the-seven-subgraphs, AdTotals). What was never told, and what is no number, counts as
 * 0. The ranges of search term reports overlap, so only each campaign's newest counts: the one that ends last and, of several,
 * begins last.
 */
export const adTotals: Aggregate<TotalsQuestion, AdTotals[]> = {
  table,
  async read({ db, visibility }, { platform }, tenants) {
    const conditions =
      platform === null
        ? []
        : [{ where: (alias: string) => sql`${identifier(alias)}.platform = ${platform}::ad_platform` }];
    const rows = await db.query<TotalsRow>(
      sql`SELECT parent.ordinal::int AS "parentOrdinal", t.budget_currency AS currency, count(*)::int AS campaigns,
            round(coalesce(sum(t.total_spend), 0), 2) AS spend,
            round(${sumOf('impressions', wholePattern)}) AS impressions, round(${sumOf('clicks', wholePattern)}) AS clicks,
            ${sumOf('conversions', decimalPattern)} AS conversions, round(sum(wasted.cost), 4) AS "wastedSpend"
          FROM ${parentRows(table, 'tenantId', tenants)}
          JOIN ad_campaigns t ON ${everyRow({ table, parentField: 'tenantId', conditions }, visibility, 't')}
          CROSS JOIN LATERAL (
            SELECT coalesce(sum(term.cost), 0) AS cost
            FROM (
              SELECT report.date_to, report.date_from FROM search_term_reports report
              WHERE report.tenant_id = t.tenant_id AND report.ad_campaign_id = t.id
              ORDER BY report.date_to DESC, report.date_from DESC LIMIT 1
            ) newest
            JOIN search_term_reports term ON term.tenant_id = t.tenant_id AND term.ad_campaign_id = t.id
              AND term.date_to = newest.date_to AND term.date_from = newest.date_from AND term.conversions = 0
          ) wasted
          GROUP BY parent.ordinal, t.budget_currency ORDER BY parent.ordinal, t.budget_currency COLLATE "C"`,
    );
    const byTenant = groupBy(rows, ({ parentOrdinal }) => parentOrdinal);
    return tenants.map((_, index) =>
      (byTenant.get(index + 1) ?? []).map(({ parentOrdinal: _ordinal, ...totals }) => totals),
    );
  },
};

/** A figure of the snapshots added up: a JSON number or a string that holds one, as `performanceOf` reads them. */
function sumOf(figure: string, pattern: string): Sql {
  const told = sql`(t.performance_snapshot ->> ${figure}::text)`;
  return sql`coalesce(sum(CASE WHEN ${told} ~ ${pattern} THEN ${told}::numeric END), 0)`;
}
