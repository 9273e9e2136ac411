import type { Aggregate } from '../../../platform/batching/aggregate-loader.ts';
import { groupBy } from '../../../platform/batching/group-by.ts';
import {
  conditionsOf,
  parseFilter,
  type FilterArguments,
  type ListDefinition,
} from '../../../platform/batching/list-filter.ts';
import { everyRow } from '../../../platform/batching/page-statement.ts';
import { parentRows } from '../../../platform/batching/parents.ts';
import { sql, type Sql } from '../../../platform/database/sql.ts';
import { tables, type ActivityStatus } from '../../../platform/database/tables.ts';

/** How many activities stand in one status. */
export interface StatusCount {
  readonly status: ActivityStatus;
  readonly count: number;
}

interface CountRow extends StatusCount {
  readonly parentOrdinal: number;
}

const table = tables.activity;

/**
 * How many of a list's activities stand in each status, in the order of the statuses; a status without any has no row. With
 * the list's filter, its refusals and the viewer's rights: a reviewer's counts are of their own
 * (docs/api-contract.md#1910-smaller-ones). All of a tenant's live ones are told by the numbers that each write of activities
 * keeps (docs/api-contract.md#193-activitycounts); others are counted.
 */
export function activityCounts(list: ListDefinition): Aggregate<Pick<FilterArguments, 'filter'>, StatusCount[]> {
  return {
    table,
    async read(source, args, parents) {
      const filter = parseFilter(table, list, args, source);
      const conditions = await conditionsOf(table, list, filter, source);
      if (conditions === null) return parents.map(() => []);
      const isWhole =
        list.parent === 'tenantId' &&
        list.where === undefined &&
        filter.live &&
        filter.asked.length === 0 &&
        source.visibility.ownRows(table, 't') === null;
      const counts = isWhole
        ? numbersOfTenant
        : countsOf(everyRow({ table, parentField: list.parent, conditions }, source.visibility, 't'));
      const rows = await source.db.query<CountRow>(
        sql`SELECT parent.ordinal::int AS "parentOrdinal", counted.status, counted.count
            FROM ${parentRows(table, list.parent, parents)} CROSS JOIN LATERAL (${counts}) counted
            ORDER BY parent.ordinal, counted.status`,
      );
      const byParent = groupBy(rows, ({ parentOrdinal }) => parentOrdinal);
      return parents.map((_, index) => (byParent.get(index + 1) ?? []).map(({ status, count }) => ({ status, count })));
    },
  };
}

/** As many rows are added up as transactions have written a tenant's activities at the same time: a few. */
const numbersOfTenant = sql`SELECT kept.status, sum(kept.count)::int AS count FROM activity_counts kept
  WHERE kept.tenant_id = parent.tenant_id GROUP BY kept.status HAVING sum(kept.count) > 0`;

/** Parent by parent: joined, PostgreSQL would rather read all of a large tenant's activities than those of fifty goals. */
function countsOf(everyOne: Sql): Sql {
  return sql`SELECT t.status, count(*)::int AS count FROM activities t WHERE ${everyOne} GROUP BY t.status`;
}
