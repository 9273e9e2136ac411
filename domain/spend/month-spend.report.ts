import type { Aggregate } from '../../platform/batching/aggregate-loader.ts';
import { parentRows } from '../../platform/batching/parents.ts';
import { sql } from '../../platform/database/sql.ts';
import { tables } from '../../platform/database/tables.ts';
import { spendMonth } from './spend.rules.ts';

interface SpendRow {
  readonly parentOrdinal: number;
  readonly spentUsd: string;
}

/**
 * What tenants have spent on language models in the current UTC month: USD, six decimals, '0.000000' where nothing was called.
 * Added up from the days that every insert of calls adds to (docs/api-contract.md#f01): `tenants.current_month_spend_usd` is a
 * copy for whoever writes calls, and nothing resets it when a month ends (docs/api-contract.md#i-45).
 */
export const monthSpend: Aggregate<null, string> = {
  table: tables.llmCostDay,
  async read({ db, now }, _args, tenants) {
    const { first, next } = spendMonth(now);
    const rows = await db.query<SpendRow>(
      sql`SELECT parent.ordinal::int AS "parentOrdinal", round(spent.cost, 6) AS "spentUsd"
          FROM ${parentRows(tables.llmCostDay, 'tenantId', tenants)}
          CROSS JOIN LATERAL (
            SELECT coalesce(sum(calls.cost_usd), 0) AS cost FROM llm_cost_days calls
            WHERE calls.tenant_id = parent.id AND calls.day >= ${first}::date AND calls.day < ${next}::date
          ) spent
          ORDER BY parent.ordinal`,
    );
    return rows.map(({ spentUsd }) => spentUsd);
  },
};
