import { identifier, literal, sql } from '../database/sql.ts';
import { columnOf, type Table } from '../database/table.ts';
import { badUserInput } from '../errors/graph-error.ts';
import type { Area } from '../policy/policy.ts';
import type { FilterFacts, FilterRule, FilterRules, RowCondition } from '../paging/filters.ts';
import type { OrderBy } from '../paging/order.ts';

/** Which rows a list holds and what its filter may ask. */
export interface ListDefinition {
  /** The field that holds the parent's id (`tenantId` for a tenant's list); null for the list of all tenants. */
  readonly parent: string | null;
  /** Filter field → rule. `includeDeleted` needs no rule: it is known wherever the table has `deletedAt`. */
  readonly filter?: FilterRules;
  /** Conditions that the list itself makes. */
  readonly where?: readonly RowCondition[];
  /**
   * The set is small under its parent, so a residual filter may stand alone (docs/api-contract.md#15-lists-and-their-indexes).
   */
  readonly bounded?: boolean;
  /** Orders that no index keeps for the whole list: taken beside a backed filter only. */
  readonly residualOrders?: readonly string[];
  /** What an index keeps under each value of one filter alone: asked by itself, it is asked under every value. */
  readonly underEach?: UnderEach;
}

/** An index that begins with a filter's field: one ordered range of it a value, merged, answers what stands behind the field. */
export interface UnderEach {
  /** The filter's field, and all that it may have. */
  readonly field: string;
  readonly values: readonly unknown[];
  /** Filters and orders that the index answers under a value. */
  readonly filters?: readonly string[];
  readonly orders?: readonly string[];
}

/** The part of a list's arguments that chooses rows. */
export interface FilterArguments {
  readonly filter?: object | null | undefined;
  readonly orderBy?: OrderBy | null | undefined;
}

/** What the filter's rules need to know of the viewer and the other tables. */
export interface FilterSource extends FilterFacts {
  /** @throws FORBIDDEN when the viewer may read nothing of the area */
  readonly requireRight: (area: Area, what: string) => void;
}

/** A field of a filter whose value asks something. */
interface Asked {
  readonly name: string;
  readonly rule: FilterRule;
  readonly value: unknown;
}

/** A list's filter, checked: what asks nothing is not in it. */
export interface ParsedFilter {
  readonly asked: readonly Asked[];
  /** Removed rows are left out. */
  readonly live: boolean;
}

/**
 * @throws BAD_USER_INPUT for what no index answers (docs/api-contract.md#15-lists-and-their-indexes), FORBIDDEN for what the
 * viewer may not ask (`includeDeleted`: docs/api-contract.md#117-lists)
 */
export function parseFilter(
  table: Table,
  definition: ListDefinition,
  args: FilterArguments,
  source: FilterSource,
): ParsedFilter {
  const asked: Asked[] = [];
  let live = 'deletedAt' in table.columns;
  const given: [string, unknown][] = Object.entries(args.filter ?? {});
  for (const [name, value] of given) {
    if (value === null || value === undefined) continue;
    if (name === 'includeDeleted') {
      if (value === true) {
        source.requireRight('tombstones', 'rows that are deleted');
        live = false;
      }
      continue;
    }
    const rule = definition.filter?.[name];
    if (rule === undefined) throw new Error(`no rule for filter "${name}" of ${table.model}`);
    if (rule.asks?.(value) === false) continue;
    if (rule.requires !== undefined) source.requireRight(rule.requires, `the filter "${name}"`);
    asked.push({ name, rule, value });
  }
  asked.push(...underEachOf(definition, asked, args));
  refuseUnbacked(definition, asked, args);
  return { asked, live };
}

/** Every value of the filter that an index begins with, where nothing is asked but what it keeps under each: the same rows. */
function underEachOf(
  { underEach, filter = {} }: ListDefinition,
  asked: readonly Asked[],
  args: FilterArguments,
): Asked[] {
  if (underEach === undefined) return [];
  const { field, values, filters = [], orders = [] } = underEach;
  const rule = filter[field];
  if (rule === undefined) throw new Error(`no rule for filter "${field}", under each value of which others are asked`);
  const isUnder = asked.length > 0 || (args.orderBy != null && orders.includes(args.orderBy.field));
  return isUnder && asked.every(({ name }) => filters.includes(name)) ? [{ name: field, rule, value: values }] : [];
}

function refuseUnbacked(definition: ListDefinition, asked: readonly Asked[], args: FilterArguments): void {
  const { bounded = false, filter = {}, residualOrders = [] } = definition;
  if (bounded || asked.some(({ rule }) => rule.backed)) return;
  const residual = asked.length > 0 ? `the filter ${asked.map(({ name }) => name).join(', ')}` : null;
  const order = args.orderBy && residualOrders.includes(args.orderBy.field) ? `the order ${args.orderBy.field}` : null;
  if (residual === null && order === null) return;
  throw badUserInput(
    `no index answers ${residual ?? String(order)} alone; expected one of these filters beside it: ${backedFilters(filter).join(', ')}`,
  );
}

function backedFilters(filter: FilterRules): string[] {
  return Object.entries(filter)
    .filter(([, { backed }]) => backed)
    .map(([name]) => name);
}

/** What each row of the list fulfils beside its parent and the viewer's rights; null when no row can. */
export async function conditionsOf(
  table: Table,
  { where = [] }: ListDefinition,
  { asked, live }: ParsedFilter,
  facts: FilterFacts,
): Promise<readonly RowCondition[] | null> {
  const conditions = [...where, ...(live ? [notDeleted(table)] : [])];
  const backed = asked.filter(({ rule }) => rule.backed);
  const asConditions = await Promise.all(
    asked.map(async ({ rule, value }) =>
      rule.condition(value, table, { ...facts, alone: backed.every((other) => other.rule === rule) }),
    ),
  );
  for (const condition of asConditions) {
    if (condition === 'nothing') return null;
    conditions.push(condition);
  }
  return conditions;
}

function notDeleted(table: Table): RowCondition {
  const deletedAt = columnOf(table, 'deletedAt').name;
  return { where: (alias) => sql`${identifier(alias)}.${identifier(deletedAt)} IS ${literal('NULL')}` };
}
