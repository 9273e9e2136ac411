import { identifier, join, sql } from '../../../platform/database/sql.ts';
import { firstUlidAt } from '../../../platform/ids/ulid.ts';
import type { FilterRule, RowCondition } from '../../../platform/paging/filters.ts';

/** Instants as ISO text: `from` included, `to` left out; null leaves that side open. */
export interface InstantRange {
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * Leads with this whole e-mail address, its letters A to Z in upper or lower case. For whoever may read it on the lead. The first
 * comparison is what idx_leads_tenant_email serves; it also takes the Kelvin sign for a k and an İ for an i, the second does not.
 */
export const hasEmail: FilterRule = {
  backed: true,
  requires: 'leadPersonal',
  condition: (email) => ({
    where: (alias) => {
      const written = sql`${identifier(alias)}.email`;
      return sql`lower(${written}) = lower(${email}::text) AND lower(${written} COLLATE "C") = lower(${email}::text COLLATE "C")`;
    },
  }),
};

/** The leads that reports tell of: created in the range (a range of ULIDs: docs/api-contract.md#117-lists) and not removed. */
export function countedLeads({ from, to }: InstantRange): RowCondition {
  return {
    where: (alias) => {
      const conditions = [sql`${identifier(alias)}.deleted_on IS NULL`];
      if (from !== null) conditions.push(sql`${identifier(alias)}.ref_id >= ${firstUlidAt(Date.parse(from))}`);
      if (to !== null) conditions.push(sql`${identifier(alias)}.ref_id < ${firstUlidAt(Date.parse(to))}`);
      return join(conditions, ' AND ');
    },
  };
}
