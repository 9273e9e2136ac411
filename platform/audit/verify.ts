import { sql } from '../database/sql.ts';
import type { Run } from '../database/transaction.ts';
import type { Block } from './block.ts';
import { eventColumns, type EventRow } from './event.ts';
import type { SealVerifier } from './seal-keys.ts';
import { beginning, blockFaults, eventFaults, type Before } from './verify-block.ts';

/** What was verified. */
export interface Verified {
  events: number;
  blocks: number;
  tenants: number;
}

/** Takes a fault of the audit: one sentence that names a tenant, an event or a block. */
export type Tell = (fault: string) => void;

/** Blocks that are read at once. */
const blocksAtOnce = 100;
/** Events that are read at once, those of the last block aside: a block has no more than a round of sealing. */
const eventsAtOnce = 5_000;
/** Inserted events that are read at once. */
const insertedAtOnce = 1_000;

/**
 * Verifies every block of every tenant, and every event below the newest seal: what was changed, removed, inserted, reordered.
 * Reads bounded parts, so that an audit of any size may be verified, while commands and the sealer go on.
 * @param run reads the rows of all tenants
 */
export async function verifyAudit(run: Run, verifier: SealVerifier, tell: Tell): Promise<Verified> {
  const verified = { events: 0, blocks: 0, tenants: 0 };
  for (let tenant = await tenantAfter(run, lowestUuid); tenant !== null; tenant = await tenantAfter(run, tenant)) {
    verified.tenants += 1;
    await verifyChain(run, tenant, { verifier, tell, verified });
    await tellInserted(run, tenant, tell);
  }
  return verified;
}

interface Verification {
  readonly verifier: SealVerifier;
  readonly tell: Tell;
  readonly verified: Verified;
}

const lowestUuid = '00000000-0000-0000-0000-000000000000';

/** The next tenant that has events or blocks, whether it is still in `tenants` or not. */
async function tenantAfter(run: Run, tenantId: string): Promise<string | null> {
  const [next] = await run<{ id: string | null }>(
    sql`SELECT least(
        (SELECT tenant_id FROM audit_events WHERE tenant_id > ${tenantId}::uuid ORDER BY tenant_id LIMIT 1),
        (SELECT tenant_id FROM audit_blocks WHERE tenant_id > ${tenantId}::uuid ORDER BY tenant_id LIMIT 1)) AS id`,
  );
  return next?.id ?? null;
}

async function verifyChain(run: Run, tenantId: string, { verifier, tell, verified }: Verification): Promise<void> {
  let before: Before = beginning(tenantId);
  let last: bigint | null = null;
  for (;;) {
    const blocks = await blocksAfter(run, tenantId, last);
    for (const part of inParts(blocks)) {
      const events = await eventsOf(run, tenantId, part);
      for (const block of part) {
        const faults = blockFaults(block, before, verifier);
        const isWhole = faults.length === 0;
        for (const fault of [...faults, ...eventFaults(block, before, isWhole, events)]) tell(fault);
        before = { ...block, isWhole };
        last = block.number;
        verified.blocks += 1;
        verified.events += block.eventRefIds.length;
      }
    }
    if (blocks.length < blocksAtOnce) return;
  }
}

/** Blocks whose events may be read at once. */
function inParts(blocks: readonly Block[]): Block[][] {
  const parts: Block[][] = [];
  let room = 0;
  for (const block of blocks) {
    room -= block.eventRefIds.length;
    if (room < 0) {
      parts.push([]);
      room = eventsAtOnce - block.eventRefIds.length;
    }
    parts.at(-1)?.push(block);
  }
  return parts;
}

interface BlockRow {
  readonly number: string;
  readonly sealed_below: string;
  readonly event_ref_ids: string[];
  readonly leaves: Buffer;
  readonly root: Buffer;
  readonly previous: Buffer;
  readonly hash: Buffer;
  readonly key_id: string;
  readonly signature: Buffer;
  readonly sealed_on: string;
}

/** A tenant's next blocks. @param number null for the first ones */
async function blocksAfter(run: Run, tenantId: string, number: bigint | null): Promise<Block[]> {
  const rows = await run<BlockRow>(
    sql`SELECT number, sealed_below, event_ref_ids, leaves, root, previous, hash, key_id, signature, sealed_on FROM audit_blocks
      WHERE tenant_id = ${tenantId}::uuid AND (${number === null ? null : String(number)}::bigint IS NULL OR number > ${number === null ? null : String(number)}::bigint)
      ORDER BY number LIMIT ${blocksAtOnce}::int`,
  );
  return rows.map(({ number: own, sealed_below: below, event_ref_ids: eventRefIds, key_id: keyId, ...row }) => ({
    tenantId,
    number: BigInt(own),
    sealedBelow: BigInt(below),
    eventRefIds,
    leaves: row.leaves,
    root: row.root,
    previous: row.previous,
    hash: row.hash,
    keyId,
    signature: row.signature,
    sealedAt: row.sealed_on,
  }));
}

async function eventsOf(run: Run, tenantId: string, blocks: readonly Block[]): Promise<ReadonlyMap<string, EventRow>> {
  const refIds = blocks.flatMap(({ eventRefIds }) => eventRefIds);
  const rows = await run<EventRow>(
    sql`SELECT ${eventColumns} FROM audit_events AS event
      WHERE event.tenant_id = ${tenantId}::uuid AND event.ref_id = ANY (${refIds}::char(26)[])`,
  );
  return new Map(rows.map((row) => [row.ref_id, row]));
}

/** Tells the events of a tenant that no block has, though all of their transactions were sealed. */
async function tellInserted(run: Run, tenantId: string, tell: Tell): Promise<void> {
  for (let after = ''; ;) {
    // One statement, so that a round of sealing lies before all of it or behind.
    const rows = await run<{ ref_id: string }>(
      sql`SELECT ref_id FROM audit_events WHERE tenant_id = ${tenantId}::uuid AND ref_id > ${after}
          AND xact < (SELECT sealed_below FROM audit_blocks ORDER BY sealed_below DESC LIMIT 1)
        EXCEPT SELECT unnest(event_ref_ids)::char(26) FROM audit_blocks WHERE tenant_id = ${tenantId}::uuid
        ORDER BY ref_id LIMIT ${insertedAtOnce}::int`,
    );
    for (const { ref_id: refId } of rows)
      tell(`Event ${refId} of tenant ${tenantId} was inserted: its transaction is sealed, and no block has it.`);
    const last = rows.at(-1);
    if (last === undefined || rows.length < insertedAtOnce) return;
    after = last.ref_id;
  }
}
