import { buffersOf, nodesOf, rowsOf, type PlanNode } from './query-plan.ts';

/** What a page of a list may cost at most. */
export interface PlanLimits {
  /** Pages of 8 kB that it looks at: an index's height and a heap page for each row that a parent bounds. */
  readonly pages: number;
  /** Rows that are sorted, or dropped by a condition beside an index's: those under one parent, or values × page. */
  readonly rows?: number;
  /** Tables of at most so many rows are read whole sooner than by an index. */
  readonly smallTable?: number;
}

/** What keeps a plan from being an index's range, in its order or bounded by its parent (contract 1.5); none when it is. */
export function planFaults(plan: PlanNode, { pages, rows = 5_000, smallTable = 5_000 }: PlanLimits): string[] {
  const faults: string[] = [];
  for (const node of nodesOf(plan)) {
    const kind = node['Node Type'];
    const where = node['Index Name'] ?? node['Relation Name'] ?? '';
    const dropped = (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops'];
    const read = rowsOf(node) + dropped;
    const taken = (node.Plans ?? []).reduce((sum, below) => sum + rowsOf(below), 0);
    if (kind === 'Seq Scan' && read > smallTable) faults.push(`reads ${read} rows of ${where} without an index`);
    if (kind.startsWith('Index') && node['Index Cond'] === undefined && read > smallTable)
      faults.push(`walks ${where}`);
    // The order of all tenants' rows: cheap for a large tenant, and for a small one a walk through everybody else's.
    if (kind.startsWith('Index') && where.endsWith('_ref_id_key') && !node['Index Cond']?.includes('ref_id = ')) {
      faults.push(`walks the rows of all tenants by ${where}`);
    }
    if (kind.includes('Sort') && taken > rows) faults.push(`sorts ${taken} rows`);
    if (dropped > rows) faults.push(`drops ${dropped} rows of ${where}`);
  }
  if (buffersOf(plan) > pages) faults.push(`looks at ${buffersOf(plan)} pages`);
  return faults;
}
