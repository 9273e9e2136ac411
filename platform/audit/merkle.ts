import { createHash } from 'node:crypto';

/** Bytes of a hash. */
export const hashBytes = 32;

/** SHA-256 of pieces, one behind the other. */
export function sha256(...pieces: readonly (Uint8Array | string)[]): Buffer {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}

// Prefixes keep a leaf from passing for a node (RFC 6962, 2.1).
const leafPrefix = Buffer.of(0);
const nodePrefix = Buffer.of(1);

/** Leaf of a text. */
export function leafHash(text: string): Buffer {
  return sha256(leafPrefix, text);
}

/** Root of a Merkle tree (RFC 6962, 2.1): its left side has the greatest power of two of leaves that is less than all of them. */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return sha256();
  // Pairs joined level by level, an odd one carried up, make the same tree.
  let level = leaves;
  while (level.length > 1) level = joined(level);
  return level[0] ?? only;
}

function joined(level: readonly Buffer[]): Buffer[] {
  const above: Buffer[] = [];
  for (let index = 0; index < level.length; index += 2) {
    const [left, right] = level.slice(index, index + 2);
    if (left !== undefined) above.push(right === undefined ? left : sha256(nodePrefix, left, right));
  }
  return above;
}
