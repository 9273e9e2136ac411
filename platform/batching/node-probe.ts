import { identifier, join, sql } from '../database/sql.ts';
import { columnOf, tenantField, type Table } from '../database/table.ts';
import type { Reader } from '../database/read-scope.ts';
import type { RowIdentity } from '../ids/reference-ids.ts';
import { createdWith } from './row-loader.ts';
import { allOf, ownRows, rowsOfTenant, type Visibility } from './visibility.ts';

/** A row found by nothing but its ULID. */
export interface FoundNode extends RowIdentity {
  /** The Prisma model, which is the GraphQL type. */
  readonly model: string;
}

/**
 * Finds which rows ULIDs name: a ULID does not say its type, so the unique index of each table is probed, all in one
 * statement (docs/api-contract.md#112-node-and-nodes).
 * @param among tables whose rows the viewer may read
 */
export async function findNodes(
  db: Reader,
  visibility: Visibility,
  among: readonly Table[],
  refIds: readonly string[],
): Promise<Map<string, FoundNode>> {
  if (among.length === 0 || refIds.length === 0) return new Map();
  const created = createdWith(refIds);
  const probes = among.map((table) => {
    const conditions = [
      ...rowsOfTenant(visibility, table, 't'),
      sql`t.ref_id = ANY(${refIds}::bpchar[])`,
      ...(table.partitionedByCreation === true ? [created] : []),
      ...ownRows(visibility, table, 't'),
    ];
    const tenant = identifier(columnOf(table, tenantField(table)).name);
    return sql`SELECT ${table.model} AS model, t.id, t.ref_id AS "refId", t.${tenant} AS "tenantId" FROM ${identifier(table.name)} t WHERE ${allOf(conditions)}`;
  });
  const rows = await db.query<FoundNode>(join(probes, ' UNION ALL '));
  return new Map(rows.map((row) => [row.refId, row]));
}
