import { z } from 'zod';
import { parseDigits } from './json-digits.ts';

/** The figures in a jsonb object: its own name of each → decimal text, digit by digit as it is stored. */
export type Figures = ReadonlyMap<string, string>;

/** A decimal number, in JavaScript's and in PostgreSQL's regular expressions alike. */
export const decimalPattern = '^-?[0-9]+([.][0-9]+)?$';
/** A whole number, whatever zeros follow its point. */
export const wholePattern = '^-?[0-9]+([.]0+)?$';

const decimal = new RegExp(decimalPattern);
const whole = new RegExp(wholePattern);
/** What GraphQL's Int holds. */
const largestInt = 2 ** 31 - 1;

const object = z.record(z.string(), z.unknown());

/**
 * Reads figures without floats (docs/api-contract.md#116-time-and-money). Platforms write large numbers as strings: both count,
 * anything else is no figure.
 * @param json jsonb as PostgreSQL prints it; null, or anything but an object, has no figures: null
 */
export function figuresOf(json: unknown): Figures | null {
  if (json === null) return null;
  if (typeof json !== 'string')
    throw new TypeError(`expected jsonb as PostgreSQL prints it, found a parsed ${typeof json}`);
  const parsed = object.safeParse(parseDigits(json));
  if (!parsed.success) return null;
  const figures = new Map<string, string>();
  for (const [name, value] of Object.entries(parsed.data)) {
    if (typeof value === 'string' && decimal.test(value)) figures.set(name, value);
  }
  return figures;
}

/** The first of the names that has a figure, as decimal text; null when none has. */
export function decimalOf(figures: Figures, ...names: readonly string[]): string | null {
  return names.map((name) => figures.get(name)).find((figure) => figure !== undefined) ?? null;
}

/** The same as a number of 32 bits; null also for what is no such number. */
export function integerOf(figures: Figures, ...names: readonly string[]): number | null {
  const figure = decimalOf(figures, ...names);
  return figure === null ? null : integerIn(figure);
}

/** A count that stands alone: the whole number of a JSON number or of a string that holds one; null where it is below 0 or beyond 32 bits. */
export function countIn(value: string | number): number | null {
  const count = integerIn(String(value));
  return count === null || count < 0 ? null : count;
}

function integerIn(text: string): number | null {
  if (!whole.test(text)) return null;
  const number = Number(text);
  return Math.abs(number) <= largestInt ? number : null;
}
