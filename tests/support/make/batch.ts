import { groupBy } from '../../../platform/batching/group-by.ts';
import { selectList } from '../../../platform/batching/select-list.ts';
import { identifier, sql } from '../../../platform/database/sql.ts';
import { columnOf, type Table } from '../../../platform/database/table.ts';
import { factoryPool, rowsOf } from './pool.ts';

/** What every row has before its recipe begins. */
export interface Base {
  refId: string;
  createdAt: string;
  tenantId: string | null;
  createdById: string;
}

/** A row on its way: what the test said, and what recipes have added. */
export type Draft<Row extends Base> = Partial<Row> & Pick<Row, keyof Base>;

/** Values chosen already for rows that may not be in the database yet, so that factories may run at once. */
const taken = new Map<string, Set<string>>();

/** Rows of one table that will be inserted together. Nothing here replaces what the test said, `null` included. */
export class Batch<Row extends Base> {
  readonly table: Table<Row>;
  readonly rows: readonly Draft<Row>[];

  constructor(table: Table<Row>, rows: readonly Draft<Row>[]) {
    this.table = table;
    this.rows = rows;
  }

  /** Gives each row the values that it leaves out. */
  fill(values: (row: Draft<Row>, index: number) => Partial<Row>): void {
    this.rows.forEach((row, index) => fillOne<Row>(row, values(row, index)));
  }

  /** Makes one parent for the rows that leave out `field`, or one for each difference in what the parent is made of. */
  async parent<Parent extends { id: string }>(
    field: keyof Row,
    make: (overrides?: Partial<Parent>) => Promise<Parent>,
    madeOf: (row: Draft<Row>) => Partial<Parent> = () => ({}),
  ): Promise<void> {
    const groups = groupBy(this.without(field), (row) => JSON.stringify(madeOf(row)));
    await Promise.all(
      [...groups.values()].map(async (rows) => {
        const [first] = rows;
        if (first === undefined) return;
        const { id } = await make(madeOf(first));
        for (const row of rows) fillOne<Row>(row, { [field]: id } as Partial<Row>);
      }),
    );
  }

  /** Makes a parent of its own for each row that leaves out `field`. */
  async ownParent<Parent extends { id: string }>(
    field: keyof Row,
    makeMany: (count: number, overrides: (index: number) => Partial<Parent>) => Promise<Parent[]>,
    madeOf: (row: Draft<Row>) => Partial<Parent> = () => ({}),
  ): Promise<void> {
    const rows = this.without(field);
    if (rows.length === 0) return;
    const drafts = rows.map(madeOf);
    const parents = await makeMany(rows.length, (index) => drafts[index] ?? {});
    rows.forEach((row, index) => fillOne<Row>(row, { [field]: parents[index]?.id } as Partial<Row>));
  }

  /** Fills rows from the rows that `field` points to. */
  async copy<Parent extends object>(
    field: keyof Row,
    parents: Table<Parent>,
    values: (parent: Parent, row: Draft<Row>) => Partial<Row>,
  ): Promise<void> {
    const ids = [...new Set(this.rows.map((row) => row[field]).filter((id) => typeof id === 'string'))];
    if (ids.length === 0) return;
    const found = await rowsOf<Parent & { id: string }>(
      factoryPool(),
      sql`SELECT ${selectList(parents, Object.keys(parents.columns), 'parent')}
          FROM ${identifier(parents.name)} AS parent WHERE parent.id = ANY(${ids}::uuid[])`,
    );
    const byId = new Map<unknown, Parent>(found.map((parent) => [parent.id, parent]));
    for (const row of this.rows) {
      const parent = byId.get(row[field]);
      if (parent !== undefined) fillOne<Row>(row, values(parent, row));
    }
  }

  /** Gives each row that leaves out `field` the first of the candidates that no other row under the same parent has. */
  async free<Field extends keyof Row>(
    field: Field,
    parentField: keyof Row,
    candidate: (n: number) => Row[Field],
  ): Promise<void> {
    const [column, parentColumn] = [field, parentField].map((name) =>
      identifier(columnOf(this.table, String(name)).name),
    );
    if (this.without(field).length === 0 || column === undefined || parentColumn === undefined) return;
    const used = await rowsOf<{ parent: string; value: unknown }>(
      factoryPool(),
      sql`SELECT DISTINCT ${parentColumn} AS parent, ${column} AS value FROM ${identifier(this.table.name)}
          WHERE ${parentColumn} = ANY(${[...new Set(this.rows.map((row) => row[parentField]))]}::uuid[])`,
    );
    const takenUnder = (parent: unknown): Set<string> => {
      const key = `${this.table.name} ${String(field)} ${String(parent)}`;
      const values = taken.get(key) ?? new Set();
      taken.set(key, values);
      return values;
    };
    for (const { parent, value } of used) takenUnder(parent).add(String(value));
    for (const row of this.rows) if (row[field] !== undefined) takenUnder(row[parentField]).add(String(row[field]));
    for (const row of this.without(field)) {
      const values = takenUnder(row[parentField]);
      let n = 0;
      while (values.has(String(candidate(n)))) n += 1;
      values.add(String(candidate(n)));
      fillOne<Row>(row, { [field]: candidate(n) } as unknown as Partial<Row>);
    }
  }

  private without(field: keyof Row): Draft<Row>[] {
    return this.rows.filter((row) => row[field] === undefined);
  }
}

function fillOne<Row extends Base>(row: Draft<Row>, values: Partial<Row>): void {
  const open = row as Record<string, unknown>;
  for (const [field, value] of Object.entries(values)) if (open[field] === undefined) open[field] = value;
}

/** Those of the fields that the row says something about. */
export function pick<Row extends object, Field extends keyof Row>(
  row: Row,
  ...fields: Field[]
): Partial<Pick<Row, Field>> {
  const said: Partial<Pick<Row, Field>> = {};
  for (const field of fields) if (row[field] !== undefined) said[field] = row[field];
  return said;
}
