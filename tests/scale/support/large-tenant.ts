import type pg from 'pg';
import type { Claims } from '../../../platform/identity/claims.ts';
import { partnerScopes } from '../../../platform/policy/policy.ts';
import type { Persona } from '../../../platform/identity/viewer.ts';
import { findPersona } from '../../../seed/demo/personas.ts';

/** The tenant with a tenth of everything. */
export const largeTenant = 'scale-00001';

/** Someone of a tenant of the load. */
export function claimsAt(pool: pg.Pool, persona: Persona, slug = largeTenant): Promise<Claims> {
  return findPersona(pool, slug, persona, { scopes: partnerScopes });
}

/** UUID of a tenant. @param pool as migrator_user */
export async function tenantIdOf(pool: pg.Pool, slug = largeTenant): Promise<string> {
  const { rows } = await pool.query<{ id: string }>('SELECT id FROM tenants WHERE slug = $1', [slug]);
  const [tenant] = rows;
  if (tenant === undefined) throw new Error(`expected the tenant ${slug}: the load makes it`);
  return tenant.id;
}
