import type { Table } from '../database/table.ts';
import type { Projection, SelectionInfo } from '../projection/projection.ts';
import { newestFirst } from '../paging/order.ts';
import { LoadersInRounds } from './in-rounds.ts';
import { pageStatement, type PageRow } from './page-statement.ts';
import { parentKey, refuseForeign, type Parent } from './parents.ts';
import type { PageDefinition, PageSource } from './page-loader.ts';

/** The first row of a list under each of many parents: loads of one round with equal filters are one statement. */
export class FirstLoader<Row extends object> {
  private readonly source: PageSource;
  private readonly table: Table<Row>;
  private readonly definition: Pick<PageDefinition, 'parent' | 'where' | 'filter' | 'defaultOrder'>;
  private readonly loaders: LoadersInRounds<Parent, Row | null, string>;

  constructor(source: PageSource, table: Table<Row>, definition: FirstLoader<Row>['definition']) {
    this.source = source;
    this.table = table;
    this.definition = definition;
    this.loaders = new LoadersInRounds(source.db, parentKey);
  }

  /** @param filter values for the definition's filter rules */
  async load(parent: Parent, info: SelectionInfo, filter: Readonly<Record<string, unknown>> = {}): Promise<Row | null> {
    const projection = this.source.projector.row(this.table, info);
    const key = JSON.stringify([filter, projection.key]);
    return this.loaders.of(key, (parents) => this.read(projection, filter, parents)).load(parent);
  }

  private async read(
    projection: Projection,
    filter: Readonly<Record<string, unknown>>,
    parents: readonly Parent[],
  ): Promise<(Row | null)[]> {
    const { visibility, db } = this.source;
    refuseForeign(visibility, this.table, parents);
    const conditions = [...(this.definition.where ?? [])];
    for (const [name, value] of Object.entries(filter)) {
      const rule = this.definition.filter?.[name];
      if (rule === undefined) throw new Error(`no rule for filter "${name}" of the first ${this.table.model}`);
      const condition = await rule.condition(value, this.table, this.source);
      if (condition === 'nothing') return parents.map(() => null);
      conditions.push(condition);
    }
    const statement = pageStatement(
      {
        table: this.table,
        parentField: this.definition.parent,
        conditions,
        order: this.definition.defaultOrder ?? newestFirst,
        request: { backward: false, after: null, before: null },
        limit: 1,
        fields: projection.fields,
        total: false,
      },
      visibility,
      parents,
    );
    const rows = await db.query<Row & PageRow>(statement);
    const byParent = new Map(rows.map((row) => [row.parentOrdinal, row]));
    return parents.map((_, index) => {
      const row = byParent.get(index + 1);
      return row === undefined || row.refId === null ? null : row;
    });
  }
}
