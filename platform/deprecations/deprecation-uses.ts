import type pg from 'pg';
import type { Reader } from '../database/read-scope.ts';
import { sql, type Sql } from '../database/sql.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Viewer } from '../identity/viewer.ts';

/** Days that uses are told of, the last one included; rows of days before are deleted. */
export const countedDays = 30;

/** Uses of a deprecated element by one caller on one day. */
export interface DeprecationUse {
  readonly callerRefId: string;
  /** UTC, as ISO text. */
  readonly day: string;
  /** Of the element: `Goal.name`. */
  readonly coordinate: string;
  readonly uses: number;
}

/** The ULID that a viewer's uses are counted under: its API client's, else its user's. */
export function callerRefIdOf({ clientId, user }: Pick<Viewer, 'clientId' | 'user'>): string {
  return clientId ?? user.refId;
}

/**
 * Adds uses to those of a tenant, all or none, and deletes what is too old to be told of callers that have none of the day yet.
 * Where the connection breaks while they are committed, nobody knows which of both.
 * @param pool as app_user
 * @param uses one for each caller, day and element
 * @param deletedRows rows that are deleted at most; the next day's first write goes on with the others
 */
export async function addDeprecationUses(
  pool: pg.Pool,
  tenantId: string,
  uses: readonly DeprecationUse[],
  deletedRows: number,
): Promise<void> {
  await inTransaction(pool, { tenantId }, 'write', async (run) => {
    await run(deleteOld(tenantId, uses, deletedRows));
    // A tenant that is gone keeps nobody's uses from being written. One order of locks, so that two writers never wait for each other.
    await run(
      sql`INSERT INTO deprecation_uses AS known (tenant_id, caller_ref_id, day, coordinate, uses)
        SELECT ${tenantId}::uuid, caller_ref_id, day, coordinate, added.uses FROM unnest(${uses.map(({ callerRefId }) => callerRefId)}::text[],
          ${uses.map(({ day }) => day)}::date[], ${uses.map(({ coordinate }) => coordinate)}::text[],
          ${uses.map((use) => use.uses)}::bigint[]) AS added (caller_ref_id, day, coordinate, uses)
        WHERE EXISTS (SELECT FROM tenants WHERE id = ${tenantId}::uuid)
        ORDER BY caller_ref_id, day, coordinate
        ON CONFLICT (tenant_id, caller_ref_id, day, coordinate) DO UPDATE SET uses = known.uses + excluded.uses`,
    );
  });
}

/** Rows that another writer deletes are passed over, so that two never wait for each other. */
function deleteOld(tenantId: string, uses: readonly DeprecationUse[], deletedRows: number): Sql {
  return sql`DELETE FROM deprecation_uses WHERE ctid = ANY (ARRAY(
      SELECT old.ctid FROM (
        SELECT caller_ref_id, max(day) AS day FROM unnest(${uses.map(({ callerRefId }) => callerRefId)}::char(26)[],
          ${uses.map(({ day }) => day)}::date[]) AS added (caller_ref_id, day) GROUP BY caller_ref_id
      ) AS added JOIN deprecation_uses AS old ON old.caller_ref_id = added.caller_ref_id AND old.day <= added.day - ${countedDays}::int
      WHERE old.tenant_id = ${tenantId}::uuid AND NOT EXISTS (
        SELECT FROM deprecation_uses AS known WHERE known.tenant_id = ${tenantId}::uuid
          AND known.caller_ref_id = added.caller_ref_id AND known.day = added.day
      ) LIMIT ${deletedRows} FOR UPDATE OF old SKIP LOCKED))`;
}

/** Uses of a viewer's since a day, that day included, by coordinate; no more than GraphQL's `Int` can tell. */
export async function readDeprecationUses(
  db: Reader,
  viewer: Pick<Viewer, 'tenant' | 'clientId' | 'user'>,
  since: string,
): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ coordinate: string; uses: number }>(
    sql`SELECT coordinate, least(sum(uses), 2147483647)::int AS uses FROM deprecation_uses
      WHERE tenant_id = ${viewer.tenant.id} AND caller_ref_id = ${callerRefIdOf(viewer)} AND day >= ${since}::date
      GROUP BY coordinate`,
  );
  return new Map(rows.map(({ coordinate, uses }) => [coordinate, uses]));
}
