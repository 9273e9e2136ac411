import { sql, type Sql } from '../../../platform/database/sql.ts';

const day = 86_400_000;

/** Instants as ISO text: `from` included, `to` left out. */
export interface ClosedRange {
  readonly from: string;
  readonly to: string;
}

/** Three parts of a range: what comes before its whole UTC days, those days, and what comes after. */
export interface SplitRange {
  readonly head: ClosedRange;
  /** Days as ISO text: the first one, and the one after the last. */
  readonly days: { readonly first: string; readonly end: string };
  readonly tail: ClosedRange;
}

/** Splits a range at UTC midnights; without a whole day all of it is head. */
export function splitAtDays({ from, to }: ClosedRange): SplitRange {
  const instant = (ms: number): string => new Date(ms).toISOString();
  const first = Math.ceil(Date.parse(from) / day) * day;
  const end = Math.floor(Date.parse(to) / day) * day;
  if (first >= end) {
    // Any day will do but the one that `first` begins: after 9999-12-31 there is none that PostgreSQL reads.
    const none = from.slice(0, 10);
    return { head: { from, to }, days: { first: none, end: none }, tail: { from: to, to } };
  }
  return {
    head: { from, to: instant(first) },
    days: { first: instant(first).slice(0, 10), end: instant(end).slice(0, 10) },
    tail: { from: instant(end), to },
  };
}

/**
 * The calls of tenants in a range, each whole day's added up already (`llm_cost_days`), those of the broken days one by one. To
 * stand after FROM, with the columns tenant_id, day, agent_role, model_id, adapter_type, calls, input_tokens, output_tokens, cost,
 * duration and timed.
 */
export function dailyCosts(range: ClosedRange, tenantIds: readonly string[]): Sql {
  const { head, days, tail } = splitAtDays(range);
  return sql`(
      SELECT tenant_id, day, agent_role, model_id, adapter_type, calls, input_tokens, output_tokens, cost_usd AS cost,
        duration_ms AS duration, timed_calls AS timed
      FROM llm_cost_days
      WHERE tenant_id = ANY(${tenantIds}::uuid[]) AND day >= ${days.first}::date AND day < ${days.end}::date
      UNION ALL ${callByCall(head, tenantIds, sql``)}
      UNION ALL ${callByCall(tail, tenantIds, sql``)}
    )`;
}

/** The same call by call, with what days do not tell apart as well: activity_type, activity_id, goal_id and deliverable_id. */
export function everyCall(range: ClosedRange, tenantIds: readonly string[]): Sql {
  return sql`(${callByCall(range, tenantIds, sql`, activity_type, activity_id, goal_id, deliverable_id`)})`;
}

function callByCall({ from, to }: ClosedRange, tenantIds: readonly string[], more: Sql): Sql {
  return sql`SELECT tenant_id, (created_on AT TIME ZONE 'UTC')::date AS day, agent_role, model_id, adapter_type, 1 AS calls, input_tokens,
        output_tokens, cost_usd AS cost, duration_ms AS duration, (duration_ms IS NOT NULL)::int AS timed${more}
      FROM llm_calls
      WHERE tenant_id = ANY(${tenantIds}::uuid[])
        AND created_on >= ${from}::timestamptz AND created_on < ${to}::timestamptz`;
}
