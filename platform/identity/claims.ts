import { parseUlid } from '../ids/ulid.ts';
import { shown, Unauthenticated } from './unauthenticated.ts';
import { isPersona, type Persona } from './viewer.ts';

/** What a token claims; the database is asked whether it still holds. */
export interface Claims {
  /** ULID of the user, agent or service. */
  readonly userRefId: string;
  /** ULID of the user's tenant. */
  readonly tenantRefId: string;
  readonly role: Persona;
  /** ULID of the API client that a partner asks through; none where its token is of the service user alone. */
  readonly clientRefId?: string;
  readonly scopes: readonly string[];
}

/** Where in a token each claim stands: a name, or a path of names parted by dots such as `realm_access.roles`. */
export interface ClaimNames {
  readonly user: string;
  readonly tenant: string;
  readonly role: string;
  readonly client: string;
  readonly scopes: string;
}

/** Names of the tokens that are made here. */
export const ownClaimNames: ClaimNames = {
  user: 'sub',
  tenant: 'tenant',
  role: 'role',
  client: 'client_id',
  scopes: 'scopes',
};

/**
 * The claims of a verified token. A role may be one text, or a list that holds one of ours among others; scopes may be a list,
 * or one text parted by spaces (RFC 6749, 3.3).
 * @throws Unauthenticated where one is missing or of another shape
 */
export function readClaims(payload: object, names: ClaimNames): Claims {
  const role = roleOf(valueAt(payload, names.role), names.role);
  const clientRefId = role === 'partner' ? clientOf(valueAt(payload, names.client)) : null;
  return {
    userRefId: ulidOf(valueAt(payload, names.user), names.user),
    tenantRefId: ulidOf(valueAt(payload, names.tenant), names.tenant),
    role,
    ...(clientRefId !== null && { clientRefId }),
    scopes: scopesOf(valueAt(payload, names.scopes), names.scopes),
  };
}

/**
 * The value at a path. Names may hold dots themselves (`https://leadmetrics.example/claims.tenant`): of the names that begin the
 * path the longest one counts. Only a token's own names are looked at.
 */
function valueAt(object: unknown, path: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  const entries = new Map<string, unknown>(Object.entries(object));
  for (let end = path.length; end > 0; end = path.lastIndexOf('.', end - 1)) {
    const value = entries.get(path.slice(0, end));
    if (value !== undefined) return end === path.length ? value : valueAt(value, path.slice(end + 1));
  }
  return undefined;
}

function ulidOf(value: unknown, name: string): string {
  const ulid = typeof value === 'string' ? parseUlid(value) : null;
  if (ulid === null) throw new Unauthenticated(`its claim "${name}" is ${kindOf(value)}, expected a ULID`);
  return ulid;
}

function roleOf(value: unknown, name: string): Persona {
  const roles = new Set([value].flat().filter(isPersona));
  const [role, ...more] = roles;
  if (role !== undefined && more.length === 0) return role;
  throw new Unauthenticated(`its claim "${name}" is ${shown(value)}, expected one role of ours`);
}

/** An identity provider names clients of its own there, too: what is no ULID is none of our API clients. */
function clientOf(value: unknown): string | null {
  return typeof value === 'string' ? parseUlid(value) : null;
}

function scopesOf(value: unknown, name: string): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return value.split(' ').filter((scope) => scope !== '');
  if (Array.isArray(value) && value.every((scope) => typeof scope === 'string')) return value;
  throw new Unauthenticated(`its claim "${name}" is ${kindOf(value)}, expected texts`);
}

/** Of what may be personal a reason tells the kind alone. */
function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  if (typeof value === 'string') return 'another text';
  return Array.isArray(value) ? 'a list' : `of the type ${typeof value}`;
}
