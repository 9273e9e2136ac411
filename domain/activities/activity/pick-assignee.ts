import type { Rows } from '../../../platform/commands/rows.ts';
import { sql } from '../../../platform/database/sql.ts';

/**
 * The person who is to decide (docs/api-contract.md#w1-17): of the role, with the fewest items open; whoever asks comes last.
 * @param role an admin stands in where the tenant has no reviewer
 * @returns UUID; null where the tenant has nobody
 */
export async function pickAssignee(
  rows: Rows,
  role: 'reviewer' | 'admin',
  requesterId: string,
): Promise<string | null> {
  const [assignee] = await rows.query<{ readonly id: string }>(
    sql`SELECT u.id FROM users u
      WHERE u.tenant_id = ${rows.tenantId}::uuid AND u.status = 'active' AND u.kind = 'human' AND u.deleted_on IS NULL
        AND (u.role = 'admin' OR (u.role = ${role}::user_role AND 'dm-portal' = ANY (u.app_access)))
      ORDER BY u.role <> ${role}::user_role, u.id = ${requesterId}::uuid, (
        SELECT count(*) FROM activities a WHERE a.tenant_id = u.tenant_id AND a.assignee_user_id = u.id AND a.assignee_type = 'human'
          AND a.status IN ('created', 'awaiting_approval') AND a.deleted_on IS NULL), u.ref_id
      LIMIT 1`,
  );
  return assignee?.id ?? null;
}
