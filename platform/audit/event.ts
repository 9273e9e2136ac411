import { sql } from '../database/sql.ts';
import { leafHash } from './merkle.ts';

/** A row of `audit_events`, every column as text. */
export interface EventRow {
  readonly id: string;
  readonly ref_id: string;
  readonly tenant_id: string;
  readonly xact: string;
  readonly command: string;
  readonly actor_persona: string;
  readonly actor_ref_id: string;
  readonly client_ref_id: string | null;
  readonly request_id: string;
  readonly ip: string | null;
  readonly user_agent: string | null;
  readonly changes: string;
  readonly created_by: string;
  readonly created_on: string;
}

/** The columns of an EventRow, for the table under the name `event`. */
export const eventColumns = sql`event.id, event.ref_id, event.tenant_id, event.xact, event.command, event.actor_persona, event.actor_ref_id,
  event.client_ref_id, event.request_id, event.ip, event.user_agent, event.changes::text AS changes, event.created_by, event.created_on`;

/** Leaf of an event: of its canonical text, a JSON list of the columns' texts in this order. */
export function leafOf(event: EventRow): Buffer {
  return leafHash(
    JSON.stringify([
      event.id,
      event.ref_id,
      event.tenant_id,
      event.xact,
      event.command,
      event.actor_persona,
      event.actor_ref_id,
      event.client_ref_id,
      event.request_id,
      event.ip,
      event.user_agent,
      event.changes,
      event.created_by,
      event.created_on,
    ]),
  );
}

/** Order of events in a block: by transaction, and in one transaction by ULID. */
export function compareEvents(one: EventRow, other: EventRow): number {
  const difference = BigInt(one.xact) - BigInt(other.xact);
  if (difference !== 0n) return difference < 0n ? -1 : 1;
  return one.ref_id < other.ref_id ? -1 : Number(one.ref_id > other.ref_id);
}
