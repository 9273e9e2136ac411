/** Bits below which a secret counts as guessable: 32 random digits have a third more. */
const leastBits = 64;
/** As many bytes in a row that came before are a repetition; fewer come again by chance. */
const leastRepeated = 4;

/**
 * Whether a key or secret was plainly not drawn at random: one byte over and over, a word repeated, a row of neighbours. Its bits are
 * estimated from above, by Shannon's entropy of its bytes and of their differences, repetitions left out: what fails is weak, what
 * passes may still be (a sentence, a keyboard's rows).
 * @param secret its bytes, 32 or more
 */
export function isGuessable(secret: Uint8Array): boolean {
  const told = withoutRepetitions(secret);
  const steps = told.slice(1).map((byte, index) => byte - (told[index] ?? 0));
  return Math.min(entropyOf(told), entropyOf(steps)) < leastBits;
}

function withoutRepetitions(bytes: Uint8Array): number[] {
  const text = Buffer.from(bytes).toString('latin1');
  const told: number[] = [];
  for (let at = 0; at < bytes.length;) {
    let length = 0;
    // What began before may overlap with what it is found in again.
    while (at + length < bytes.length && text.indexOf(text.slice(at, at + length + 1)) < at) length += 1;
    if (length < leastRepeated) told.push(bytes[at] ?? 0);
    at += length < leastRepeated ? 1 : length;
  }
  return told;
}

/** Bits of all values together, by how often each of them comes. */
function entropyOf(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - count * Math.log2(count / values.length), 0);
}
