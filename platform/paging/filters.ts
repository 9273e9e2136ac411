import { identifier, join, literal, sql, type Sql } from '../database/sql.ts';
import { columnOf, type Table } from '../database/table.ts';
import { badUserInput } from '../errors/graph-error.ts';
import { areaOfRows, type Area } from '../policy/policy.ts';
import { lastChangeOf } from './order.ts';
import { firstUlidAt } from '../ids/ulid.ts';

/** What is asked of the rows of an alias. */
export type RowCondition =
  /** A condition on each row. */
  | { readonly where: (alias: string) => Sql }
  /** Alternatives that exclude each other, each one range of an index: read one by one in order, then merged. */
  | { readonly probes: readonly ((alias: string) => Sql)[] };

/** What one filter field asks; `nothing`: no row can match, so the list is empty without a statement. */
export type Condition = RowCondition | 'nothing';

/** Turns the ULID of a filter into the row it names, or null when this viewer sees no such row. */
export type ResolveId = (target: Table, refId: string) => Promise<{ readonly id: string } | null>;

/** What a rule may know beside the value. */
export interface FilterFacts {
  readonly resolveId: ResolveId;
  /** The time of the request. */
  readonly now: Date;
  /** No other filter given is backed: this one finds the rows by itself. */
  readonly alone?: boolean;
}

/** One field of a filter: what its value asks for. */
export interface FilterRule {
  /**
   * Whether an index answers it (docs/api-contract.md#15-lists-and-their-indexes); the others narrow a set that is small already.
   */
  readonly backed: boolean;
  /** Whether a value asks anything of a row; every value does unless told otherwise. One that does not is as if it were left out. */
  readonly asks?: (value: unknown) => boolean;
  /** A range without `orderBy` sorts by its own value (docs/api-contract.md#194-order-of-a-range). */
  readonly sortsBy?: string;
  /** What the viewer must be allowed to read to ask it: a list found by a value tells that value. */
  readonly requires?: Area;
  condition(value: unknown, table: Table, facts: FilterFacts): Condition | Promise<Condition>;
}

/** Filter field of the graph → its rule. */
export type FilterRules = Readonly<Record<string, FilterRule>>;

interface Backing {
  readonly backed?: boolean;
}

/** Rows whose `field` has the value. */
export function equals(field: string, { backed = false }: Backing = {}): FilterRule {
  return {
    backed,
    condition: (value, table) => ({ where: (alias) => sql`${at(table, field, alias)} = ${cast(table, field, value)}` }),
  };
}

/**
 * Rows whose `field` has one of the values. `probed`: an index keeps each value's rows in the list's order; `alone`: better so
 * only where no other filter finds the rows.
 */
export function anyOf(
  field: string,
  { backed = false, probed = false }: Backing & { probed?: boolean | 'alone' } = {},
): FilterRule {
  return {
    backed,
    condition: (value, table, { alone = true }) => {
      const values = [...new Set(value as readonly unknown[])]; // the schema types the argument as a list
      if (values.length === 0) return 'nothing';
      const oneByOne = probed === 'alone' ? alone : probed;
      // One parameter however long the list is: a statement has 65,535 at most.
      if (!oneByOne && values.length > 1) {
        const list = (alias: string): Sql => sql`${at(table, field, alias)} = ANY(${values}::${listOf(table, field)})`;
        return { where: list };
      }
      return {
        probes: values.map((one) => (alias: string) => sql`${at(table, field, alias)} = ${cast(table, field, one)}`),
      };
    },
  };
}

/**
 * Rows whose `field` refers to the row with that ULID; a ULID that names nothing here makes the list empty
 * (docs/api-contract.md#113-tenant-scope). It requires what the field itself does: whoever may not read rows of `target` would
 * learn from the list which ones are named.
 */
export function refersTo(field: string, target: Table, { backed = false }: Backing = {}): FilterRule {
  return {
    backed,
    requires: areaOfRows(target.model),
    condition: async (value, table, { resolveId }) => {
      const row = await resolveId(target, String(value));
      return row === null ? 'nothing' : { where: (alias) => sql`${at(table, field, alias)} = ${row.id}::uuid` };
    },
  };
}

interface Bounds {
  readonly from?: unknown;
  readonly to?: unknown;
}

/** Instants from `from` (included) to `to` (left out), so that adjacent ranges share no row. An index keeps their order. */
export function instants(field: string): FilterRule {
  return {
    backed: true,
    asks: hasEnd,
    sortsBy: field,
    condition: (value, table) => {
      const { from, to } = checkedBounds(value, false);
      return between(at.bind(null, table, field), cast.bind(null, table, field), from, to, '<');
    },
  };
}

/**
 * createdAt as a range of ref_id: created_on is the ULID's own millisecond (docs/api-contract.md#117-lists). Where rows lie in
 * partitions by it, the same range of created_on keeps every other month unread.
 */
export function createdBetween({ bothEnds = false }: { bothEnds?: boolean } = {}): FilterRule {
  return {
    backed: true,
    // A range that must be closed is looked at even where it is empty: to be refused.
    asks: (range) => bothEnds || hasEnd(range),
    condition: (value, table) => {
      const { from, to } = checkedBounds(value, bothEnds);
      const floor = (bound: unknown): Sql => sql`${firstUlidAt(Date.parse(String(bound)))}`;
      const ids = between((alias) => sql`${identifier(alias)}.ref_id`, floor, from, to, '<');
      if (table.partitionedByCreation !== true) return ids;
      const months = between(at.bind(null, table, 'createdAt'), cast.bind(null, table, 'createdAt'), from, to, '<');
      return { where: (alias) => sql`${ids.where(alias)} AND ${months.where(alias)}` };
    },
  };
}

/** How long a transaction may be behind another that began after it (docs/api-contract.md#i-7). */
const settlingMs = 5_000;

/**
 * The last change, as a range of instants. Rows changed in the last five seconds are held back, whatever the range: a slower
 * transaction may yet commit an earlier change, which a client that goes on from the newest it saw would never read.
 */
export function changedBetween(): FilterRule {
  return {
    backed: true,
    asks: hasEnd,
    sortsBy: 'changedAt',
    condition: (value, table, { now }) => {
      const { from, to } = checkedBounds(value, false);
      const settled = new Date(now.getTime() - settlingMs).toISOString();
      const end = typeof to === 'string' && to < settled ? to : settled;
      return between(at.bind(null, table, 'changedAt'), cast.bind(null, table, 'changedAt'), from, end, '<');
    },
  };
}

/** Days from `from` to `to`, both included. An index keeps their order. */
export function days(field: string): FilterRule {
  return {
    backed: true,
    asks: hasEnd,
    sortsBy: field,
    condition: (value, table) => {
      const { from, to } = checkedBounds(value, false);
      return between(at.bind(null, table, field), cast.bind(null, table, field), from, to, '<=');
    },
  };
}

/** Rows whose days, from `first` to `last`, enclose the day. */
export function enclosing(first: string, last: string, { backed = false }: Backing = {}): FilterRule {
  return {
    backed,
    condition: (day, table) => ({
      where: (alias) => sql`${at(table, first, alias)} <= ${day}::date AND ${at(table, last, alias)} >= ${day}::date`,
    }),
  };
}

/** Rows whose list `field` has the value among its elements. */
export function holding(field: string, { backed = false }: Backing = {}): FilterRule {
  return {
    backed,
    condition: (value, table) => ({ where: (alias) => sql`${value} = ANY(${at(table, field, alias)})` }),
  };
}

/** Rows whose `field` lies before the instant; NULLs never do. */
export function before(field: string, { backed = false }: Backing = {}): FilterRule {
  return {
    backed,
    condition: (value, table) => ({ where: (alias) => sql`${at(table, field, alias)} < ${cast(table, field, value)}` }),
  };
}

/**
 * Rows of a table that holds the platform's own beside the tenants' (docs/api-contract.md#i-23): theirs, the tenant's, or both.
 */
export function inScope(field: string): FilterRule {
  return {
    backed: false,
    asks: (scope) => scope !== 'ANY',
    condition: (scope, table) => ({
      where: (alias) => sql`${at(table, field, alias)} ${literal(scope === 'GLOBAL' ? 'IS NULL' : 'IS NOT NULL')}`,
    }),
  };
}

function between(
  place: (alias: string) => Sql,
  bound: (value: unknown) => Sql,
  from: unknown,
  to: unknown,
  upper: '<' | '<=',
): { readonly where: (alias: string) => Sql } {
  return {
    where: (alias) => {
      const conditions: Sql[] = [];
      if (from !== null) conditions.push(sql`${place(alias)} >= ${bound(from)}`);
      if (to !== null) conditions.push(sql`${place(alias)} ${literal(upper)} ${bound(to)}`);
      return join(conditions, ' AND ');
    },
  };
}

/** Whether a range of instants or days has an end: one without either holds every row. */
export function hasEnd(range: unknown): boolean {
  const { from = null, to = null } = range as Bounds; // the schema types the argument as a range
  return from !== null || to !== null;
}

function checkedBounds(value: unknown, bothEnds: boolean): { from: unknown; to: unknown } {
  const { from = null, to = null } = value as Bounds; // the schema types the argument as a range
  if (bothEnds && (from === null || to === null)) {
    throw badUserInput('an open range would read every month on record; expected both "from" and "to"');
  }
  return { from, to };
}

function at(table: Table, field: string, alias: string): Sql {
  if (field === 'changedAt') return sql`(${lastChangeOf(alias)})`;
  return sql`${identifier(alias)}.${identifier(columnOf(table, field).name)}`;
}

function listOf(table: Table, field: string): Sql {
  return literal(`${columnOf(table, field).type}[]`);
}

function cast(table: Table, field: string, value: unknown): Sql {
  return sql`${value}::${literal(field === 'changedAt' ? 'timestamptz' : columnOf(table, field).type)}`;
}
