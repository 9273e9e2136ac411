import { blockHash, leavesOf, noBlock, signedOf, type Block, type Head } from './block.ts';
import { compareEvents, leafOf, type EventRow } from './event.ts';
import { merkleRoot } from './merkle.ts';
import type { SealVerifier } from './seal-keys.ts';

/** What a block is to follow, and whether that is as it was sealed. */
export interface Before extends Head {
  readonly sealedBelow: bigint;
  readonly isWhole: boolean;
}

/** What stands before a tenant's first block. */
export function beginning(tenantId: string): Before {
  return { tenantId, number: 0n, hash: noBlock, sealedBelow: 0n, isWhole: true };
}

/** How far from its place a block is looked for that stands elsewhere. */
const farthestPlace = 1_000n;

/** Faults of a block by itself and in its chain, its events aside: a sentence each. */
export function blockFaults(block: Block, before: Before, verifier: SealVerifier): string[] {
  const { tenantId, number, previous, hash, keyId, signature } = block;
  const words = `Block ${number} of tenant ${tenantId}`;
  const { number: last } = before;
  const faults = number > last + 1n ? [removedWords(tenantId, last + 1n, number - 1n)] : [];
  if (number < 1n) faults.push(`${words} was inserted: the first one is 1.`);
  const check = verifier.check(keyId, signedOf(hash), signature);
  if (!isAsSealed(block, number)) {
    const place = check === 'right' ? placeOf(block) : null;
    return [
      ...faults,
      place === null
        ? `${words} was changed after it was sealed.`
        : `${words} was sealed as block ${place}: blocks were reordered, removed or inserted.`,
    ];
  }
  if (check === 'unknown key')
    return [...faults, `${words} names the key "${keyId}", which is not known: it was changed or inserted.`];
  if (check === 'wrong') return [...faults, `The signature of block ${number} of tenant ${tenantId} is wrong.`];
  if (faults.length === 0 && before.isWhole && !previous.equals(before.hash))
    faults.push(`${words} does not follow the block before it: one of both is of another chain.`);
  return faults;
}

/**
 * Faults of the events of a block: a sentence each.
 * @param events those that there are, by their ULIDs
 */
export function eventFaults(
  block: Block,
  before: Before,
  isWhole: boolean,
  events: ReadonlyMap<string, EventRow>,
): string[] {
  const { tenantId, number, eventRefIds, sealedBelow } = block;
  const found = eventRefIds.flatMap((refId) => events.get(refId) ?? []);
  const leaves = leavesOf(block);
  // Where the block's own copy of the leaves was changed, the events themselves may still be those that were sealed.
  if (
    !isWhole &&
    found.length === eventRefIds.length &&
    blockHash(block, merkleRoot(found.map(leafOf))).equals(block.hash)
  )
    return [];
  const faults = eventRefIds.flatMap((refId, index) => {
    const event = events.get(refId);
    const words = `Event ${refId} of tenant ${tenantId} was`;
    if (event === undefined) return [`${words} removed (block ${number}).`];
    const leaf = leaves[index];
    return leaf !== undefined && leafOf(event).equals(leaf) ? [] : [`${words} changed (block ${number}).`];
  });
  if (!isWhole || faults.length > 0) return faults;
  const misplaced = found.find(
    (event, index) => compareEvents(found[index - 1] ?? event, event) > 0 || !isWithin(event, before, sealedBelow),
  );
  return misplaced === undefined
    ? []
    : [`Event ${misplaced.ref_id} of tenant ${tenantId} stands in block ${number} out of its order.`];
}

/** Whether an event's transaction is one of those that a block is of. */
function isWithin({ xact }: EventRow, before: Before, sealedBelow: bigint): boolean {
  return BigInt(xact) < sealedBelow && (!before.isWhole || BigInt(xact) >= before.sealedBelow);
}

/** Words for a gap in the numbers. */
function removedWords(tenantId: string, first: bigint, last: bigint): string {
  return first === last
    ? `Block ${first} of tenant ${tenantId} was removed.`
    : `Blocks ${first} to ${last} of tenant ${tenantId} were removed.`;
}

/** Whether a block is what was sealed under this number. */
function isAsSealed(block: Block, number: bigint): boolean {
  const root = merkleRoot(leavesOf(block));
  return root.equals(block.root) && block.leaves.length % root.length === 0 && hashedAs(block, number, root);
}

function hashedAs(block: Block, number: bigint, root: Buffer): boolean {
  return blockHash({ ...block, number }, root).equals(block.hash);
}

/** The number that a block was sealed under, where it stands under another one. */
function placeOf(block: Block): bigint | null {
  const root = merkleRoot(leavesOf(block));
  if (!root.equals(block.root)) return null;
  const first = block.number > farthestPlace ? block.number - farthestPlace : 1n;
  for (let place = first; place <= block.number + farthestPlace; place += 1n)
    if (hashedAs(block, place, root)) return place;
  return null;
}
