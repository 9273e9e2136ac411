import { identifier, join, literal, sql, type Sql } from '../database/sql.ts';
import { columnOf, tenantField, type Table } from '../database/table.ts';
import { maximumTotalCount } from '../paging/connection.ts';
import type { RowCondition } from '../paging/filters.ts';
import { orderByList, rowsAfter } from '../paging/keyset.ts';
import { reversed, type Order } from '../paging/order.ts';
import type { PageRequest } from '../paging/page-arguments.ts';
import { parentRows, type Parent } from './parents.ts';
import { selectList } from './select-list.ts';
import { allOf, ownRows, tenantIs, type Visibility } from './visibility.ts';

/** Which rows stand under a parent. */
export interface RowsUnderParent {
  readonly table: Table;
  /** The field that holds the parent's id; null when the list has no parent (all tenants). */
  readonly parentField: string | null;
  readonly conditions: readonly RowCondition[];
}

/** A list as its definition and one request describe it. */
export interface PageStatement extends RowsUnderParent {
  readonly order: Order;
  /** Where the page begins and from which end it is read. */
  readonly request: Pick<PageRequest, 'backward' | 'after' | 'before'>;
  /** Rows under each parent at most. */
  readonly limit: number;
  /** Fields of the rows; null when only the count was selected. */
  readonly fields: readonly string[] | null;
  readonly total: boolean;
}

/** A row of the answer: its parent's place, the count of its parent's whole list, and the row, if there is one. */
export interface PageRow {
  readonly parentOrdinal: number;
  readonly counted: number;
  readonly refId: string | null;
}

/**
 * One page, and the capped count where it is selected, under each of many parents, as one statement:
 * parents CROSS JOIN LATERAL (… ORDER BY … LIMIT size + 1). Alternatives (values of a filter, ranges after a cursor) are
 * read one by one in the index's order and merged, so that none of them sorts more than a page.
 */
export function pageStatement(page: PageStatement, visibility: Visibility, parents: readonly Parent[]): Sql {
  const pieces: Sql[] = [];
  const columns: Sql[] = [sql`parent.ordinal::int AS "parentOrdinal"`];
  if (page.total) {
    columns.push(literal('counted.rows AS counted'));
    pieces.push(sql`CROSS JOIN LATERAL (${countOf(page, visibility)}) counted`);
  } else {
    columns.push(literal('0 AS counted'));
  }
  const order = page.request.backward ? reversed(page.order) : page.order;
  const fields = page.fields === null ? null : fieldsWithKeys(page, page.fields);
  if (fields !== null) {
    for (const field of outputFields(page, fields)) columns.push(sql`page.${identifier(field)}`);
    pieces.push(sql`LEFT JOIN LATERAL (${rowsOf(page, order, fields, visibility)}) page ON true`);
  }
  const sorted = fields === null ? literal('') : sql`, ${outputOrder(order)}`;
  return sql`SELECT ${join(columns, ', ')} FROM ${parentRows(page.table, page.parentField, parents)} ${join(pieces, ' ')} ORDER BY parent.ordinal${sorted}`;
}

function rowsOf(page: PageStatement, order: Order, fields: readonly string[], visibility: Visibility): Sql {
  const limit = sql`LIMIT ${page.limit}`;
  const columns = join([selectList(page.table, fields, 't'), ...keyColumns(page)], ', ');
  const common = commonConditions(page, visibility, 't');
  const branches = combinations([...alternatives(page, 't'), ...afterCursors(page, order, 't')]).map(
    (branch) =>
      sql`SELECT ${columns} FROM ${identifier(page.table.name)} t WHERE ${allOf([...common, ...branch])} ORDER BY ${orderByList(order, 't')} ${limit}`,
  );
  if (branches.length === 1) return join(branches, '');
  const merged = join(
    branches.map((branch) => sql`(${branch})`),
    ' UNION ALL ',
  );
  const names = outputFields(page, fields).map((field) => sql`merged.${identifier(field)}`);
  return sql`SELECT ${join(names, ', ')} FROM (${merged}) merged ORDER BY ${outputOrder(order, 'merged')} ${limit}`;
}

/** Alternatives are counted one after the other, each from its own range of an index, until there are enough. */
function countOf(page: PageStatement, visibility: Visibility): Sql {
  const common = commonConditions(page, visibility, 't');
  const branches = combinations(alternatives(page, 't')).map(
    (branch) => sql`SELECT 1 FROM ${identifier(page.table.name)} t WHERE ${allOf([...common, ...branch])}`,
  );
  return sql`SELECT count(*)::int AS rows FROM (${join(branches, ' UNION ALL ')} LIMIT ${maximumTotalCount + 1}) capped`;
}

/** What every row under the `parent` that a statement names fulfils, as one condition: for statements that count or add up. */
export function everyRow(rows: RowsUnderParent, visibility: Visibility, alias: string): Sql {
  const alternatively = alternatives(rows, alias).map((choices) => sql`(${join(choices, ' OR ')})`);
  return allOf([...commonConditions(rows, visibility, alias), ...alternatively]);
}

/** What every row of the list fulfils, its alternatives aside. */
function commonConditions(
  { table, parentField, conditions }: RowsUnderParent,
  visibility: Visibility,
  alias: string,
): Sql[] {
  const common: Sql[] = [];
  if (parentField === tenantField(table)) {
    if (table.tenancy !== 'hybrid') common.push(tenantIs(table, alias, literal('parent.tenant_id')));
  } else if (parentField !== null) {
    if (visibility.tenantFilter) common.push(tenantIs(table, alias, literal('parent.tenant_id')));
    common.push(sql`${identifier(alias)}.${identifier(columnOf(table, parentField).name)} = parent.id`);
  }
  for (const condition of conditions) if ('where' in condition) common.push(condition.where(alias));
  common.push(...ownRows(visibility, table, alias));
  return common;
}

/**
 * What of every group one alternative holds for a row: values of a filter, and where the platform's own rows stand beside the
 * tenant's (docs/api-contract.md#i-23) whose they are. They exclude each other, and each is a range of an index of its own.
 */
function alternatives({ table, parentField, conditions }: RowsUnderParent, alias: string): (readonly Sql[])[] {
  const groups = conditions.filter(isProbes).map(({ probes }) => probes.map((probe) => probe(alias)));
  if (table.tenancy !== 'hybrid' || parentField !== tenantField(table)) return groups;
  const tenant = sql`${identifier(alias)}.${identifier(columnOf(table, parentField).name)}`;
  return [...groups, [sql`${tenant} = parent.tenant_id`, sql`${tenant} IS NULL`]];
}

/** The ranges between the cursors of a request, as alternatives. */
function afterCursors({ request }: PageStatement, order: Order, alias: string): (readonly Sql[])[] {
  const { after, before, backward } = request;
  const [start, end] = backward ? [before, after] : [after, before];
  const groups: (readonly Sql[])[] = [];
  if (start !== null) groups.push(rowsAfter(order, start, alias));
  if (end !== null) groups.push(rowsAfter(reversed(order), end, alias));
  return groups;
}

/** One of each group, in every way. */
function combinations(groups: readonly (readonly Sql[])[]): readonly (readonly Sql[])[] {
  return groups.reduce<readonly (readonly Sql[])[]>(
    (chosen, group) => chosen.flatMap((combination) => group.map((piece) => [...combination, piece])),
    [[]],
  );
}

function isProbes(condition: RowCondition): condition is Extract<RowCondition, { probes: unknown }> {
  return 'probes' in condition;
}

function fieldsWithKeys({ table, order }: PageStatement, fields: readonly string[]): readonly string[] {
  const keys = order.keys.map(({ field }) => field).filter((field) => field in table.columns);
  return [...new Set([...fields, ...keys])];
}

/** Sort values that are no columns of the table. */
function keyColumns({ table, order }: PageStatement): Sql[] {
  return order.keys
    .filter(({ field }) => !(field in table.columns))
    .map(({ field, value }) => sql`${value('t')} AS ${identifier(field)}`);
}

function outputFields(page: PageStatement, fields: readonly string[]): readonly string[] {
  const computed = page.order.keys.map(({ field }) => field).filter((field) => !(field in page.table.columns));
  return [...fields, ...computed, ...(page.table.tenancy === 'self' ? ['tenantId'] : [])];
}

function outputOrder(order: Order, alias = 'page'): Sql {
  const keys = order.keys.map(
    ({ field, direction }) => sql`${identifier(alias)}.${identifier(field)} ${literal(direction)}`,
  );
  return join([...keys, sql`${identifier(alias)}."refId" ${literal(order.direction)}`], ', ');
}
