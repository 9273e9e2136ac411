import { SealSigner } from '../../platform/audit/seal-keys.ts';
import { insertBlock, noBlock, sealBlock } from '../../platform/audit/block.ts';
import { eventColumns, type EventRow } from '../../platform/audit/event.ts';
import { parseEncryptionKeys } from '../../platform/crypto/keyring.ts';
import { identifier, literal, sql } from '../../platform/database/sql.ts';
import type { Run } from '../../platform/database/transaction.ts';
import { mintUlid } from '../../platform/ids/ulid.ts';
import { anEvent, auditKeys } from './audited.ts';
import { madeUpSecret } from './secrets.ts';

/** A sealed event, and where it is. */
export interface SealedEvent {
  readonly tenantId: string;
  readonly refId: string;
  readonly block: number;
}

/** A block, and how many its tenant has. */
export interface SealedBlock {
  readonly tenantId: string;
  readonly number: number;
  /** The last of its tenant. */
  readonly newest: number;
}

/** A change that a superuser makes, and the sentence that is to tell of it. */
export interface Tampering {
  readonly name: string;
  readonly tamper: (run: Run) => Promise<unknown>;
  readonly told: string;
}

/** What there is to tamper with. */
export interface Sealed {
  readonly events: readonly SealedEvent[];
  readonly blocks: readonly SealedBlock[];
}

const one = <Item>(items: readonly Item[], at: number): Item => {
  const item = items[at % items.length];
  if (item === undefined) throw new Error('expected items to choose from');
  return item;
};

/** New values of an event's columns. */
const changes: Readonly<Record<string, string>> = {
  id: 'gen_random_uuid()',
  xact: 'xact + 1',
  command: "'deleteGoal'",
  actor_persona: "'agent'",
  actor_ref_id: 'reverse(actor_ref_id)',
  client_ref_id: 'ref_id',
  request_id: "'r2'",
  ip: 'NULL',
  user_agent: "''",
  changes: `jsonb_set(changes, '{0,fields,name,1}', '"Leads"')`,
  created_by: 'gen_random_uuid()',
  created_on: "created_on - interval '1 ms'",
};

/** New values of a block's columns. */
const blockChanges: Readonly<Record<string, string>> = {
  sealed_below: 'sealed_below - 1',
  event_ref_ids: 'event_ref_ids || event_ref_ids[1]',
  leaves: 'set_byte(leaves, 7, get_byte(leaves, 7) # 1)',
  root: 'set_byte(root, 7, get_byte(root, 7) # 1)',
  previous: 'set_byte(previous, 7, get_byte(previous, 7) # 1)',
  hash: 'set_byte(hash, 7, get_byte(hash, 7) # 1)',
  sealed_on: "sealed_on + interval '1 ms'",
};

/** Each way to tamper, at a place that a number chooses. */
export const ways: Readonly<Record<string, (sealed: Sealed, at: number) => Tampering>> = {
  eventChanged({ events }, at) {
    const { tenantId, refId, block } = one(events, at);
    const [column, value] = one(Object.entries(changes), at);
    return {
      name: `${column} of event ${refId}`,
      tamper: (run) =>
        run(sql`UPDATE audit_events SET ${identifier(column)} = ${literal(value)} WHERE ref_id = ${refId}`),
      told: `Event ${refId} of tenant ${tenantId} was changed (block ${block}).`,
    };
  },
  eventRemoved({ events }, at) {
    const { tenantId, refId, block } = one(events, at);
    return {
      name: `event ${refId} removed`,
      tamper: (run) => run(sql`DELETE FROM audit_events WHERE ref_id = ${refId}`),
      told: `Event ${refId} of tenant ${tenantId} was removed (block ${block}).`,
    };
  },
  eventInserted({ events }, at) {
    const { tenantId, refId: model } = one(events, at);
    const refId = mintUlid();
    return {
      name: `event ${refId} inserted`,
      tamper: (run) =>
        run(sql`INSERT INTO audit_events (ref_id, tenant_id, xact, command, actor_persona, actor_ref_id, request_id, changes, created_by, created_on)
          SELECT ${refId}, tenant_id, xact, command, actor_persona, actor_ref_id, request_id, changes, created_by, created_on
            FROM audit_events WHERE ref_id = ${model}`),
      told: `Event ${refId} of tenant ${tenantId} was inserted: its transaction is sealed, and no block has it.`,
    };
  },
  eventGivenToAnother({ events }, at) {
    const { tenantId, refId, block } = one(events, at);
    const other = events.find((event) => event.tenantId !== tenantId)?.tenantId;
    return {
      name: `event ${refId} given to another tenant`,
      tamper: (run) => run(sql`UPDATE audit_events SET tenant_id = ${other}::uuid WHERE ref_id = ${refId}`),
      told: `Event ${refId} of tenant ${tenantId} was removed (block ${block}).`,
    };
  },
  eventsReordered({ events }, at) {
    const { tenantId, refId, block } = one(events, at);
    const others = events.filter((event) => event.tenantId === tenantId && event.refId !== refId);
    const other = one(others, at).refId;
    return {
      name: `events ${refId} and ${other} in each other's place`,
      tamper: (run) =>
        run(sql`UPDATE audit_events AS event SET xact = other.xact, created_on = other.created_on FROM audit_events AS other
          WHERE event.ref_id = ANY (${[refId, other]}::text[]) AND other.ref_id = ANY (${[refId, other]}::text[]) AND event.ref_id <> other.ref_id`),
      told: `Event ${refId} of tenant ${tenantId} was changed (block ${block}).`,
    };
  },
  blockChanged({ blocks }, at) {
    const { tenantId, number } = one(blocks, at);
    const [column, value] = one(Object.entries(blockChanges), at);
    return {
      name: `${column} of block ${number}`,
      tamper: (run) =>
        run(
          sql`UPDATE audit_blocks SET ${identifier(column)} = ${literal(value)} WHERE tenant_id = ${tenantId}::uuid AND number = ${number}`,
        ),
      told: `Block ${number} of tenant ${tenantId} was changed after it was sealed.`,
    };
  },
  signatureChanged({ blocks }, at) {
    const { tenantId, number } = one(blocks, at);
    return {
      name: `signature of block ${number}`,
      tamper: (run) =>
        run(sql`UPDATE audit_blocks SET signature = set_byte(signature, ${at % 64}::int, get_byte(signature, ${at % 64}::int) # 1)
          WHERE tenant_id = ${tenantId}::uuid AND number = ${number}`),
      told: `The signature of block ${number} of tenant ${tenantId} is wrong.`,
    };
  },
  keyChanged({ blocks }, at) {
    const { tenantId, number } = one(blocks, at);
    return {
      name: `key of block ${number}`,
      tamper: (run) =>
        run(sql`UPDATE audit_blocks SET key_id = 'mine' WHERE tenant_id = ${tenantId}::uuid AND number = ${number}`),
      told: `Block ${number} of tenant ${tenantId} names the key "mine", which is not known: it was changed or inserted.`,
    };
  },
  blockRemoved({ blocks }, at) {
    const { tenantId, number, newest } = one(blocks, at);
    return {
      name: `block ${number} removed`,
      tamper: (run) => run(sql`DELETE FROM audit_blocks WHERE tenant_id = ${tenantId}::uuid AND number = ${number}`),
      told:
        number === newest
          ? `The chain of tenant ${tenantId} ends at block ${newest - 1}, behind its copied head, block ${newest}: the newest blocks were removed.`
          : `Block ${number} of tenant ${tenantId} was removed.`,
    };
  },
  newestBlocksCutOff({ blocks }, at) {
    const { tenantId, number, newest } = one(blocks, at);
    return {
      name: `blocks from ${number} and their events removed`,
      async tamper(run) {
        await run(sql`DELETE FROM audit_events AS event USING audit_blocks AS block
          WHERE block.tenant_id = ${tenantId}::uuid AND block.number >= ${number} AND event.ref_id = ANY (block.event_ref_ids)`);
        await run(sql`DELETE FROM audit_blocks WHERE tenant_id = ${tenantId}::uuid AND number >= ${number}`);
      },
      told: `The chain of tenant ${tenantId} ends at block ${number - 1}, behind its copied head, block ${newest}: the newest blocks were removed.`,
    };
  },
  blocksReordered({ blocks }, at) {
    const { tenantId, number, newest } = one(blocks, at);
    const other = (number % newest) + 1;
    return {
      name: `blocks ${number} and ${other} in each other's place`,
      async tamper(run) {
        for (const [from, to] of [
          [number, 0],
          [other, number],
          [0, other],
        ] as const)
          await run(
            sql`UPDATE audit_blocks SET number = ${to} WHERE tenant_id = ${tenantId}::uuid AND number = ${from}`,
          );
      },
      told: `Block ${number} of tenant ${tenantId} was sealed as block ${other}: blocks were reordered, removed or inserted.`,
    };
  },
  blockInserted({ blocks }, at) {
    const { tenantId, newest } = one(blocks, at);
    const refId = mintUlid();
    return {
      name: `block ${newest + 1} of tenant ${tenantId} inserted, with its event`,
      async tamper(run) {
        await run(anEvent(tenantId));
        const forger = new SealSigner(parseEncryptionKeys(`a1:${madeUpSecret(refId).toString('base64')}`));
        const rows = await run<EventRow>(
          sql`SELECT ${eventColumns} FROM audit_events AS event WHERE tenant_id = ${tenantId}::uuid ORDER BY xact DESC LIMIT 1`,
        );
        const [head] = await run<{ hash: Buffer }>(
          sql`SELECT hash FROM audit_blocks WHERE tenant_id = ${tenantId}::uuid ORDER BY number DESC LIMIT 1`,
        );
        const before = { tenantId, number: BigInt(newest), hash: head?.hash ?? noBlock };
        const seal = {
          sealedBelow: BigInt(rows[0]?.xact ?? 0) + 1n,
          sealedAt: new Date().toISOString(),
          signer: forger,
        };
        await run(insertBlock(sealBlock(before, rows, seal)));
      },
      told: `The signature of block ${newest + 1} of tenant ${tenantId} is wrong.`,
    };
  },
  copyOfBlockInserted({ blocks }, at) {
    const { tenantId, number, newest } = one(blocks, at);
    return {
      name: `block ${number} once more as ${newest + 1}`,
      tamper: (run) =>
        run(sql`INSERT INTO audit_blocks (tenant_id, number, sealed_below, event_ref_ids, leaves, root, previous, hash, key_id, signature, sealed_on)
          SELECT tenant_id, ${newest + 1}, sealed_below, event_ref_ids, leaves, root, previous, hash, key_id, signature, sealed_on
            FROM audit_blocks WHERE tenant_id = ${tenantId}::uuid AND number = ${number}`),
      told: `Block ${newest + 1} of tenant ${tenantId} was sealed as block ${number}: blocks were reordered, removed or inserted.`,
    };
  },
  chainMadeAnew({ blocks }, at) {
    const { tenantId, number } = one(blocks, at);
    return {
      name: `blocks from ${number} sealed anew by the true key, of events that were changed`,
      async tamper(run) {
        await run(sql`UPDATE audit_events AS event SET command = 'deleteGoal' FROM audit_blocks AS block
          WHERE block.tenant_id = ${tenantId}::uuid AND block.number = ${number} AND event.ref_id = ANY (block.event_ref_ids)`);
        const rows = await run<EventRow>(sql`SELECT ${eventColumns} FROM audit_events AS event, audit_blocks AS block
          WHERE block.tenant_id = ${tenantId}::uuid AND block.number >= ${number} AND event.ref_id = ANY (block.event_ref_ids)`);
        const [newest] = await run<{ below: string }>(sql`SELECT max(sealed_below) AS below FROM audit_blocks`);
        await run(sql`DELETE FROM audit_blocks WHERE tenant_id = ${tenantId}::uuid AND number >= ${number}`);
        const [head] = await run<{ hash: Buffer }>(
          sql`SELECT hash FROM audit_blocks WHERE tenant_id = ${tenantId}::uuid ORDER BY number DESC LIMIT 1`,
        );
        const before = { tenantId, number: BigInt(number - 1), hash: head?.hash ?? noBlock };
        const seal = {
          sealedBelow: BigInt(newest?.below ?? 0),
          sealedAt: new Date().toISOString(),
          signer: new SealSigner(auditKeys),
        };
        await run(insertBlock(sealBlock(before, rows, seal)));
      },
      told: `Block ${number} of tenant ${tenantId} is not the one whose head was copied: the chain was made anew.`,
    };
  },
  tenantRemoved({ blocks }, at) {
    const { tenantId, newest } = one(blocks, at);
    return {
      name: `all of tenant ${tenantId} removed`,
      async tamper(run) {
        await run(sql`DELETE FROM audit_events WHERE tenant_id = ${tenantId}::uuid`);
        await run(sql`DELETE FROM audit_blocks WHERE tenant_id = ${tenantId}::uuid`);
        await run(sql`DELETE FROM tenants WHERE id = ${tenantId}::uuid`);
      },
      told: `The chain of tenant ${tenantId} ends at block 0, behind its copied head, block ${newest}: the newest blocks were removed.`,
    };
  },
};
