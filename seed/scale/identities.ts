import { encodeTime } from 'ulid';

const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A million rows are some ten million ids: their digits are looked up, four or two at a time. */
const fourHexDigits = Array.from({ length: 2 ** 16 }, (_, half) => half.toString(16).padStart(4, '0'));
/** The low five bits come first. */
const twoCrockfordDigits = Array.from(
  { length: 2 ** 10 },
  (_, bits) => crockford.charAt(bits & 31) + crockford.charAt(bits >>> 5),
);

/**
 * Ids and choices of one kind of row as functions of its number: whoever refers to row 812,345 works its id out, and no load
 * holds a million of them. Two loads of one size at the same time are the same.
 */
export class Identities {
  private readonly seed: number;

  /** @param kind such as a table's name: equal numbers of different kinds share nothing */
  constructor(kind: string) {
    let seed = 0x9747b28c;
    for (const letter of kind) seed = mixed(seed ^ letter.charCodeAt(0));
    this.seed = seed;
  }

  /** Version 4; of one kind unique, for its first eight digits are a permutation of the number. */
  uuid(number: number): string {
    const b = this.hex(number, 1);
    const c = this.hex(number, 2);
    return `${this.hex(number, 0)}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${this.hex(number, 3)}`;
  }

  /** @param at epoch milliseconds, which are the row's `created_on` too (docs/api-contract.md#117-lists) */
  ulid(number: number, at: number): string {
    let chance = '';
    for (let aspect = 4; aspect < 8; aspect += 1) {
      const word = this.word(number, aspect);
      chance += `${twoCrockfordDigits[word & 1_023]}${twoCrockfordDigits[(word >>> 10) & 1_023]}`;
    }
    return encodeTime(at, 10) + chance;
  }

  /** From 0 up to, but not, 1. @param aspect which of the row's choices; each is independent of the others */
  fraction(number: number, aspect: number): number {
    return this.word(number, 16 + aspect) / 2 ** 32;
  }

  /** A whole number from 0 up to, but not, `bound`. */
  below(bound: number, number: number, aspect: number): number {
    return Math.floor(this.fraction(number, aspect) * bound);
  }

  /** @throws RangeError when there is nothing to pick from */
  pick<Item>(items: readonly Item[], number: number, aspect: number): Item {
    if (items.length === 0) throw new RangeError('expected at least one item');
    return items[this.below(items.length, number, aspect)] as Item; // `below` stays within the list
  }

  /** Eight digits. */
  private hex(number: number, aspect: number): string {
    const word = this.word(number, aspect);
    return `${fourHexDigits[word >>> 16]}${fourHexDigits[word & 0xffff]}`;
  }

  private word(number: number, aspect: number): number {
    return mixed(mixed(number ^ this.seed) + Math.imul(aspect + 1, 0x9e3779b1));
  }
}

/** Murmur3's last step: a permutation of the 32-bit numbers in which each bit of the input moves half of the output's. */
function mixed(word: number): number {
  let mixing = word ^ (word >>> 16);
  mixing = Math.imul(mixing, 0x85ebca6b);
  mixing = Math.imul(mixing ^ (mixing >>> 13), 0xc2b2ae35);
  return (mixing ^ (mixing >>> 16)) >>> 0;
}

/** The base record of row `number` (docs/data-model.md#field-definitions). */
export function born(ids: Identities, number: number, at: number, createdById: string) {
  return {
    id: ids.uuid(number),
    refId: ids.ulid(number, at),
    createdAt: new Date(at).toISOString(),
    createdById,
  };
}
