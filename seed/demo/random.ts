import { createHash } from 'node:crypto';
import { encodeTime } from 'ulid';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * Numbers that look random and are the same in every run: sfc32, seeded by a text. Each room of the demo data has a
 * generator of its own, so that one more row in one leaves the others as they were.
 */
export class Random {
  readonly #state: Uint32Array;

  constructor(seed: string) {
    const digest = createHash('sha256').update(seed).digest();
    this.#state = Uint32Array.from([0, 4, 8, 12].map((offset) => digest.readUInt32LE(offset)));
  }

  /** From 0 up to, but not, 1. */
  fraction(): number {
    return this.#next() / 2 ** 32;
  }

  /** A whole number, both ends included. */
  integer(minimum: number, maximum: number): number {
    return minimum + Math.floor(this.fraction() * (maximum - minimum + 1));
  }

  /** True `share` of the time. */
  chance(share: number): boolean {
    return this.fraction() < share;
  }

  /** @throws RangeError when there is nothing to pick from */
  pick<Item>(items: readonly Item[]): Item {
    return at(items, this.integer(0, items.length - 1));
  }

  /** An instant, both ends included. */
  between(from: Date, to: Date): Date {
    return new Date(this.integer(from.getTime(), to.getTime()));
  }

  /** Instants in their order, all from `from` to `to`. */
  moments(count: number, from: Date, to: Date): Date[] {
    return Array.from({ length: count }, () => this.between(from, to)).sort((a, b) => a.getTime() - b.getTime());
  }

  /** Hexadecimal digits. */
  hex(length: number): string {
    let digits = '';
    while (digits.length < length) digits += this.#next().toString(16).padStart(8, '0');
    return digits.slice(0, length);
  }

  /** Version 4. */
  uuid(): string {
    const digits = this.hex(32);
    const variant = '89ab'.charAt(this.integer(0, 3));
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`;
  }

  /** A ULID of that millisecond. */
  ulid(at: Date): string {
    let chance = '';
    for (let index = 0; index < 16; index += 1) chance += crockford.charAt(this.#next() >>> 27);
    return encodeTime(at.getTime(), 10) + chance;
  }

  #next(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.#state;
    const answer = (a + b + counter) >>> 0;
    this.#state.set([b ^ (b >>> 9), c + (c << 3), ((c << 21) | (c >>> 11)) + answer, counter + 1]);
    return answer;
  }
}

/** The item in that place, counted round and round. @throws RangeError when the list is empty */
export function at<Item>(items: readonly Item[], index: number): Item {
  if (items.length === 0) throw new RangeError('expected at least one item');
  return items[index % items.length] as Item; // within the list by the remainder
}
