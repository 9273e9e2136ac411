import type { Aggregate } from '../../../platform/batching/aggregate-loader.ts';
import { groupBy } from '../../../platform/batching/group-by.ts';
import { everyRow } from '../../../platform/batching/page-statement.ts';
import { parentRows } from '../../../platform/batching/parents.ts';
import { identifier, join, sql } from '../../../platform/database/sql.ts';
import { columnOf } from '../../../platform/database/table.ts';
import { tables, type LeadRow } from '../../../platform/database/tables.ts';
import { countedLeads } from './lead.filters.ts';

/** What leads can be told apart by: each is a column of the lead. */
const dimensions = {
  SOURCE: 'source',
  CAMPAIGN: 'sourceCampaignId',
  CHANNEL: 'sourceChannelId',
  STATUS: 'status',
  UTM_SOURCE: 'utmSource',
} as const satisfies Readonly<Record<string, keyof LeadRow>>;

/** Which leads, split how, and how many rows at most; instants as ISO text, `from` included, `to` left out. */
export interface BreakdownQuestion {
  readonly from: string;
  readonly to: string;
  readonly groupBy: readonly (keyof typeof dimensions)[];
  readonly limit: number;
}

interface Counts {
  readonly count: number;
  /** Qualified or converted by today. */
  readonly qualified: number;
  readonly converted: number;
}

/** The leads of one combination; of the dimensions only those asked for are there. */
export type LeadBreakdownRow = Counts & Partial<Pick<LeadRow, (typeof dimensions)[keyof typeof dimensions]>>;

type CombinationRow = LeadBreakdownRow & { readonly parentOrdinal: number };

const table = tables.lead;
const noLeads: Counts = { count: 0, qualified: 0, converted: 0 };

/**
 * The leads of tenants that were created in a range, one row a combination of the dimensions, most leads first; removed ones
 * left out, a reviewer's of those assigned to them. One statement whatever the number of tenants, each under its own limit.
 * Without dimensions one row stands for all leads, even where there are none.
 */
export const leadBreakdown: Aggregate<BreakdownQuestion, LeadBreakdownRow[]> = {
  table,
  async read({ db, visibility }, { from, to, groupBy: by, limit }, tenants) {
    const leads = { table, parentField: 'tenantId', conditions: [countedLeads({ from, to })] };
    const keys = [...new Set(by)].map((dimension) => {
      const field = dimensions[dimension];
      return { name: identifier(field), value: sql`t.${identifier(columnOf(table, field).name)}` };
    });
    const each = (write: (key: (typeof keys)[number]) => ReturnType<typeof sql>) => join(keys.map(write), '');
    const rows = await db.query<CombinationRow>(
      sql`SELECT "parentOrdinal", count, qualified, converted${each(({ name }) => sql`, ${name}`)}
          FROM (
            SELECT parent.ordinal::int AS "parentOrdinal", count(*)::int AS count,
              count(*) FILTER (WHERE t.status IN ('qualified', 'converted'))::int AS qualified,
              count(*) FILTER (WHERE t.status = 'converted')::int AS converted,
              row_number() OVER (PARTITION BY parent.ordinal ORDER BY count(*) DESC${each(({ value }) => sql`, ${value}`)})
                AS place${each(({ name, value }) => sql`, ${value} AS ${name}`)}
            FROM ${parentRows(table, leads.parentField, tenants)}
            JOIN leads t ON ${everyRow(leads, visibility, 't')}
            GROUP BY parent.ordinal${each(({ value }) => sql`, ${value}`)}
          ) ranked
          WHERE place <= ${limit} ORDER BY "parentOrdinal", place`,
    );
    const byTenant = groupBy(rows, ({ parentOrdinal }) => parentOrdinal);
    return tenants.map((_, index) => byTenant.get(index + 1) ?? (by.length === 0 ? [noLeads] : []));
  },
};
