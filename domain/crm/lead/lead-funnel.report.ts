import type { Aggregate } from '../../../platform/batching/aggregate-loader.ts';
import { groupBy } from '../../../platform/batching/group-by.ts';
import { everyRow } from '../../../platform/batching/page-statement.ts';
import { parentRows } from '../../../platform/batching/parents.ts';
import { sql } from '../../../platform/database/sql.ts';
import { tables, type LeadStatus } from '../../../platform/database/tables.ts';
import { countedLeads, type InstantRange } from './lead.filters.ts';

/** How many leads stand in one status. */
export interface StatusCount {
  readonly status: LeadStatus;
  readonly count: number;
}

/** How leads stand today. */
export interface LeadFunnel {
  readonly total: number;
  /** In the order of the statuses, without those that none stands in. */
  readonly byStatus: StatusCount[];
  /** Converted ÷ total, four decimals; null at 0. */
  readonly conversionRate: string | null;
  /** Hours from creation to the first change to `contacted`, two decimals; null where none was or it was not asked for. */
  readonly medianHoursToFirstContact: string | null;
}

/** Which leads, by their creation, and whether their first contacts are looked for: one more look-up a lead. */
export interface FunnelQuestion extends InstantRange {
  readonly firstContact: boolean;
}

interface FunnelRow extends Pick<LeadFunnel, 'conversionRate' | 'medianHoursToFirstContact'> {
  readonly parentOrdinal: number;
  /** Null in the row that sums the statuses up. */
  readonly status: LeadStatus | null;
  readonly count: number;
}

const empty: LeadFunnel = { total: 0, byStatus: [], conversionRate: null, medianHoursToFirstContact: null };
const table = tables.lead;

/** The first time that a lead came to be contacted, as its timeline has it; no row's instant is null. */
const firstContactOf = sql`
  LEFT JOIN LATERAL (
    SELECT min(entry.created_on) AS reached_on FROM lead_activities entry
    WHERE entry.tenant_id = t.tenant_id AND entry.lead_id = t.id
      AND entry.type = 'status_change' AND entry.metadata ->> 'toStatus' = 'contacted'
  ) contact ON true`;

const medianHours = sql`round(extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY contact.reached_on - t.created_on)) / 3600, 2)`;

/**
 * The funnel of the leads under tenants or campaigns, removed ones left out, a reviewer's of those assigned to them; one
 * statement whatever their number (docs/api-contract.md#13-the-seven-subgraphs, LeadFunnel).
 * @param parentField the field of the lead that names its parent
 */
export function leadFunnel(parentField: 'tenantId' | 'sourceCampaignId'): Aggregate<FunnelQuestion, LeadFunnel> {
  return {
    table,
    async read({ db, visibility }, { firstContact, ...created }, parents) {
      const leads = { table, parentField, conditions: [countedLeads(created)] };
      const rows = await db.query<FunnelRow>(
        sql`SELECT parent.ordinal::int AS "parentOrdinal", funnel.status, funnel.count, funnel."conversionRate",
                funnel."medianHoursToFirstContact"
            FROM ${parentRows(table, parentField, parents)}
            CROSS JOIN LATERAL (
              SELECT t.status, count(*)::int AS count,
                round(count(*) FILTER (WHERE t.status = 'converted') / count(*)::numeric, 4) AS "conversionRate",
                ${firstContact ? medianHours : sql`NULL`} AS "medianHoursToFirstContact"
              FROM leads t${firstContact ? firstContactOf : sql``}
              WHERE ${everyRow(leads, visibility, 't')}
              GROUP BY GROUPING SETS (t.status, ()) HAVING count(*) > 0
            ) funnel
            ORDER BY parent.ordinal, funnel.status`,
      );
      const byParent = groupBy(rows, ({ parentOrdinal }) => parentOrdinal);
      return parents.map((_, index) => funnelOf(byParent.get(index + 1) ?? []));
    },
  };
}

function funnelOf(rows: readonly FunnelRow[]): LeadFunnel {
  const sum = rows.find(({ status }) => status === null);
  if (sum === undefined) return empty;
  const { count: total, conversionRate, medianHoursToFirstContact } = sum;
  const byStatus = rows.flatMap(({ status, count }) => (status === null ? [] : [{ status, count }]));
  return { total, byStatus, conversionRate, medianHoursToFirstContact };
}
