import { sql, type Sql } from '../database/sql.ts';
import type { Table } from '../database/table.ts';
import { mintUlid, ulidInstant } from '../ids/ulid.ts';
import type { Viewer } from '../identity/viewer.ts';
import type { Origin } from './principal.ts';

/** Change of one row: of each changed field the value before and after; null before for a row that is new. */
export interface RowChange {
  /** The GraphQL type. */
  readonly type: string;
  /** ULID. */
  readonly id: string;
  readonly fields: Readonly<Record<string, readonly [before: unknown, after: unknown]>>;
}

/** Sender of a command, with the request that brought it and the tenant that it is for. */
export interface CommandOrigin {
  readonly command: string;
  readonly viewer: Viewer;
  readonly tenantId: string;
  readonly requestId: string;
  readonly origin: Origin;
}

/** Fields whose values are secrets, or personal data: the audit tells that they changed, and not from what to what. */
const untold: Readonly<Record<string, ReadonlySet<string>>> = {
  User: new Set(['email']),
  Lead: new Set([
    'firstName',
    'lastName',
    'email',
    'phone',
    'message',
    'notes',
    'jobTitle',
    'company',
    'disqualificationReason',
  ]),
  LeadActivity: new Set(['description', 'metadata']),
  Channel: new Set(['accessToken', 'refreshToken']),
  AgentConfig: new Set(['secrets']),
  LlmProvider: new Set(['apiKey']),
  ApiClient: new Set(['secretHash']),
  Contract: new Set(['acceptedIp', 'acceptedUserAgent']),
};

/** Fields that tell nothing of what was done: the row's own identity, and who wrote it when, which the event says. */
const implied = new Set(['id', 'refId', 'tenantId', 'createdById', 'createdAt', 'updatedById', 'updatedAt']);

/**
 * The change of a row, as the audit keeps it.
 * @param before the fields as they were, of those that are written; empty for a new row
 */
export function changeOf(table: Table, refId: string, before: object, after: object): RowChange {
  const were = before as Readonly<Record<string, unknown>>; // fields of any row type
  const hidden = untold[table.model];
  const fields = Object.entries(after)
    .filter(([field, value]) => !implied.has(field) && value !== undefined)
    .map(([field, value]): [string, readonly [unknown, unknown]] => [
      field,
      hidden?.has(field) ? [null, null] : [were[field] ?? null, value],
    ]);
  return { type: table.model, id: refId, fields: Object.fromEntries(fields) };
}

/** The insert of a command's one audit event. */
export function auditEvent(from: CommandOrigin, changes: readonly RowChange[]): Sql {
  const { command, viewer, tenantId, requestId, origin } = from;
  const refId = mintUlid();
  return sql`INSERT INTO audit_events (ref_id, tenant_id, command, actor_persona, actor_ref_id, client_ref_id, request_id, ip, user_agent,
      changes, created_by, created_on)
    VALUES (${refId}, ${tenantId}::uuid, ${command}, ${viewer.persona}, ${viewer.user.refId}, ${viewer.clientId}, ${requestId}, ${origin.ip},
      ${origin.userAgent}, ${JSON.stringify(changes)}::jsonb, ${viewer.user.id}::uuid, ${ulidInstant(refId)}::timestamptz)`;
}
