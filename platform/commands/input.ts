import { accept, refuse, userError, type Result, type UserError } from './result.ts';

/** A field as it is to be stored, or what is wrong with it. */
export type Checked = { readonly value: unknown } | { readonly code: 'REQUIRED' | 'INVALID'; readonly message: string };

/** Looks at one field; it is never asked for one that is left out. */
export type Check = (value: unknown) => Checked;

/**
 * An input with each named field checked; the others stay as they are.
 * @returns the input as it is to be stored, or an error for each wrong field, in the order of the checks
 */
export function checkInput<Input extends object>(
  input: Input,
  checks: { readonly [Field in keyof Input]?: Check },
): Result<Input> {
  const said = input as Readonly<Record<string, unknown>>; // its own fields
  const stored: Record<string, unknown> = { ...said };
  const errors: UserError[] = [];
  for (const [field, check] of Object.entries<Check | undefined>(checks)) {
    if (said[field] === undefined || check === undefined) continue;
    const checked = check(said[field]);
    if ('value' in checked) stored[field] = checked.value;
    else errors.push(userError(checked.code, checked.message, [field]));
  }
  return errors.length > 0 ? refuse(...errors) : accept(stored as Input); // of the same fields
}

/** Text in Unicode's composed form, without blanks around it (docs/api-contract.md#w1-11); empty text is none. */
export function text({ maximum, required }: { readonly maximum: number; readonly required: boolean }): Check {
  return (value) => {
    if (value === null) return required ? missing : { value };
    if (typeof value !== 'string' || !isStorable(value))
      return invalid('found a character that cannot be stored; expected text');
    const stored = value.normalize('NFC').trim();
    if (stored === '') return required ? missing : { value: null };
    const length = [...stored].length;
    return length <= maximum ? { value: stored } : invalid(`found ${length} characters; expected ${maximum} at most`);
  };
}

/** Text that a pattern describes. @param expected in words */
export function matching(pattern: RegExp, expected: string): Check {
  return (value) =>
    value === null || (typeof value === 'string' && pattern.test(value)) ? { value } : invalid(`expected ${expected}`);
}

/** A whole number within bounds, both included. */
export function whole(minimum: number, maximum = 2 ** 31 - 1): Check {
  return (value) =>
    typeof value === 'number' && value >= minimum && value <= maximum
      ? { value }
      : invalid(`found ${String(value)}; expected ${minimum} to ${maximum}`);
}

/** An amount of US dollars, never rounded: its digits must fit. */
export function usd({ whole: before, decimals }: { readonly whole: number; readonly decimals: number }): Check {
  const pattern = new RegExp(`^0*\\d{1,${before}}(\\.\\d{1,${decimals}}0*)?$`);
  return (value) => {
    const { amount, currency } = value as { readonly amount: string; readonly currency: string }; // the schema's MoneyInput
    if (currency !== 'USD') return invalid(`found the currency ${JSON.stringify(currency)}; expected "USD"`);
    return pattern.test(amount)
      ? { value: { amount, currency } }
      : invalid(`found ${amount}; expected 0 or more, with ${before} digits and ${decimals} decimals at most`);
  };
}

/** NUL, which PostgreSQL has not, and halves of a character. */
const unstorable = /[\0\p{Cs}]/u;

const jsonLimits = { bytes: 65_536, depth: 20 };

/** A JSON object of bounded size, whose keys no store and no prototype takes for something else (docs/api-contract.md#w31-limits). */
export const jsonObject: Check = (value) => {
  if (value === null) return { value };
  if (typeof value !== 'object' || Array.isArray(value)) return invalid('expected a JSON object');
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > jsonLimits.bytes) return invalid(`found ${bytes} bytes; expected ${jsonLimits.bytes} at most`);
  const fault = faultOfJson(value, 1);
  return fault === null ? { value } : invalid(fault);
};

function faultOfJson(value: unknown, level: number): string | null {
  if (typeof value === 'string')
    return isStorable(value) ? null : 'found a character that cannot be stored; expected text';
  if (typeof value !== 'object' || value === null) return null;
  if (level > jsonLimits.depth) return `found more than ${jsonLimits.depth} levels; expected fewer`;
  for (const [key, part] of Object.entries(value)) {
    if (key.startsWith('$') || key.includes('.') || key === '__proto__' || !isStorable(key))
      return `found the key ${JSON.stringify(key)}; expected none with "$" first, with "." or "__proto__"`;
    const fault = faultOfJson(part, level + 1);
    if (fault !== null) return fault;
  }
  return null;
}

function isStorable(given: string): boolean {
  return !unstorable.test(given);
}

const missing: Checked = { code: 'REQUIRED', message: 'expected a value' };

function invalid(message: string): Checked {
  return { code: 'INVALID', message };
}
