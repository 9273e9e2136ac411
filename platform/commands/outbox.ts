import { sql, type Sql } from '../database/sql.ts';
import { mintUlid, ulidInstant } from '../ids/ulid.ts';

/** Something that happened, for jobs, webhooks and subscriptions. */
export interface OutboxEvent {
  /** `activity.approved`. */
  readonly kind: string;
  /** The GraphQL type of what it happened to. */
  readonly subjectType: string;
  /** Its ULID. */
  readonly subjectRefId: string;
  /** ULIDs and plain values; who is told reads the rest with its own rights. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The insert of a command's events, in their order. */
export function outboxEvents(tenantId: string, actorId: string, events: readonly OutboxEvent[]): Sql {
  const refIds = events.map(() => mintUlid());
  return sql`INSERT INTO outbox_events (ref_id, tenant_id, kind, subject_type, subject_ref_id, payload, created_by, created_on)
    SELECT ref_id, ${tenantId}::uuid, kind, subject_type, subject_ref_id, payload::jsonb, ${actorId}::uuid, created_on::timestamptz
    FROM unnest(${refIds}::text[], ${refIds.map(ulidInstant)}::text[], ${events.map(({ kind }) => kind)}::text[],
      ${events.map(({ subjectType }) => subjectType)}::text[], ${events.map(({ subjectRefId }) => subjectRefId)}::text[],
      ${events.map(({ payload }) => JSON.stringify(payload))}::text[])
      AS told (ref_id, created_on, kind, subject_type, subject_ref_id, payload)`;
}
