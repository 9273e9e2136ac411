import type { Aggregate } from '../../../platform/batching/aggregate-loader.ts';
import { parentRows } from '../../../platform/batching/parents.ts';
import { sql } from '../../../platform/database/sql.ts';
import { tables } from '../../../platform/database/tables.ts';

interface CountRow {
  readonly parentOrdinal: number;
  readonly running: number;
}

/**
 * How many runs of an agent are under way; parents are `{ id: agentRole, tenantId }`. A figure of the agent, not of the
 * viewer: whoever may read its configuration is told all of them.
 */
export const runningRuns: Aggregate<null, number> = {
  table: tables.activityRun,
  async read({ db }, _args, agents) {
    const rows = await db.query<CountRow>(
      sql`SELECT parent.ordinal::int AS "parentOrdinal", count(*)::int AS running
          FROM ${parentRows(tables.activity, 'assigneeAgentRole', agents)}
          JOIN activity_runs run ON run.tenant_id = parent.tenant_id AND run.status = 'running'
          JOIN activities t ON t.tenant_id = run.tenant_id AND t.id = run.activity_id AND t.assignee_agent_role = parent.id
          GROUP BY parent.ordinal`,
    );
    const byAgent = new Map(rows.map(({ parentOrdinal, running }) => [parentOrdinal, running]));
    return agents.map((_, index) => byAgent.get(index + 1) ?? 0);
  },
};
