import { identifier, join, sql, type Sql } from '../../../platform/database/sql.ts';
import { hasEnd, type FilterRule } from '../../../platform/paging/filters.ts';

/**
 * Reports whose classification stands in one of the states. A report has one classification at most, and the campaign is
 * named too, so PostgreSQL may begin at the campaign's classifications in those states
 * (docs/api-contract.md#15-lists-and-their-indexes).
 */
export const classifiedAs: FilterRule = {
  backed: false,
  condition: (statuses) => {
    if ((statuses as readonly string[]).length === 0) return 'nothing'; // the schema types the argument as a list
    return {
      where: (alias) => {
        const report = identifier(alias);
        return sql`EXISTS (
          SELECT 1 FROM search_term_classifications verdict
          WHERE verdict.tenant_id = ${report}.tenant_id AND verdict.ad_campaign_id = ${report}.ad_campaign_id
            AND verdict.search_term_report_id = ${report}.id AND verdict.status = ANY(${statuses}::classification_status[]))`;
      },
    };
  },
};

/** Reports without a classification, or those with one. */
export const isUnclassified: FilterRule = {
  backed: false,
  condition: (unclassified) => ({
    where: (alias) => {
      const report = identifier(alias);
      const classified = sql`EXISTS (
        SELECT 1 FROM search_term_classifications verdict
        WHERE verdict.tenant_id = ${report}.tenant_id AND verdict.search_term_report_id = ${report}.id)`;
      return unclassified === true ? sql`NOT ${classified}` : classified;
    },
  }),
};

/** Reports of terms that brought nothing, or of those that brought something. */
export const hasNoConversions: FilterRule = {
  backed: false,
  condition: (none) => ({
    where: (alias) => {
      const conversions = sql`${identifier(alias)}.conversions`;
      return none === true ? sql`${conversions} = 0` : sql`${conversions} <> 0`;
    },
  }),
};

interface Days {
  readonly from?: string | null;
  readonly to?: string | null;
}

/** Reports whose first and last day both lie in a range; its ends belong to it and may be open. */
export const inDays: FilterRule = {
  backed: false,
  asks: hasEnd,
  sortsBy: 'dateFrom',
  condition: (range) => {
    const { from = null, to = null } = range as Days; // the schema types the argument as a range of days
    return {
      where: (alias) => {
        // The last day is never before the first (search_term_reports_days_check).
        const within: Sql[] = [];
        if (from !== null) within.push(sql`${identifier(alias)}.date_from >= ${from}::date`);
        if (to !== null) within.push(sql`${identifier(alias)}.date_to <= ${to}::date`);
        return join(within, ' AND ');
      },
    };
  },
};
