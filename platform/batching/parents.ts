import { literal, sql, type Sql } from '../database/sql.ts';
import { columnOf, type Table } from '../database/table.ts';
import type { Visibility } from './visibility.ts';

/** What rows lie under: a row, or the tenant itself. */
export interface Parent {
  /** The value that the rows' parent field holds: a UUID as a rule, elsewhere a ULID or an agent's role. */
  readonly id: string;
  readonly tenantId: string | null;
}

/** One key a parent, for caches: a role is not unique across tenants. */
export function parentKey({ id, tenantId }: Parent): string {
  return `${tenantId} ${id}`;
}

/**
 * The parents as rows `parent(tenant_id, id, ordinal)`, numbered from 1 in their order.
 * @param parentField the field of `table` that holds a parent's id; null when the list has no parent
 */
export function parentRows(table: Table, parentField: string | null, parents: readonly Parent[]): Sql {
  const tenants = parents.map(({ tenantId }) => tenantId);
  const ids = parents.map(({ id }) => id);
  const type = parentField === null ? 'uuid' : columnOf(table, parentField).type;
  return sql`unnest(${tenants}::uuid[], ${ids}::${literal(type)}[]) WITH ORDINALITY AS parent(tenant_id, id, ordinal)`;
}

/** @throws Error when a parent is another tenant's: a mistake in code, for no reference leads there */
export function refuseForeign({ scope, tenantFilter }: Visibility, table: Table, parents: readonly Parent[]): void {
  if (!tenantFilter || scope.platform || parents.every(({ tenantId }) => tenantId === scope.tenantId)) return;
  throw new Error(`${table.model} rows were asked under a parent of another tenant`);
}
