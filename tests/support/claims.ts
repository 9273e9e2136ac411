import type { UserRow } from '../../platform/database/tables.ts';
import type { Claims } from '../../platform/identity/claims.ts';
import { partnerScopes } from '../../platform/policy/policy.ts';
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

/** What a token of a partner's client says, which carries every scope but these. */
export function partnerClaims(
  { tenant, service }: { readonly tenant: TestTenant; readonly service: UserRow },
  ...without: readonly string[]
): Claims {
  return claimsOf(tenant, 'partner', {
    user: service,
    scopes: partnerScopes.filter((scope) => !without.includes(scope)),
  });
}
