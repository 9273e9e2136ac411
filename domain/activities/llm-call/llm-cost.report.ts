import type { Aggregate } from '../../../platform/batching/aggregate-loader.ts';
import type { Parent } from '../../../platform/batching/parents.ts';
import { identifier, sql } from '../../../platform/database/sql.ts';
import { columnOf } from '../../../platform/database/table.ts';
import { tables, type LlmCallRow } from '../../../platform/database/tables.ts';
import { ulidTime } from '../../../platform/ids/ulid.ts';

/** What calls are for. */
export interface CostBearer extends Parent {
  readonly refId: string;
}

/** Instants as ISO text: `from` included, `to` left out. */
export interface CostRange {
  /** Null: from the bearer's creation on (docs/api-contract.md#192-cost-aggregates). */
  readonly from: string | null;
  /** Null: up to now. */
  readonly to: string | null;
}

interface CostRow {
  readonly parentOrdinal: number;
  readonly costUsd: string;
}

/**
 * What the calls for a goal or a deliverable cost in a range: USD, six decimals, '0.000000' where there were none. No month
 * before the earliest start or after the end is read: llm_calls lies in monthly partitions (docs/data-model.md#llm_calls).
 * @param field the field of the call that names the bearer
 */
export function llmCostBy(
  field: keyof LlmCallRow & ('goalId' | 'deliverableId'),
): Aggregate<CostRange, string, CostBearer> {
  const bearer = identifier(columnOf(tables.llmCall, field).name);
  return {
    table: tables.llmCall,
    async read({ db, now }, { from, to }, bearers) {
      const starts = bearers.map(({ refId }) => from ?? new Date(ulidTime(refId)).toISOString());
      const earliest = starts.reduce((one, other) => (one < other ? one : other));
      const tenants = bearers.map(({ tenantId }) => tenantId);
      const ids = bearers.map(({ id }) => id);
      const rows = await db.query<CostRow>(
        sql`SELECT parent.ordinal::int AS "parentOrdinal", round(spent.cost, 6) AS "costUsd"
            FROM unnest(${tenants}::uuid[], ${ids}::uuid[], ${starts}::timestamptz[])
              WITH ORDINALITY AS parent(tenant_id, id, start, ordinal)
            CROSS JOIN LATERAL (
              SELECT coalesce(sum(call.cost_usd), 0) AS cost FROM llm_calls call
              WHERE call.tenant_id = parent.tenant_id AND call.${bearer} = parent.id
                AND call.created_on >= parent.start AND call.created_on >= ${earliest}::timestamptz
                AND call.created_on < ${to ?? now.toISOString()}::timestamptz
            ) spent
            ORDER BY parent.ordinal`,
      );
      return rows.map(({ costUsd }) => costUsd);
    },
  };
}
