import { sql, type Sql } from '../database/sql.ts';
import { compareEvents, leafOf, type EventRow } from './event.ts';
import { hashBytes, merkleRoot, sha256 } from './merkle.ts';
import type { SealSigner } from './seal-keys.ts';

/** A seal over events of a tenant. */
export interface Block {
  readonly tenantId: string;
  /** 1 for a tenant's first. */
  readonly number: bigint;
  /** Every event of the tenant below this transaction is in this block or in one before. */
  readonly sealedBelow: bigint;
  readonly eventRefIds: readonly string[];
  /** Of the events, one behind the other. */
  readonly leaves: Buffer;
  readonly root: Buffer;
  readonly previous: Buffer;
  readonly hash: Buffer;
  readonly keyId: string;
  readonly signature: Buffer;
  /** ISO text. */
  readonly sealedAt: string;
}

/** What a chain goes on from. */
export interface Head {
  readonly tenantId: string;
  readonly number: bigint;
  readonly hash: Buffer;
}

/** What stands for the block before the first. */
export const noBlock = Buffer.alloc(hashBytes);

/** The hash that a block ought to have, its root taken from elsewhere. */
export function blockHash(
  block: Omit<Block, 'root' | 'leaves' | 'hash' | 'keyId' | 'signature'>,
  root: Buffer,
): Buffer {
  const { previous, tenantId, number, sealedBelow, sealedAt, eventRefIds } = block;
  const numbers = Buffer.alloc(32);
  numbers.writeBigInt64BE(number, 0);
  numbers.writeBigInt64BE(BigInt(eventRefIds.length), 8);
  numbers.writeBigInt64BE(sealedBelow, 16);
  numbers.writeBigInt64BE(BigInt(Date.parse(sealedAt)), 24);
  const tenant = Buffer.from(tenantId.replaceAll('-', ''), 'hex');
  return sha256(previous, tenant, numbers, root, eventRefIds.join(','));
}

/** What a block's signature is of. */
export function signedOf(hash: Buffer): Buffer {
  return Buffer.concat([Buffer.from('audit block '), hash]);
}

/** Seals events behind a tenant's newest block. @param events one or more, of this tenant, in any order */
export function sealBlock(
  { tenantId, number, hash: previous }: Head,
  events: readonly EventRow[],
  { sealedBelow, sealedAt, signer }: Pick<Block, 'sealedBelow' | 'sealedAt'> & { readonly signer: SealSigner },
): Block {
  const ordered = events.toSorted(compareEvents);
  const leaves = ordered.map(leafOf);
  const root = merkleRoot(leaves);
  const eventRefIds = ordered.map((event) => event.ref_id);
  const block = { tenantId, number: number + 1n, sealedBelow, eventRefIds, previous, sealedAt };
  const hash = blockHash(block, root);
  const signature = signer.sign(signedOf(hash));
  return { ...block, leaves: Buffer.concat(leaves), root, hash, keyId: signer.keyId, signature };
}

/** The leaves of a block; a rest of them that is no whole one is left out. */
export function leavesOf({ leaves }: Pick<Block, 'leaves'>): Buffer[] {
  return Array.from({ length: Math.floor(leaves.length / hashBytes) }, (_, index) =>
    leaves.subarray(index * hashBytes, (index + 1) * hashBytes),
  );
}

/** The insert of a block. */
export function insertBlock(block: Block): Sql {
  const { tenantId, number, sealedBelow, eventRefIds, leaves, root, previous, hash, keyId, signature, sealedAt } =
    block;
  return sql`INSERT INTO audit_blocks (tenant_id, number, sealed_below, event_ref_ids, leaves, root, previous, hash, key_id, signature, sealed_on)
    VALUES (${tenantId}::uuid, ${String(number)}::bigint, ${String(sealedBelow)}::bigint, ${eventRefIds}::text[], ${leaves}::bytea,
      ${root}::bytea, ${previous}::bytea, ${hash}::bytea, ${keyId}, ${signature}::bytea, ${sealedAt}::timestamptz)`;
}
