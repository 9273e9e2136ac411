import type { Aggregate } from '../../platform/batching/aggregate-loader.ts';
import { groupBy } from '../../platform/batching/group-by.ts';
import {
  conditionsOf,
  parseFilter,
  type FilterArguments,
  type ListDefinition,
} from '../../platform/batching/list-filter.ts';
import { everyRow } from '../../platform/batching/page-statement.ts';
import { parentRows } from '../../platform/batching/parents.ts';
import { sql } from '../../platform/database/sql.ts';
import { tables, type ActivityStatus } from '../../platform/database/tables.ts';

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
 * the list's filter, its refusals and the viewer's rights: a reviewer's counts are of their own (contract 1.9.10). Read from
 * idx_activities_active alone where nothing but tenant and status is asked for (contract 1.9.3), and parent by parent
 * (LATERAL): joined, PostgreSQL would rather read all of a large tenant's activities than those of fifty goals.
 */
export function activityCounts(list: ListDefinition): Aggregate<Pick<FilterArguments, 'filter'>, StatusCount[]> {
  return {
    table,
    async read(source, args, parents) {
      const conditions = await conditionsOf(table, list, parseFilter(table, list, args, source), source);
      if (conditions === null) return parents.map(() => []);
      const rows = await source.db.query<CountRow>(
        sql`SELECT parent.ordinal::int AS "parentOrdinal", counted.status, counted.count
            FROM ${parentRows(table, list.parent, parents)}
            CROSS JOIN LATERAL (
              SELECT t.status, count(*)::int AS count FROM activities t
              WHERE ${everyRow({ table, parentField: list.parent, conditions }, source.visibility, 't')}
              GROUP BY t.status
            ) counted
            ORDER BY parent.ordinal, counted.status`,
      );
      const byParent = groupBy(rows, ({ parentOrdinal }) => parentOrdinal);
      return parents.map((_, index) => (byParent.get(index + 1) ?? []).map(({ status, count }) => ({ status, count })));
    },
  };
}
