import { encodeTime, incrementBase32, ulid } from 'ulid';

/** Random per process; the leading 0 leaves room to count up. */
let tail = `0${ulid().slice(-15)}`;

/**
 * A ULID of any millisecond, past ones too; in one millisecond later ones are larger. (The product's `mintUlid` never
 * goes back in time, and so cannot make a row of last month.)
 */
export function ulidAt(ms: number): string {
  tail = incrementBase32(tail);
  return encodeTime(ms, 10) + tail;
}
