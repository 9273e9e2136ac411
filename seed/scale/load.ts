import type { Table } from '../../platform/database/table.ts';

/** The rows of one table, made one by one while they are written. */
export interface Load {
  readonly table: Table;
  /** How many there are, or nearly: what a progress bar goes by. */
  readonly count: number;
  readonly rows: () => Iterable<object>;
}
