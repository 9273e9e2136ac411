import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { ReadScope } from '../database/read-scope.ts';
import { compile, sql } from '../database/sql.ts';
import { StatementLog } from '../database/statement-log.ts';
import { graphError } from '../errors/graph-error.ts';
import { parseUlid } from '../ids/ulid.ts';
import type { Claims } from './claims.ts';
import { Unauthenticated } from './unauthenticated.ts';
import type { Persona, Viewer, ViewerTenant, ViewerUser } from './viewer.ts';

/** One row of the database function `admit`. */
interface AdmitRow {
  readonly tenant_id: string;
  readonly tenant_ref_id: string;
  readonly tenant_status: ViewerTenant['status'];
  readonly contract_accepted_on: string | null;
  readonly is_platform: boolean;
  readonly user_id: string;
  readonly user_role: ViewerUser['role'];
  readonly user_kind: 'human' | 'agent' | 'service';
  readonly user_status: 'active' | 'invited' | 'deactivated';
  readonly user_deleted: boolean;
  readonly agent_role: string | null;
  readonly app_access: string[];
  /** Null where the token names no API client of that user. */
  readonly client_ref_id: string | null;
  readonly client_scopes: string[] | null;
  readonly client_revoked: boolean;
  /** Null where it never was. */
  readonly client_used_lately: boolean | null;
}

interface TenantRow {
  readonly id: string;
  readonly refId: string;
  readonly status: ViewerTenant['status'];
  readonly contractAcceptedAt: string | null;
}

/** How long what the database said of a principal is believed. */
export interface AdmissionOptions {
  /** A deactivated user or suspended tenant is refused after this long at the latest, in milliseconds. */
  readonly viewerTtlMs?: number;
  /** Principals remembered. */
  readonly maximumViewers?: number;
  /** Told of each API client that asks and was not noted to within a minute; must not wait. */
  readonly noteClientUse?: (clientRefId: string) => void;
}

/**
 * Turns a token's claims into a Viewer by what the database says now (docs/api-contract.md#16-state-machines, gate;
 * docs/data-model.md#acceptance-gate).
 */
export class Admission {
  private readonly pool: pg.Pool;
  private readonly admitted: LRUCache<string, Viewer>;

  private readonly noteClientUse: (clientRefId: string) => void;

  constructor(
    pool: pg.Pool,
    { viewerTtlMs = 5_000, maximumViewers = 10_000, noteClientUse = () => undefined }: AdmissionOptions = {},
  ) {
    this.pool = pool;
    this.noteClientUse = noteClientUse;
    this.admitted = new LRUCache({ max: maximumViewers, ttl: viewerTtlMs });
  }

  /**
   * @param actingTenant slug or ULID of the tenant a super admin acts in; ignored for everyone else
   * @throws UNAUTHENTICATED when the user is unknown, gone, of another role than the token says or without access
   *   to the application of that role;
   *   BAD_USER_INPUT when the named tenant does not exist
   */
  async admit(claims: Claims, actingTenant: string | null): Promise<Viewer> {
    // An API client is asked of the database each time: that it was revoked counts at once.
    if (claims.clientRefId !== undefined) return this.read(claims);
    const acting = claims.role === 'super_admin' ? actingTenant : null;
    const key = JSON.stringify([claims, acting]);
    const known = this.admitted.get(key);
    if (known !== undefined) return known;
    const home = await this.read(claims);
    const viewer = acting === null ? home : { ...home, tenant: await this.namedTenant(acting) };
    // A tenant that has not accepted its contract is asked again each time: acceptance counts at once.
    if (viewer.tenant.contractAccepted) this.admitted.set(key, viewer);
    return viewer;
  }

  /** Forgets everyone, so that the next request of each is asked of the database. */
  clear(): void {
    this.admitted.clear();
  }

  private async read(claims: Claims): Promise<Viewer> {
    const { rows } = await this.pool.query<AdmitRow>(
      toConfig(
        sql`SELECT tenant_id, tenant_ref_id, tenant_status, contract_accepted_on, is_platform, user_id, user_role, user_kind, user_status, user_deleted, agent_role, app_access, client_ref_id, client_scopes, client_revoked, client_used_lately FROM admit(${claims.tenantRefId}, ${claims.userRefId}, ${claims.clientRefId ?? null})`,
      ),
    );
    const [row] = rows;
    if (row === undefined) throw new Unauthenticated('it names no user of the tenant that it names');
    // Before its user: who revokes a client deactivates both, and the log is to name the client.
    const client = clientOf(row, claims);
    if (row.user_deleted || row.user_status === 'deactivated') throw new Unauthenticated('its user is deactivated');
    if (!agrees(claims.role, row)) throw new Unauthenticated(`its user may not act in the role ${claims.role}`);
    if (client !== null && row.client_used_lately !== true) this.noteClientUse(client.refId);
    return {
      persona: claims.role,
      tenant: {
        id: row.tenant_id,
        tenantId: row.tenant_id,
        refId: row.tenant_ref_id,
        status: row.tenant_status,
        contractAccepted: row.contract_accepted_on !== null,
      },
      user: {
        id: row.user_id,
        refId: claims.userRefId,
        tenantId: row.tenant_id,
        role: row.user_role,
        appAccess: row.app_access,
      },
      agentRole: row.agent_role,
      clientId: client?.refId ?? null,
      scopes: client?.scopes ?? claims.scopes,
    };
  }

  /** The tenant that a super admin named: a read across tenants, so that it needs settings of its own. */
  private async namedTenant(slugOrRefId: string): Promise<ViewerTenant> {
    const reads = new ReadScope(this.pool, { tenantId: null, platform: true });
    const reader = reads.reader(new StatementLog({ keepTexts: false }));
    try {
      const [row] = await reader.query<TenantRow>(
        sql`SELECT id, ref_id AS "refId", status, contract_accepted_on AS "contractAcceptedAt" FROM tenants WHERE slug = ${slugOrRefId} OR ref_id = ${parseUlid(slugOrRefId)}`,
      );
      if (row === undefined)
        throw graphError(
          'BAD_USER_INPUT',
          'the header "x-leadmetrics-tenant" names no tenant; expected a slug or an id',
          { http: { status: 400 } },
        );
      const { id, refId, status, contractAcceptedAt } = row;
      return { id, tenantId: id, refId, status, contractAccepted: contractAcceptedAt !== null };
    } finally {
      await reads.end();
    }
  }
}

function toConfig(statement: ReturnType<typeof sql>): pg.QueryConfig {
  return compile(statement) as pg.QueryConfig; // the driver's type wants a mutable array of values but never writes to it
}

/** The API client that a token names, with the scopes that both have: a token narrows what its client may, it never widens it. */
function clientOf(
  row: AdmitRow,
  { clientRefId, scopes }: Claims,
): { readonly refId: string; readonly scopes: readonly string[] } | null {
  if (clientRefId === undefined) return null;
  if (row.client_ref_id === null) throw new Unauthenticated('its user has no API client of that id');
  if (row.client_revoked) throw new Unauthenticated('its API client is revoked');
  return { refId: row.client_ref_id, scopes: scopes.filter((scope) => row.client_scopes?.includes(scope)) };
}

/** The application that a role works in; an admin's names none. */
const applicationOf: Readonly<Partial<Record<Persona, string>>> = {
  super_admin: 'manage',
  member: 'dashboard',
  reviewer: 'dm-portal',
};

/** Whether the row may act in the role that the token names: a token narrows what its user is, it never widens it. */
function agrees(role: Persona, row: AdmitRow): boolean {
  const application = applicationOf[role];
  if (application !== undefined && !row.app_access.includes(application)) return false;
  switch (role) {
    case 'super_admin':
      return row.user_kind === 'human' && row.user_role === 'super_admin' && row.is_platform;
    case 'admin':
    case 'member':
    case 'reviewer':
      return row.user_kind === 'human' && row.user_role === role;
    case 'analyst':
      // An admin reads all that an analyst does: the role narrows it. Anyone else it would widen (docs/adr/0019).
      return row.user_kind === 'human' && (row.user_role === 'admin' || row.app_access.includes('analytics'));
    case 'agent':
      return row.user_kind === 'agent' && row.agent_role !== null;
    case 'service':
    case 'partner':
      return row.user_kind === 'service';
  }
}
