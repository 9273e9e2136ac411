import type { CatalogueTable, ForeignKey } from '../catalogue.ts';
import { tenantTables, type Rule } from '../schema.ts';

/** Who acted: a super admin or the system user may live in the platform's tenant (docs/api-contract.md#i-25). */
const actorColumns: ReadonlySet<string> = new Set([
  'created_by',
  'updated_by',
  'deleted_by',
  'accepted_by',
  'approved_by',
  'reviewed_by',
  'decided_by',
  'requested_by_user_id',
  'actor_user_id',
]);

/** What may be global: by table and column, with the table it points to (docs/api-contract.md#i-25). */
const globalTargets: ReadonlyMap<string, string> = new Map([
  ['activity_templates.source_template_id', 'activity_templates'],
  ['recurring_task_templates.source_template_id', 'recurring_task_templates'],
  ['deliverables.template_id', 'activity_templates'],
]);

/**
 * A row cannot point across tenants: foreign keys between tenant tables carry tenant_id on both sides
 * (docs/api-contract.md#i-25), and every uuid that points to a row has a foreign key at all.
 */
export const foreignKeys: Rule = (schema) =>
  tenantTables(schema).flatMap((table) =>
    [...unguarded(table), ...unkeyed(table)].map((message) => ({ rule: 'foreign keys', object: table.name, message })),
  );

function unguarded(table: CatalogueTable): string[] {
  return table.foreignKeys
    .filter((key) => key.target !== 'tenants' && !isExcepted(table.name, key))
    .filter((key) => !key.validated || !carriesTenant(key))
    .map((key) =>
      key.validated
        ? `${key.name} (${key.columns.join(', ')}) to ${key.target} lacks tenant_id, expected (tenant_id, …) on both sides`
        : `${key.name} is not validated`,
    );
}

function isExcepted(table: string, { columns, target, validated }: ForeignKey): boolean {
  const [column = '', ...more] = columns;
  if (more.length > 0 || !validated) return false;
  return (actorColumns.has(column) && target === 'users') || globalTargets.get(`${table}.${column}`) === target;
}

function carriesTenant({ columns, targetColumns }: ForeignKey): boolean {
  return columns.some((column, place) => column === 'tenant_id' && targetColumns[place] === 'tenant_id');
}

function unkeyed({ columns, foreignKeys: keys }: CatalogueTable): string[] {
  const keyed = new Set(keys.flatMap((key) => key.columns));
  return columns
    .filter(({ name, type }) => type === 'uuid' && name !== 'id' && name !== 'tenant_id' && !keyed.has(name))
    .map(({ name }) => `${name} is a uuid without a foreign key`);
}
