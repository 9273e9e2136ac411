import type { Column } from '../../../platform/database/table.ts';
import { appendOnlyTables, hybridTables, modelColumns, type Rule } from '../schema.ts';

/**
 * Written again on their key, without a trace of who (docs/api-contract.md#i-11), and the rows of a join
 * (docs/api-contract.md#i-30).
 */
const withoutUpdates: ReadonlySet<string> = new Set([
  ...appendOnlyTables,
  'channel_scores',
  'search_term_reports',
  'social_media_request_channels',
]);

/** Removed without being lost (docs/data-model.md#which-records-get-which-fields, docs/api-contract.md#i-11). */
const softDeletable: ReadonlySet<string> = new Set([
  'users',
  'goals',
  'deliverables',
  'activities',
  'activity_templates',
  'recurring_task_templates',
  'leads',
  'backlinks',
]);

/** No records of the graph: rows of the document store, which have an ObjectId, sums, keys of retries, seals and pairs. */
const noRecords: ReadonlySet<string> = new Set([
  'documents',
  'llm_cost_days',
  'activity_counts',
  'deprecation_uses',
  'idempotency_keys',
  'audit_blocks',
  'tenant_spend_months',
  'activity_dependencies',
]);

type Expected = Pick<Column, 'name' | 'type' | 'nullable'>;

/** Base fields that not every table has. */
const optionalFields = ['tenant_id', 'updated_by', 'updated_on', 'deleted_by', 'deleted_on'];

/**
 * Prisma has no model inheritance: each model says the base fields itself (docs/data-model.md#base-record-fields,
 * docs/api-contract.md#i-3, docs/api-contract.md#i-11).
 */
export const baseRecord: Rule = ({ models }) =>
  models
    .filter(({ name }) => !noRecords.has(name))
    .flatMap((model) =>
      faultsOf(baseOf(model.name), modelColumns(model)).map((message) => ({
        rule: 'base record',
        object: model.name,
        message,
      })),
    );

function faultsOf(expected: readonly Expected[], found: ReadonlyMap<string, Column>): string[] {
  const wrong = expected
    .map((column) => ({ column, actual: found.get(column.name) }))
    .filter(({ column, actual }) => wordsOf(actual) !== wordsOf(column))
    .map(({ column, actual }) => `the model's ${column.name} is ${wordsOf(actual)}, expected ${wordsOf(column)}`);
  const surplus = optionalFields
    .filter((name) => found.has(name) && !expected.some((column) => column.name === name))
    .map((name) => `the model has ${name}, expected none: its rows are never changed or never soft-deleted`);
  return [...wrong, ...surplus];
}

function baseOf(table: string): Expected[] {
  const actor = (name: string, nullable: boolean): Expected => ({ name, type: 'uuid', nullable });
  const instant = (name: string, nullable: boolean): Expected => ({ name, type: 'timestamptz', nullable });
  return [
    { name: 'id', type: 'uuid', nullable: false },
    { name: 'ref_id', type: 'bpchar', nullable: false },
    ...(table === 'tenants' ? [] : [actor('tenant_id', hybridTables.has(table))]),
    // The platform's own tenant is older than any user (docs/api-contract.md#i-8).
    actor('created_by', table === 'tenants'),
    instant('created_on', false),
    ...(withoutUpdates.has(table) ? [] : [actor('updated_by', true), instant('updated_on', true)]),
    ...(softDeletable.has(table) ? [actor('deleted_by', true), instant('deleted_on', true)] : []),
  ];
}

function wordsOf(column: Expected | undefined): string {
  return column === undefined ? 'missing' : `${column.type}${column.nullable ? '' : ' NOT NULL'}`;
}
