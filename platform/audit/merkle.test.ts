import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { leafHash, merkleRoot, sha256 } from './merkle.ts';

/** The root as RFC 6962, 2.1 defines it. */
function rootOf(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves;
  if (only === undefined) return createHash('sha256').digest();
  if (leaves.length === 1) return only;
  let left = 1;
  while (left * 2 < leaves.length) left *= 2;
  return createHash('sha256')
    .update(Buffer.of(1))
    .update(rootOf(leaves.slice(0, left)))
    .update(rootOf(leaves.slice(left)))
    .digest();
}

describe('a Merkle tree', () => {
  it('has a leaf of a text behind a byte of zero', () => {
    // The test vector of Certificate Transparency for an empty leaf.
    expect(leafHash('').toString('hex')).toBe('6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d');
  });

  it('of nothing is the hash of nothing', () => {
    expect(merkleRoot([])).toEqual(sha256());
  });

  it('has the root that RFC 6962 defines, for every number of leaves up to 70', () => {
    const leaves = Array.from({ length: 70 }, (_, index) => leafHash(String(index)));
    for (let count = 1; count <= leaves.length; count += 1)
      expect(merkleRoot(leaves.slice(0, count))).toEqual(rootOf(leaves.slice(0, count)));
  });
});
