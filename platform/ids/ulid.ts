import { randomFillSync } from 'node:crypto';
import { decodeTime, encodeTime, monotonicFactory } from 'ulid';

/** Both cases are spelled out: to upper-case first would take `ſ` for an S. */
const shape = /^[0-7][0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{25}$/;

/** Chance for many ULIDs, fetched at once: each character of one asks for a byte. */
const chance = new Uint8Array(4_096);
let used = chance.length;

function nextChance(): number {
  if (used === chance.length) {
    randomFillSync(chance);
    used = 0;
  }
  const byte = chance[used] ?? 0;
  used += 1;
  return byte / 256;
}

/**
 * Mints ULIDs that rise within this process even inside one millisecond (docs/api-contract.md#i-7). Upper case, 26 characters.
 */
export const mintUlid: () => string = monotonicFactory(nextChance);

/**
 * A client's id folded to upper case, or null when it is no ULID (docs/api-contract.md#111-ids; docs/api-contract.md#i-6 has the
 * pattern).
 */
export function parseUlid(text: string): string | null {
  return shape.test(text) ? text.toUpperCase() : null;
}

/** The millisecond in which a ULID was minted. */
export function ulidTime(ulid: string): number {
  return decodeTime(ulid);
}

/** The same as an instant in text that PostgreSQL reads: ISO 8601 signs the years after 9999, which a ULID may name. */
export function ulidInstant(ulid: string): string {
  return new Date(ulidTime(ulid)).toISOString().replace(/^\+0*/, '');
}

/** The smallest ULID of a millisecond: a range of instants becomes a range of ref_id (docs/api-contract.md#117-lists). */
export function firstUlidAt(ms: number): string {
  return encodeTime(Math.max(0, Math.min(ms, 2 ** 48 - 1)), 10) + '0'.repeat(16);
}
