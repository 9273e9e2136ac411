import type { Column, Table } from '../../platform/database/table.ts';
import type { Catalogue, CatalogueTable } from './catalogue.ts';

/** One thing that the schema does and must not, or must and does not. */
export interface Breach {
  /** The rule that is broken, in a word or three. */
  readonly rule: string;
  /** Name of the table, view or function. */
  readonly object: string;
  /** What was found and what was expected. */
  readonly message: string;
}

/** Both sides of the schema: what PostgreSQL holds and what Prisma's models say. */
export interface Schema {
  readonly catalogue: Catalogue;
  readonly models: readonly Table[];
}

/** Reads a schema and answers every breach of one rule. */
export type Rule = (schema: Schema) => Breach[];

/** Kept by Prisma's engine, of no tenant and in no model. */
export const prismaBookkeeping = '_prisma_migrations';

/** Rows that may be of no tenant, and so the platform's (docs/api-contract.md#i-17, docs/api-contract.md#i-23). */
export const hybridTables: ReadonlySet<string> = new Set([
  'activity_templates',
  'recurring_task_templates',
  'llm_providers',
]);

/** Added to and never changed (docs/data-model.md#immutable-records, docs/api-contract.md#i-11). */
export const appendOnlyTables: ReadonlySet<string> = new Set([
  'activity_runs',
  'llm_calls',
  'tool_calls',
  'billing_events',
  'lead_activities',
  'audit_events',
  'audit_blocks',
  'outbox_events',
]);

/** The tables that the product made: no partition, nothing of Prisma's own. */
export function productTables({ catalogue }: Schema): CatalogueTable[] {
  return catalogue.tables.filter(({ name, isPartition }) => !isPartition && name !== prismaBookkeeping);
}

/** The tables whose rows belong to a tenant: all but `tenants` itself. A new table is one until it is excepted here. */
export function tenantTables(schema: Schema): CatalogueTable[] {
  return productTables(schema).filter(({ name }) => name !== 'tenants');
}

/** A model's columns by their names in PostgreSQL. */
export function modelColumns({ columns }: Table): Map<string, Column> {
  const list = Object.values(columns as Readonly<Record<string, Column>>); // of any row type: fields are of no concern here
  return new Map(list.map((column) => [column.name, column]));
}
