import type { Aggregate } from '../../../platform/batching/aggregate-loader.ts';
import { groupBy } from '../../../platform/batching/group-by.ts';
import { identifier, join, sql, type Sql } from '../../../platform/database/sql.ts';
import { columnOf } from '../../../platform/database/table.ts';
import { tables, type LlmCallRow } from '../../../platform/database/tables.ts';
import { dailyCosts, everyCall } from './cost-source.ts';

/**
 * What calls can be told apart by: each is a column of the call, copied at its insert (docs/api-contract.md#192-cost-aggregates).
 */
const dimensions = {
  AGENT_ROLE: 'agentRole',
  MODEL: 'modelId',
  ADAPTER: 'adapterType',
  ACTIVITY_TYPE: 'activityType',
  GOAL: 'goalId',
  DELIVERABLE: 'deliverableId',
  ACTIVITY: 'activityId',
} as const satisfies Readonly<Record<string, keyof LlmCallRow>>;

/** What whole days are added up by. */
const daily: ReadonlySet<string> = new Set(['AGENT_ROLE', 'MODEL', 'ADAPTER']);

/** The first UTC day of a call's bucket; weeks begin on Monday. */
const buckets = {
  DAY: sql`call.day`,
  WEEK: sql`date_trunc('week', call.day::timestamp)::date`,
  MONTH: sql`date_trunc('month', call.day::timestamp)::date`,
};

/** What is worked out for those who ask only: the report of a month adds up every call of it, and each sum has its price. */
const measures = {
  inputTokens: sql`sum(call.input_tokens)`,
  outputTokens: sql`sum(call.output_tokens)`,
  avgDurationMs: sql`round(sum(call.duration)::numeric / nullif(sum(call.timed), 0))::int`,
};

export type CostMeasure = keyof typeof measures;

/** What the sum of a measure over all rows is called, where there is one. */
const totals: Readonly<Partial<Record<CostMeasure, string>>> = {
  inputTokens: 'allInputTokens',
  outputTokens: 'allOutputTokens',
};

/** Which calls, split how, and how many rows at most; instants as ISO text, `from` included, `to` left out. */
export interface CostQuestion {
  readonly from: string;
  readonly to: string;
  readonly groupBy: readonly (keyof typeof dimensions)[];
  readonly interval: keyof typeof buckets | null;
  readonly limit: number;
  /** What to tell beside calls and cost. */
  readonly measures: readonly CostMeasure[];
}

/** Sums over some calls: USD to six decimals; tokens, where they were asked for, as whole numbers in text. */
interface Sums {
  readonly calls: number;
  readonly costUsd: string;
  readonly inputTokens?: string;
  readonly outputTokens?: string;
}

/** The calls of one combination; only what was asked for is there. */
export type LlmCostRow = Sums &
  Partial<Pick<LlmCallRow, (typeof dimensions)[keyof typeof dimensions]>> & {
    readonly bucket?: string;
    readonly avgDurationMs?: number | null;
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
  readonly allCostUsd: string;
  readonly allInputTokens?: string;
  readonly allOutputTokens?: string;
}

/**
 * What the LLM calls of tenants cost in a range, the costliest combination first, and inside the oldest bucket first where
 * there are buckets. One statement for however many tenants: of whole days it reads the sums, where they tell apart what is asked,
 * else every call of the range; months outside of it are not read.
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
    return parents.map(({ id }) => reportOf(byTenant.get(id) ?? [], question));
  },
};

function costStatement(question: CostQuestion, tenantIds: readonly string[]) {
  const { interval, limit } = question;
  const keys = [...new Set(question.groupBy)].map((dimension) => {
    const field = dimensions[dimension];
    return { name: identifier(field), value: sql`call.${identifier(columnOf(tables.llmCall, field).name)}` };
  });
  if (interval !== null) keys.unshift({ name: identifier('bucket'), value: buckets[interval] });
  const source = question.groupBy.every((dimension) => daily.has(dimension))
    ? dailyCosts(question, tenantIds)
    : everyCall(question, tenantIds);
  const asked = [...new Set(question.measures)];
  const sums = asked.map((measure) => ({ name: identifier(measure), value: measures[measure] }));
  const sumsOfAll = asked.flatMap((measure) => {
    const total = totals[measure];
    return total === undefined ? [] : [{ name: identifier(total), of: identifier(measure) }];
  });
  const names = keys.map(({ name }) => sql`${name}, `);
  const columns = [...keys, ...sums].map(({ name }) => sql`, ${name}`);
  const bucketFirst = interval === null ? sql`` : sql`bucket, `;
  return sql`
    WITH combination AS (
      SELECT call.tenant_id, sum(call.calls)::int AS calls, sum(call.cost) AS cost${listed([...keys, ...sums])}
      FROM ${source} call
      GROUP BY ${join([sql`call.tenant_id`, ...keys.map(({ value }) => value)], ', ')}
    ), ranked AS (
      SELECT tenant_id, calls, cost${join(columns, '')},
        row_number() OVER (PARTITION BY tenant_id ORDER BY ${bucketFirst}cost DESC, ${join(names, '')}calls) AS place,
        count(*) OVER tenant AS combinations, sum(calls) OVER tenant AS all_calls,
        sum(cost) OVER tenant AS all_cost${listed(sumsOfAll.map(({ name, of }) => ({ name, value: sql`sum(${of}) OVER tenant` })))}
      FROM combination WINDOW tenant AS (PARTITION BY tenant_id)
    )
    SELECT tenant_id AS "tenantId", calls, round(cost, 6) AS "costUsd"${join(columns, '')}, combinations::int,
      all_calls::int AS "allCalls", round(all_cost, 6) AS "allCostUsd"${join(
        sumsOfAll.map(({ name }) => sql`, ${name}`),
        '',
      )}
    FROM ranked WHERE place <= ${limit} ORDER BY tenant_id, place`;
}

/** More columns at the end of a list. */
function listed(columns: readonly { readonly name: Sql; readonly value: Sql }[]): Sql {
  return join(
    columns.map(({ name, value }) => sql`, ${value} AS ${name}`),
    '',
  );
}

function reportOf(rows: readonly ReportRow[], { limit, measures: asked }: CostQuestion): LlmCosts {
  const [first] = rows;
  if (first === undefined) {
    const none = Object.fromEntries(asked.filter((measure) => measure in totals).map((measure) => [measure, '0']));
    return { calls: 0, costUsd: '0.000000', ...none, rows, truncated: false };
  }
  const { allInputTokens: inputTokens, allOutputTokens: outputTokens } = first;
  return {
    calls: first.allCalls,
    costUsd: first.allCostUsd,
    ...(inputTokens !== undefined && { inputTokens }),
    ...(outputTokens !== undefined && { outputTokens }),
    rows,
    truncated: first.combinations > limit,
  };
}
