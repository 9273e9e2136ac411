import type { Table } from '../database/table.ts';
import type { DocumentReader } from '../documents/store.ts';
import type { ConnectionSelection, SelectionInfo } from '../projection/projection.ts';
import { Connection } from '../paging/connection.ts';
import { newestFirst, orderFrom, type Order, type OrderFields } from '../paging/order.ts';
import { parsePage, type PageArguments, type PageRequest } from '../paging/page-arguments.ts';
import { groupBy } from './group-by.ts';
import { LoadersInRounds } from './in-rounds.ts';
import {
  conditionsOf,
  parseFilter,
  type FilterArguments,
  type FilterSource,
  type ListDefinition,
  type ParsedFilter,
} from './list-filter.ts';
import { pageStatement, type PageRow } from './page-statement.ts';
import { parentKey, refuseForeign, type Parent } from './parents.ts';
import type { LoaderSource } from './row-loader.ts';

/** A list of the graph: whose rows, which filters, which orders. */
export interface PageDefinition extends ListDefinition {
  readonly orderBy?: OrderFields;
  /** The order without `orderBy`; newest first unless the list says otherwise. */
  readonly defaultOrder?: Order;
}

/** A connection's arguments, as its resolver gets them. */
export type ListArguments = PageArguments & FilterArguments;

/** What the loaders need to know of the viewer and the other tables. */
export interface PageSource extends LoaderSource, FilterSource {
  readonly documents: DocumentReader;
}

interface ParsedList extends ParsedFilter {
  readonly order: Order;
  readonly request: PageRequest;
}

/** One page under each of many parents: loads with equal arguments in one round are one statement. */
export class PageLoader<Row extends object & { readonly refId: string }> {
  private readonly source: PageSource;
  private readonly table: Table<Row>;
  private readonly definition: PageDefinition;
  private readonly loaders: LoadersInRounds<Parent, Connection<Row>, string>;

  constructor(source: PageSource, table: Table<Row>, definition: PageDefinition) {
    this.source = source;
    this.table = table;
    this.definition = definition;
    this.loaders = new LoadersInRounds(source.db, parentKey);
  }

  /**
   * @throws BAD_USER_INPUT, INVALID_CURSOR or FORBIDDEN when the arguments do not fit the list (docs/api-contract.md#117-lists,
   * docs/api-contract.md#15-lists-and-their-indexes)
   */
  async load(parent: Parent, args: ListArguments, info: SelectionInfo): Promise<Connection<Row>> {
    const parsed = this.parse(args);
    const selection = this.source.projector.connection(this.table, info);
    if (!selection.page && !selection.total) {
      // A filter that has to be refused is refused whatever is selected.
      await conditionsOf(this.table, this.definition, parsed, this.source);
      return new Connection<Row>(parsed.order, parsed.request, [], 0);
    }
    const key = JSON.stringify([args, selection.page, selection.total, selection.projection.key]);
    return this.loaders.of(key, (parents) => this.read(parsed, selection, parents)).load(parent);
  }

  private parse(args: ListArguments): ParsedList {
    const filter = parseFilter(this.table, this.definition, args, this.source);
    const order = this.orderOf(args, filter);
    return { ...filter, order, request: parsePage(args, order) };
  }

  private orderOf(args: ListArguments, { asked }: ParsedFilter): Order {
    const { orderBy = {}, defaultOrder = newestFirst } = this.definition;
    if (args.orderBy) return orderFrom(this.table, orderBy, args.orderBy);
    const range = asked.find(({ rule }) => rule.sortsBy !== undefined)?.rule.sortsBy;
    return range === undefined
      ? defaultOrder
      : orderFrom(this.table, { [range]: [range] }, { field: range, direction: 'DESC' });
  }

  private async read(
    parsed: ParsedList,
    selection: ConnectionSelection,
    parents: readonly Parent[],
  ): Promise<Connection<Row>[]> {
    const { visibility, db } = this.source;
    const { order, request } = parsed;
    refuseForeign(visibility, this.table, parents);
    const conditions = await conditionsOf(this.table, this.definition, parsed, this.source);
    if (conditions === null) return parents.map(() => new Connection<Row>(order, request, [], 0));
    const fields = selection.page ? selection.projection.fields : null;
    const statement = pageStatement(
      {
        table: this.table,
        parentField: this.definition.parent,
        conditions,
        order,
        request,
        limit: request.size + 1,
        fields,
        total: selection.total,
      },
      visibility,
      parents,
    );
    const byParent = groupBy(await db.query<Row & PageRow>(statement), ({ parentOrdinal }) => parentOrdinal);
    return parents.map((_, index) => {
      const answered = byParent.get(index + 1) ?? [];
      const rows = fields === null ? [] : answered.filter(({ refId }) => refId !== null);
      return new Connection<Row>(order, request, rows, answered[0]?.counted ?? 0);
    });
  }
}
