/**
 * Who may ask, as the contract's matrix names them (docs/api-contract.md#17-rights): super admin, tenant admin, client user,
 * human worker, agent, service, partner, analyst.
 */
export const personas = [
  'super_admin',
  'admin',
  'member',
  'reviewer',
  'agent',
  'service',
  'partner',
  'analyst',
] as const;

export type Persona = (typeof personas)[number];

/** True when `text` is one of the eight. */
export function isPersona(text: unknown): text is Persona {
  return personas.some((persona) => persona === text);
}

/** The tenant a request acts in: also the parent of what root fields list. */
export interface ViewerTenant {
  readonly id: string;
  /** The same: a tenant belongs to itself. */
  readonly tenantId: string;
  readonly refId: string;
  readonly status: 'trialing' | 'active' | 'suspended' | 'cancelled';
  /** False until someone of the tenant has clicked "I agree" (docs/data-model.md#acceptance-gate). */
  readonly contractAccepted: boolean;
}

/** The row of `users` behind a token: a person, an agent or a service (docs/api-contract.md#i-8). */
export interface ViewerUser {
  readonly id: string;
  readonly refId: string;
  readonly tenantId: string;
  readonly role: 'admin' | 'member' | 'reviewer' | 'super_admin';
  readonly appAccess: readonly string[];
}

/** Who asks: the token and what the database says of it now. Travels between gateway and subgraphs as a signed whole. */
export interface Viewer {
  readonly persona: Persona;
  readonly tenant: ViewerTenant;
  readonly user: ViewerUser;
  /** The role an agent plays, e.g. `copywriter`; null for everyone else. */
  readonly agentRole: string | null;
  /** ULID of the API client that a partner asks through; null for everyone else. */
  readonly clientId: string | null;
  /** What a partner's token allows, e.g. `activities:read`. */
  readonly scopes: readonly string[];
}

/** Super admins read across tenants, and no one else (docs/api-contract.md#191-across-tenants). */
export function readsAcrossTenants(viewer: Viewer): boolean {
  return viewer.persona === 'super_admin';
}
