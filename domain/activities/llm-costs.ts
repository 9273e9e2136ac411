import type { Aggregate } from '../../platform/batching/aggregate-loader.ts';
import { groupBy } from '../../platform/batching/group-by.ts';
import { identifier, join, sql } from '../../platform/database/sql.ts';
import { columnOf } from '../../platform/database/table.ts';
import { tables, type LlmCallRow } from '../../platform/database/tables.ts';

/** What calls can be told apart by: each is a column of the call, copied at its insert (contract 1.9.2). */
const dimensions = {
  AGENT_ROLE: 'agentRole',
  MODEL: 'modelId',
  ADAPTER: 'adapterType',
  ACTIVITY_TYPE: 'activityType',
  GOAL: 'goalId',
  DELIVERABLE: 'deliverableId',
  ACTIVITY: 'activityId',
} as const satisfies Readonly<Record<string, keyof LlmCallRow>>;

/** The first UTC day of a call's bucket; weeks begin on Monday. */
const buckets = {
  DAY: sql`date_trunc('day', call.created_on AT TIME ZONE 'UTC')::date`,
  WEEK: sql`date_trunc('week', call.created_on AT TIME ZONE 'UTC')::date`,
  MONTH: sql`date_trunc('month', call.created_on AT TIME ZONE 'UTC')::date`,
};

/** Which calls, split how, and how many rows at most; instants as ISO text, `from` included, `to` left out. */
export interface CostQuestion {
  readonly from: string;
  readonly to: string;
  readonly groupBy: readonly (keyof typeof dimensions)[];
  readonly interval: keyof typeof buckets | null;
  readonly limit: number;
}

/** Sums over some calls: tokens as whole numbers in text, USD to six decimals. */
interface Sums {
  readonly calls: number;
  readonly inputTokens: string;
  readonly outputTokens: string;
  readonly costUsd: string;
}

/** The calls of one combination; only what was asked for is there. */
export type LlmCostRow = Sums &
  Partial<Pick<LlmCallRow, (typeof dimensions)[keyof typeof dimensions]>> & {
    readonly bucket?: string;
    readonly avgDurationMs: number | null;
  };

/** A tenant's cost report; the sums are over every combination, cut off or not. */
export interface LlmCosts extends Sums {
  readonly rows: readonly LlmCostRow[];
  readonly truncated: boolean;
}

interface ReportRow extends LlmCostRow {
  readonly tenantId: string;
  readonly combinations: number;
  readonly allCalls: number;
  readonly allInputTokens: string;
  readonly allOutputTokens: string;
  readonly allCostUsd: string;
}

/**
 * What the LLM calls of tenants cost in a range, the costliest combination first, and inside the oldest bucket first where
 * there are buckets. One statement reads the range once, for however many tenants; months outside of it are not read.
 */
export const llmCosts: Aggregate<CostQuestion, LlmCosts> = {
  table: tables.llmCall,
  async read({ db }, question, parents) {
    const rows = await db.query<ReportRow>(
      costStatement(
        question,
        parents.map(({ id }) => id),
      ),
    );
    const byTenant = groupBy(rows, ({ tenantId }) => tenantId);
    return parents.map(({ id }) => reportOf(byTenant.get(id) ?? [], question.limit));
  },
};

function costStatement({ from, to, groupBy: by, interval, limit }: CostQuestion, tenantIds: readonly string[]) {
  const fields = [...new Set(by)].map((dimension) => dimensions[dimension]);
  const keys = fields.map((field) => ({
    name: identifier(field),
    value: sql`call.${identifier(columnOf(tables.llmCall, field).name)}`,
  }));
  if (interval !== null) keys.unshift({ name: identifier('bucket'), value: buckets[interval] });
  const names = keys.map(({ name }) => sql`${name}, `);
  const bucketFirst = interval === null ? sql`` : sql`bucket, `;
  return sql`
    WITH combination AS (
      SELECT call.tenant_id, ${join(
        keys.map(({ name, value }) => sql`${value} AS ${name}, `),
        '',
      )}count(*)::int AS calls,
        sum(call.input_tokens) AS input_tokens, sum(call.output_tokens) AS output_tokens, sum(call.cost_usd) AS cost,
        round(avg(call.duration_ms))::int AS duration
      FROM llm_calls call
      WHERE call.tenant_id = ANY(${tenantIds}::uuid[])
        AND call.created_on >= ${from}::timestamptz AND call.created_on < ${to}::timestamptz
      GROUP BY ${join([sql`call.tenant_id`, ...keys.map(({ value }) => value)], ', ')}
    ), ranked AS (
      SELECT tenant_id, ${join(names, '')}calls, input_tokens, output_tokens, cost, duration,
        row_number() OVER (PARTITION BY tenant_id ORDER BY ${bucketFirst}cost DESC, ${join(names, '')}calls) AS place,
        count(*) OVER tenant AS combinations, sum(calls) OVER tenant AS all_calls,
        sum(input_tokens) OVER tenant AS all_input_tokens, sum(output_tokens) OVER tenant AS all_output_tokens,
        sum(cost) OVER tenant AS all_cost
      FROM combination WINDOW tenant AS (PARTITION BY tenant_id)
    )
    SELECT tenant_id AS "tenantId", ${join(names, '')}calls, input_tokens AS "inputTokens", output_tokens AS "outputTokens",
      round(cost, 6) AS "costUsd", duration AS "avgDurationMs", combinations::int, all_calls::int AS "allCalls",
      all_input_tokens AS "allInputTokens", all_output_tokens AS "allOutputTokens", round(all_cost, 6) AS "allCostUsd"
    FROM ranked WHERE place <= ${limit} ORDER BY tenant_id, place`;
}

function reportOf(rows: readonly ReportRow[], limit: number): LlmCosts {
  const [first] = rows;
  if (first === undefined)
    return { calls: 0, inputTokens: '0', outputTokens: '0', costUsd: '0.000000', rows, truncated: false };
  return {
    calls: first.allCalls,
    inputTokens: first.allInputTokens,
    outputTokens: first.allOutputTokens,
    costUsd: first.allCostUsd,
    rows,
    truncated: first.combinations > limit,
  };
}
