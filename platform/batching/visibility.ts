import { identifier, join, literal, sql, type Sql } from '../database/sql.ts';
import { tenantField, columnOf, type Table } from '../database/table.ts';
import type { TenantScope } from '../database/read-scope.ts';

/**
 * Which rows of a table a viewer may see: asked by every statement that the loaders build. The first of the four fences;
 * row-level security stands behind it.
 */
export interface Visibility {
  readonly scope: TenantScope;
  /** False only to prove that row-level security holds alone. */
  readonly tenantFilter: boolean;
  /**
   * The rows of `table` that are the viewer's own, where the policy gives no more; null where it gives all
   * (docs/api-contract.md#17-rights).
   */
  ownRows(table: Table, alias: string): Sql | null;
}

/** Rows of the viewer's tenant, the platform's shared ones included where a table has them (docs/api-contract.md#i-23). */
export function rowsOfTenant({ scope, tenantFilter }: Visibility, table: Table, alias: string): Sql[] {
  return tenantFilter && !scope.platform ? [tenantIs(table, alias, sql`${scope.tenantId}::uuid`)] : [];
}

/** Rows whose tenant is `tenant`. */
export function tenantIs(table: Table, alias: string, tenant: Sql): Sql {
  const column = sql`${identifier(alias)}.${identifier(columnOf(table, tenantField(table)).name)}`;
  return table.tenancy === 'hybrid' ? sql`(${column} = ${tenant} OR ${column} IS NULL)` : sql`${column} = ${tenant}`;
}

/** The viewer's own rows where the policy gives no more. */
export function ownRows(visibility: Visibility, table: Table, alias: string): Sql[] {
  const own = visibility.ownRows(table, alias);
  return own === null ? [] : [own];
}

/** Every row that fulfils all of them. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? literal('TRUE') : join(conditions, ' AND ');
}
