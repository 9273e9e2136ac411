import { tables } from '../../../platform/database/tables.ts';
import type { Table } from '../../../platform/database/table.ts';
import type { Base, Batch } from './batch.ts';

type Tables = typeof tables;

/** Tenants are made by `makeTenant`, documents by their store, days of costs and numbers of activities by triggers, uses by the gateway, the rest by commands. */
const withoutFactory = [
  'tenant',
  'document',
  'llmCostDay',
  'activityCount',
  'deprecationUse',
  'idempotencyKey',
  'auditEvent',
  'auditBlock',
  'outboxEvent',
  'tenantSpendMonth',
  'activityDependency',
  'outsideCall',
] as const;

/** The tables that have a factory. */
export type Made = Exclude<keyof Tables, (typeof withoutFactory)[number]>;

/** Their names in the metadata. */
export const made = Object.keys(tables).filter((name) => !withoutFactory.some((other) => other === name)) as Made[]; // the others were left out

/** The row of a table that has a factory. */
export type RowOf<Name extends Made> = Tables[Name] extends Table<infer Row extends Base> ? Row : never;

/** One factory a table: what a test says about a row → the whole row, inserted, with the parents it needs. */
export type Make = { readonly [Name in Made]: (overrides?: Partial<RowOf<Name>>) => Promise<RowOf<Name>> };

/** The same for many rows in one statement; parents that rows leave out are shared where the table allows it. */
export type MakeMany = {
  readonly [Name in Made]: (
    count: number,
    overrides?: (index: number) => Partial<RowOf<Name>>,
  ) => Promise<RowOf<Name>[]>;
};

/** For whom rows are made. */
export interface Owner {
  /** UUID; null makes rows of the platform in hybrid tables. */
  readonly tenantId: string | null;
  /** UUID of the user who makes them. */
  readonly actorId: string;
}

/** How rows of a table become whole: parents first, then what else a row must have. */
export type Recipe<Row extends Base> = (
  batch: Batch<Row>,
  factories: { readonly make: Make; readonly makeMany: MakeMany; readonly owner: Owner },
) => Promise<void> | void;

/** Recipes of some tables. */
export type Recipes<Names extends Made> = { readonly [Name in Names]: Recipe<RowOf<Name>> };
