import type pg from 'pg';
import { sql, type Sql } from '../../platform/database/sql.ts';
import { inTransaction } from '../../platform/database/transaction.ts';
import { StartError } from '../../platform/errors/start-error.ts';
import { partnerScopes } from '../../platform/policy/policy.ts';
import type { Claims } from '../../platform/identity/claims.ts';
import type { Persona } from '../../platform/identity/viewer.ts';
import { profiles } from './profiles.ts';
import { marks } from './users.ts';

/** The demo tenants, in the order in which to offer them: slug and name. */
export const demoTenants: readonly { readonly slug: string; readonly name: string }[] = profiles.map(
  ({ slug, name }) => ({ slug, name }),
);

/** A partner's token is granted all but personal data, unless more is asked for. */
const personalScope = 'personal:read';

export interface PersonaOptions {
  /** Which agent an `agent` is. */
  readonly agentRole?: string;
  /** What a `partner` may do. */
  readonly scopes?: readonly string[];
}

/**
 * Finds a demo persona by the marks of its user: e-mail, agent role or service name. The super admin lives in the platform's
 * own tenant, whichever is named.
 * @param pool as app_user or migrator_user
 * @returns what its token claims
 * @throws StartError when there is no such user
 */
export async function findPersona(
  pool: pg.Pool,
  tenantSlug: string,
  role: Persona,
  { agentRole = 'copywriter', scopes = partnerScopes.filter((scope) => scope !== personalScope) }: PersonaOptions = {},
): Promise<Claims> {
  const slug = role === 'super_admin' ? marks.platformSlug : tenantSlug;
  // Row-level security hides other tenants' users unless the transaction says that it reads across
  // (docs/api-contract.md#191-across-tenants).
  const rows = await inTransaction(pool, 'platform', 'read', (run) =>
    run<Found>(
      sql`SELECT u.ref_id AS "userRefId", t.ref_id AS "tenantRefId", c.ref_id AS "clientRefId"
        FROM tenants t JOIN users u ON u.tenant_id = t.id LEFT JOIN api_clients c ON c.tenant_id = t.id AND c.user_id = u.id
        WHERE t.slug = ${slug} AND u.deleted_on IS NULL AND ${isPersona(role, slug, agentRole)}
        ORDER BY u.ref_id LIMIT 1`,
    ),
  );
  const [user] = rows;
  if (user === undefined) {
    const names = demoTenants.map((tenant) => tenant.slug).join(', ');
    throw new StartError(
      `The tenant "${tenantSlug}" has no ${role.replace('_', ' ')}, expected the demo data and one of its tenants: ${names}.`,
    );
  }
  const { clientRefId, ...ids } = user;
  if (role !== 'partner') return { ...ids, role, scopes: [] };
  return { ...ids, role, ...(clientRefId !== null && { clientRefId }), scopes: [...scopes] };
}

function isPersona(role: Persona, slug: string, agentRole: string): Sql {
  switch (role) {
    case 'agent':
      return sql`u.kind = 'agent' AND u.agent_role = ${agentRole}`;
    case 'service':
      return sql`u.kind = 'service' AND u.name = ${marks.syncService}`;
    case 'partner':
      return sql`u.kind = 'service' AND u.name = ${marks.partner}`;
    case 'super_admin':
      return sql`u.kind = 'human' AND u.role = 'super_admin'`;
    case 'analyst':
      return sql`'analytics' = ANY(u.app_access) AND u.email = ${marks.email(role, slug)}`;
    default:
      return sql`u.kind = 'human' AND u.email = ${marks.email(role, slug)}`;
  }
}

interface Found {
  readonly userRefId: string;
  readonly tenantRefId: string;
  /** Null for a user that is no partner's, and in demo data from before API clients. */
  readonly clientRefId: string | null;
}
