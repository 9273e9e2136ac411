import DataLoader from 'dataloader';
import { identifier, literal, sql } from '../database/sql.ts';
import { columnOf, type Table } from '../database/table.ts';
import type { DocumentStore } from '../documents/store.ts';
import { badUserInput } from '../errors/graph-error.ts';
import type { ConnectionSelection, SelectionInfo } from '../graph/projection.ts';
import { Connection } from '../paging/connection.ts';
import type { Condition, FilterRule, FilterRules, ResolveId } from '../paging/filters.ts';
import { newestFirst, orderFrom, type Order, type OrderBy, type OrderFields } from '../paging/order.ts';
import { parsePage, type PageArguments, type PageRequest } from '../paging/page-arguments.ts';
import { groupBy } from './group-by.ts';
import { pageStatement, type PageRow, type Parent } from './page-statement.ts';
import type { LoaderSource } from './row-loader.ts';

/** A list of the graph: whose rows, which filters, which orders. */
export interface PageDefinition {
  /** The field that holds the parent's id (`tenantId` for a tenant's list); null for the list of all tenants. */
  readonly parent: string | null;
  /** Filter field → rule. `includeDeleted` needs no rule: it is known wherever the table has `deletedAt`. */
  readonly filter?: FilterRules;
  /** Conditions that the list itself makes. */
  readonly where?: readonly Exclude<Condition, 'nothing'>[];
  readonly orderBy?: OrderFields;
  /** Orders that no index keeps for the whole list: taken beside a backed filter only. */
  readonly residualOrders?: readonly string[];
  /** The order without `orderBy`; newest first unless the list says otherwise. */
  readonly defaultOrder?: Order;
  /** The set is small under its parent, so a residual filter may stand alone (contract 1.5). */
  readonly bounded?: boolean;
}

/** A connection's arguments, as its resolver gets them. */
export interface ListArguments extends PageArguments {
  readonly filter?: object | null | undefined;
  readonly orderBy?: OrderBy | null | undefined;
}

/** What the loaders need to know of the viewer and the other tables. */
export interface PageSource extends LoaderSource {
  readonly documents: DocumentStore;
  readonly resolveId: ResolveId;
  /** @throws FORBIDDEN unless the viewer may see deleted rows (contract 1.1.7) */
  readonly requireTombstones: () => void;
}

interface ParsedList {
  readonly order: Order;
  readonly request: PageRequest;
  readonly filters: readonly (readonly [FilterRule, unknown])[];
  readonly live: boolean;
}

/** One page under each of many parents: loads with equal arguments in one tick are one statement. */
export class PageLoader<Row extends object & { readonly refId: string }> {
  private readonly source: PageSource;
  private readonly table: Table<Row>;
  private readonly definition: PageDefinition;
  private readonly loaders = new Map<string, DataLoader<Parent, Connection<Row>, string>>();

  constructor(source: PageSource, table: Table<Row>, definition: PageDefinition) {
    this.source = source;
    this.table = table;
    this.definition = definition;
  }

  /** @throws BAD_USER_INPUT, INVALID_CURSOR or FORBIDDEN when the arguments do not fit the list (contract 1.1.7, 1.5) */
  async load(parent: Parent, args: ListArguments, info: SelectionInfo): Promise<Connection<Row>> {
    const parsed = this.parse(args);
    const selection = this.source.projector.connection(this.table, info);
    if (!selection.page && !selection.total) return new Connection<Row>(parsed.order, parsed.request, [], 0);
    const key = JSON.stringify([args, selection.page, selection.total, selection.projection.key]);
    let loader = this.loaders.get(key);
    if (loader === undefined) {
      loader = new DataLoader((parents) => this.read(parsed, selection, parents), { cacheKeyFn: ({ id }) => id });
      this.loaders.set(key, loader);
    }
    return loader.load(parent);
  }

  private parse(args: ListArguments): ParsedList {
    const filters: (readonly [FilterRule, unknown])[] = [];
    let live = 'deletedAt' in this.table.columns;
    for (const [name, value] of Object.entries(args.filter ?? {}) as [string, unknown][]) {
      // Object.entries types values as any
      if (value === null || value === undefined) continue;
      if (name === 'includeDeleted') {
        if (value === true) {
          this.source.requireTombstones();
          live = false;
        }
        continue;
      }
      const rule = this.definition.filter?.[name];
      if (rule === undefined) throw new Error(`no rule for filter "${name}" of ${this.table.model}`);
      filters.push([rule, value]);
    }
    this.refuseUnbacked(filters, args);
    const order = this.orderOf(args, filters);
    return { order, request: parsePage(args, order), filters, live };
  }

  private orderOf(args: ListArguments, filters: ParsedList['filters']): Order {
    const { orderBy = {}, defaultOrder = newestFirst } = this.definition;
    if (args.orderBy) return orderFrom(this.table, orderBy, args.orderBy);
    const range = filters.find(([rule]) => rule.sortsBy !== undefined)?.[0].sortsBy;
    return range === undefined
      ? defaultOrder
      : orderFrom(this.table, { [range]: [range] }, { field: range, direction: 'DESC' });
  }

  private refuseUnbacked(filters: ParsedList['filters'], args: ListArguments): void {
    const { bounded = false, filter = {}, residualOrders = [] } = this.definition;
    if (bounded || filters.some(([rule, value]) => isBacked(rule, value))) return;
    const residual = filters.length > 0 ? `the filter ${Object.keys(args.filter ?? {}).join(', ')}` : null;
    const order =
      args.orderBy && residualOrders.includes(args.orderBy.field) ? `the order ${args.orderBy.field}` : null;
    if (residual === null && order === null) return;
    const backed = Object.entries(filter).filter(([, rule]) => rule.backed !== false);
    throw badUserInput(
      `no index answers ${residual ?? String(order)} alone; expected one of these filters beside it: ${backed.map(([name]) => name).join(', ')}`,
    );
  }

  private async read(
    { order, request, filters, live }: ParsedList,
    selection: ConnectionSelection,
    parents: readonly Parent[],
  ): Promise<Connection<Row>[]> {
    const { visibility, db, resolveId } = this.source;
    if (visibility.tenantFilter) this.refuseForeign(parents);
    const found = await Promise.all(filters.map(([rule, value]) => rule.condition(value, this.table, resolveId)));
    const conditions = [...(this.definition.where ?? []), ...(live ? [this.notDeleted()] : [])];
    for (const condition of found) {
      if (condition === 'nothing') return parents.map(() => new Connection<Row>(order, request, [], 0));
      conditions.push(condition);
    }
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

  private notDeleted(): Exclude<Condition, 'nothing'> {
    const deletedAt = columnOf(this.table, 'deletedAt').name;
    return { where: (alias) => sql`${identifier(alias)}.${identifier(deletedAt)} IS ${literal('NULL')}` };
  }

  private refuseForeign(parents: readonly Parent[]): void {
    const { scope } = this.source.visibility;
    if (scope.platform || parents.every(({ tenantId }) => tenantId === scope.tenantId)) return;
    throw new Error(`a ${this.table.model} list was asked under a parent of another tenant`);
  }
}

function isBacked(rule: FilterRule, value: unknown): boolean {
  return typeof rule.backed === 'function' ? rule.backed(value) : rule.backed;
}
