import { sql, type Sql } from '../database/sql.ts';
import { graphError } from '../errors/graph-error.ts';
import type { Viewer } from '../identity/viewer.ts';

/** Where a request came from, as far as its connection tells. */
export interface Origin {
  /** Address of the client, seen through trusted proxies. */
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** Standing of a command's sender, and of the tenant it writes to, as the database has it now. */
export interface Standing {
  readonly isActive: boolean;
  readonly clientRevoked: boolean;
  readonly tenantStatus: 'trialing' | 'active' | 'suspended' | 'cancelled';
  readonly contractAccepted: boolean;
}

/** Asks for the standing of a viewer: once more, for what was said when it was admitted may be some seconds old. */
export function standingOf({ user, clientId }: Viewer, tenantId: string): Sql {
  return sql`SELECT is_active AS "isActive", client_revoked AS "clientRevoked", tenant_status AS "tenantStatus",
    contract_accepted AS "contractAccepted" FROM standing(${user.id}::uuid, ${tenantId}::uuid, ${clientId})`;
}

/**
 * Refuses who may not write any more.
 * @param opensContract true for the command by which a tenant accepts its contract
 * @throws UNAUTHENTICATED for a user or API client that is gone, TENANT_SUSPENDED, CONTRACT_NOT_ACCEPTED
 */
export function requireStanding(
  standing: Standing | undefined,
  { persona }: Pick<Viewer, 'persona'>,
  opensContract: boolean,
): asserts standing is Standing {
  if (standing?.isActive !== true || standing.clientRevoked)
    throw graphError(
      'UNAUTHENTICATED',
      'who sends this may not write any more: the user or the API client is deactivated',
    );
  if (persona === 'super_admin') return;
  if (isInactive(standing))
    throw graphError(
      'TENANT_SUSPENDED',
      `the tenant is ${standing.tenantStatus}; it can be read, and nothing of it written`,
    );
  if (!standing.contractAccepted && persona !== 'service' && !opensContract)
    throw graphError(
      'CONTRACT_NOT_ACCEPTED',
      "the tenant's contract is not accepted yet; an admin accepts it with acceptContract",
    );
}

/** Whether nothing of a tenant may be written. */
export function isInactive({ tenantStatus }: Standing): boolean {
  return tenantStatus === 'suspended' || tenantStatus === 'cancelled';
}
