import { z } from 'zod';

/** One environment variable: how it is read, and what the documentation says of it. */
export interface Variable<Value = unknown> {
  /** What it is for, for the configuration table. */
  readonly meaning: string;
  /** What a value has to look like; ends the sentence "…, expected …". */
  readonly expected: string;
  /** Reads the text; fails when it is not as expected. */
  readonly schema: z.ZodType<Value, string>;
  /** The text that stands for a missing one; null when there is none. */
  readonly fallback: string | null;
  /** The fallback in words, where the text alone does not tell. */
  readonly fallbackMeaning?: string;
  /** Its value is never printed. */
  readonly secret: boolean;
}

type Words = Pick<Variable, 'meaning' | 'expected'>;

/** A variable whose value may be shown. */
export function variable<Value, Fallback extends string | null>(
  schema: z.ZodType<Value, string>,
  fallback: Fallback,
  words: Words & Pick<Variable, 'fallbackMeaning'>,
) {
  return { ...words, schema, fallback, secret: false };
}

/** A variable whose value is never shown; it has no fallback. */
export function secret<Value>(schema: z.ZodType<Value, string>, words: Words & Pick<Variable, 'fallbackMeaning'>) {
  return { ...words, schema, fallback: null, secret: true };
}

/** Schema of a whole number in decimal digits, both bounds included. */
export function wholeNumber(minimum: number, maximum: number) {
  return z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number)
    .pipe(z.int().min(minimum).max(maximum));
}

/** A variable of whole milliseconds, up to an hour. */
export function milliseconds(fallback: number, meaning: string, minimum = 1) {
  const maximum = 3_600_000;
  const expected = `whole milliseconds from ${minimum} to ${maximum}`;
  return variable(wholeNumber(minimum, maximum), String(fallback), { meaning, expected });
}

/** A variable that is `true` or `false`. */
export function yesOrNo(fallback: 'true' | 'false', meaning: string) {
  const schema = z.enum(['true', 'false']).transform((text) => text === 'true');
  return variable(schema, fallback, { meaning, expected: 'true or false' });
}

/** A variable that is a whole number of something: "bytes", "requests". Both bounds are included. */
export function amount(unit: string, [minimum, maximum]: readonly [number, number], fallback: number, meaning: string) {
  const expected = `whole ${unit} from ${minimum} to ${maximum}`;
  return variable(wholeNumber(minimum, maximum), String(fallback), { meaning, expected });
}
