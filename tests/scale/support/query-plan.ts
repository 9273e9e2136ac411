import type pg from 'pg';
import type { SentStatement } from '../../support/sent-statements.ts';

/** A node of PostgreSQL's plan, with what it did. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Index Cond'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Shared Hit Blocks': number;
  readonly 'Shared Read Blocks': number;
  readonly Plans?: readonly PlanNode[];
}

/** Whose transaction a statement is explained in: the settings that row-level security looks at. */
export interface PlanScope {
  /** UUID. */
  readonly tenantId: string;
  readonly platform?: boolean;
}

/** How PostgreSQL plans: for the parameters, or once for all of them, as it may after five executions. */
export type PlanMode = 'force_custom_plan' | 'force_generic_plan';

/**
 * Runs a statement as the product sends it, prepared and under row-level security, and answers its plan with what each node did.
 * @param client as app_user, of a pool or not
 */
export async function planOf(
  client: pg.ClientBase,
  { text, values }: SentStatement,
  { tenantId, platform = false }: PlanScope,
  mode: PlanMode,
): Promise<PlanNode> {
  await client.query(
    `BEGIN READ ONLY;
     SET LOCAL app.tenant_id = ${quoted(tenantId)};
     SET LOCAL app.scope = ${quoted(platform ? 'platform' : '')};
     SET LOCAL plan_cache_mode = ${mode};
     PREPARE explained AS ${text}`,
  );
  try {
    const given = values.length === 0 ? '' : `(${values.map(literalOf).join(', ')})`;
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
      `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE explained${given}`,
    );
    const [row] = rows;
    if (row === undefined) throw new Error('expected a plan');
    return row['QUERY PLAN'][0].Plan;
  } finally {
    await client.query('ROLLBACK; DEALLOCATE ALL');
  }
}

/** Every node, the root first. */
export function nodesOf(plan: PlanNode): PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

/** Pages of 8 kB that the statement looked at, in memory or not. */
export function buffersOf(plan: PlanNode): number {
  return plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
}

/** Rows that a node gave, over all its loops. */
export function rowsOf(node: PlanNode): number {
  return node['Actual Rows'] * node['Actual Loops'];
}

/** A parameter as a literal: the driver's values are text, numbers, booleans, NULLs and lists of them. */
function literalOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (Array.isArray(value)) return quoted(`{${value.map(elementOf).join(',')}}`);
  return typeof value === 'string' ? quoted(value) : JSON.stringify(value);
}

function elementOf(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value));
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
