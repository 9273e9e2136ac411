import type { Aggregate } from '../../../platform/batching/aggregate-loader.ts';
import { groupBy } from '../../../platform/batching/group-by.ts';
import { everyRow } from '../../../platform/batching/page-statement.ts';
import { parentRows } from '../../../platform/batching/parents.ts';
import { identifier, sql } from '../../../platform/database/sql.ts';
import { tables, type OutreachStatus } from '../../../platform/database/tables.ts';
import type { RowCondition } from '../../../platform/paging/filters.ts';

/** How many backlinks stand in one state. */
export interface OutreachCount {
  readonly status: OutreachStatus;
  readonly count: number;
}

/** What backlinks are counted by, over all their states. */
interface Totals {
  readonly total: number;
  readonly published: number;
  /** Found by the last check, in any state. */
  readonly live: number;
  /** Published, and not found by the last check. */
  readonly lost: number;
  readonly indexed: number;
  readonly dofollow: number;
  /** One decimal, over those where it is known; null where it is known of none. */
  readonly averageDomainAuthority: string | null;
  /** ISO text; null where none was ever checked. */
  readonly lastCheckedAt: string | null;
}

/** Backlinks counted. */
export interface BacklinkSummary extends Totals {
  /** In the order of the states, without those that none stands in. */
  readonly byStatus: OutreachCount[];
}

interface SummaryRow extends Totals {
  readonly parentOrdinal: number;
  /** Null in the row that sums the states up. */
  readonly status: OutreachStatus | null;
}

const none: BacklinkSummary = {
  total: 0,
  published: 0,
  live: 0,
  lost: 0,
  indexed: 0,
  dofollow: 0,
  averageDomainAuthority: null,
  byStatus: [],
  lastCheckedAt: null,
};
const table = tables.backlink;
const standing: RowCondition = { where: (alias) => sql`${identifier(alias)}.deleted_on IS NULL` };

/**
 * The backlinks under tenants or deliverables counted, removed ones left out; one statement whatever their number.
 * @param parentField the field of the backlink that names its parent
 */
export function backlinkSummary(parentField: 'tenantId' | 'deliverableId'): Aggregate<null, BacklinkSummary> {
  const backlinks = { table, parentField, conditions: [standing] };
  return {
    table,
    async read({ db, visibility }, _args, parents) {
      const rows = await db.query<SummaryRow>(
        sql`SELECT parent.ordinal::int AS "parentOrdinal", summary.status, summary.total, summary.published, summary.live,
              summary.lost, summary.indexed, summary.dofollow, summary."averageDomainAuthority", summary."lastCheckedAt"
            FROM ${parentRows(table, parentField, parents)}
            CROSS JOIN LATERAL (
              SELECT t.outreach_status AS status, count(*)::int AS total,
                count(*) FILTER (WHERE t.outreach_status = 'published')::int AS published,
                count(*) FILTER (WHERE t.is_live)::int AS live,
                count(*) FILTER (WHERE t.outreach_status = 'published' AND NOT t.is_live)::int AS lost,
                count(*) FILTER (WHERE t.is_indexed)::int AS indexed,
                count(*) FILTER (WHERE t.link_type = 'dofollow')::int AS dofollow,
                round(avg(t.domain_authority), 1) AS "averageDomainAuthority", max(t.last_checked_on) AS "lastCheckedAt"
              FROM backlinks t WHERE ${everyRow(backlinks, visibility, 't')}
              GROUP BY GROUPING SETS (t.outreach_status, ()) HAVING count(*) > 0
            ) summary
            ORDER BY parent.ordinal, summary.status`,
      );
      const byParent = groupBy(rows, ({ parentOrdinal }) => parentOrdinal);
      return parents.map((_, index) => summaryOf(byParent.get(index + 1) ?? []));
    },
  };
}

function summaryOf(rows: readonly SummaryRow[]): BacklinkSummary {
  const sum = rows.find(({ status }) => status === null);
  if (sum === undefined) return none;
  const { status: _all, parentOrdinal: _place, ...totals } = sum;
  return {
    ...totals,
    byStatus: rows.flatMap(({ status, total: count }) => (status === null ? [] : [{ status, count }])),
  };
}
