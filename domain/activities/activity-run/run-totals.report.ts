import type { Aggregate } from '../../../platform/batching/aggregate-loader.ts';
import { everyRow } from '../../../platform/batching/page-statement.ts';
import { parentRows } from '../../../platform/batching/parents.ts';
import { sql } from '../../../platform/database/sql.ts';
import { tables } from '../../../platform/database/tables.ts';

/** What the runs of one activity come to. */
export interface RunTotals {
  readonly runCount: number;
  /** USD, six decimals; a run whose cost is not known counts as 0. */
  readonly costUsd: string;
}

interface TotalsRow extends RunTotals {
  readonly parentOrdinal: number;
}

const none: RunTotals = { runCount: 0, costUsd: '0.000000' };
const rows = { table: tables.activityRun, parentField: 'activityId', conditions: [] };

/** Number and cost of an activity's own runs, its children's not; both by one statement when both are asked for. */
export const runTotals: Aggregate<null, RunTotals> = {
  table: rows.table,
  async read({ db, visibility }, _args, activities) {
    const totals = await db.query<TotalsRow>(
      sql`SELECT parent.ordinal::int AS "parentOrdinal", count(*)::int AS "runCount",
              round(coalesce(sum(t.cost_usd), 0), 6) AS "costUsd"
          FROM ${parentRows(rows.table, rows.parentField, activities)}
          JOIN activity_runs t ON ${everyRow(rows, visibility, 't')}
          GROUP BY parent.ordinal`,
    );
    const byActivity = new Map(totals.map((row) => [row.parentOrdinal, row]));
    return activities.map((_, index) => byActivity.get(index + 1) ?? none);
  },
};
