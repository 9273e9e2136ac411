import type { UserRow } from '../../platform/database/tables.ts';
import type { Claims } from '../../platform/identity/token.ts';
import type { Persona } from '../../platform/identity/viewer.ts';
import type { TestTenant } from './make.ts';

/** What a token says of someone of the tenant; of its admin unless told otherwise. */
export function claimsOf(
  tenant: TestTenant,
  role: Persona = 'admin',
  { user = tenant.admin, scopes = [] }: { readonly user?: UserRow; readonly scopes?: readonly string[] } = {},
): Claims {
  return { userRefId: user.refId, tenantRefId: tenant.refId, role, scopes };
}
