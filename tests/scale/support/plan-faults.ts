import { buffersOf, nodesOf, rowsOf, type PlanNode } from './query-plan.ts';

/** Tables of at most so many rows are read whole sooner than by an index. */
const smallTable = 5_000;

/** Most rows that a sort may take in: those under one parent, or values × page. */
const boundedRows = 5_000;

/** Most rows that an index gives for a condition beside it to drop, for each row of the page. */
const droppedPerRow = 100;

/** Pages of 8 kB for one page of a list: an index's height and a heap page a row, for each of several probes. */
const pageBuffers = 2_000;

/**
 * What keeps a plan from being a page read from an index in its order (contract 1.5); none when it is.
 * @param size rows of the page
 */
export function planFaults(plan: PlanNode, size: number): string[] {
  const faults: string[] = [];
  for (const node of nodesOf(plan)) {
    const kind = node['Node Type'];
    const where = node['Index Name'] ?? node['Relation Name'] ?? '';
    const dropped = (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops'];
    const read = rowsOf(node) + dropped;
    if (kind === 'Seq Scan' && read > smallTable) faults.push(`reads ${read} rows of ${where} without an index`);
    if (kind.startsWith('Index') && node['Index Cond'] === undefined && read > smallTable)
      faults.push(`walks ${read} rows of ${where}`);
    if (kind.includes('Sort') && (node.Plans ?? []).reduce((sum, below) => sum + rowsOf(below), 0) > boundedRows) {
      faults.push(`sorts ${rowsOf(node.Plans?.[0] ?? node)} rows`);
    }
    if (dropped > droppedPerRow * size) faults.push(`drops ${dropped} rows of ${where}`);
  }
  if (buffersOf(plan) > pageBuffers) faults.push(`looks at ${buffersOf(plan)} pages`);
  return faults;
}
