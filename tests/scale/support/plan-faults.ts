import type pg from 'pg';
import { buffersOf, nodesOf, rowsOf, type PlanNode } from './query-plan.ts';

/** What a page of a list may cost at most. */
export interface PlanLimits {
  /** Pages of 8 kB that it looks at: an index's height and a heap page for each row that a parent bounds. */
  readonly pages: number;
  /** Rows that are sorted, or dropped by a condition beside an index's: those under one parent, or values × page. */
  readonly rows?: number;
}

/** Tables of at most so many rows may be read in any way: whole is often the cheapest. */
const smallTable = 5_000;

/** The tables, and partitions, that are not small. @param pool as anybody */
export async function largeTables(pool: pg.Pool): Promise<ReadonlySet<string>> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND reltuples > $1`,
    [smallTable],
  );
  return new Set(rows.map(({ name }) => name));
}

/**
 * What keeps a plan from being an index's range, in its order or bounded by its parent
 * (docs/api-contract.md#15-lists-and-their-indexes); none when it is.
 */
export function planFaults(plan: PlanNode, large: ReadonlySet<string>, { pages, rows = 5_000 }: PlanLimits): string[] {
  const faults: string[] = [];
  for (const node of nodesOf(plan)) {
    const { 'Node Type': kind, 'Relation Name': table = '', 'Index Name': index = '', 'Index Cond': condition } = node;
    const dropped = (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops'];
    const taken = (node.Plans ?? []).reduce((sum, below) => sum + rowsOf(below), 0);
    if (kind === 'Seq Scan' && large.has(table)) faults.push(`reads ${table} without an index`);
    if (kind.startsWith('Index') && large.has(table)) {
      if (condition === undefined) faults.push(`walks ${index}`);
      // The order of all tenants' rows: cheap for a large tenant, and for a small one a walk through everybody else's.
      else if (index.endsWith('_ref_id_key') && !condition.includes('ref_id = ')) faults.push(`walks all of ${index}`);
    }
    if (kind.includes('Sort') && taken > rows) faults.push(`sorts ${taken} rows`);
    if (dropped > rows) faults.push(`drops ${dropped} rows of ${table}`);
  }
  if (buffersOf(plan) > pages) faults.push(`looks at ${buffersOf(plan)} pages`);
  return faults;
}
