import { survivesFloat } from './decimal.ts';

/** A string of a JSON text, or a number. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;
/** A shorter number has 15 digits at most, and a float keeps those; as jsonb is printed, none has an exponent. */
const longNumber = /[\d.]{16}/;

/**
 * Parses jsonb as PostgreSQL prints it. A number that a float would change becomes text of the very digits (docs/adr/0011); every
 * other value is what JSON.parse makes of it.
 * @throws SyntaxError when it is no JSON
 */
export function parseJsonb(json: string): unknown {
  return JSON.parse(longNumber.test(json) ? json.replace(token, keptDigits) : json);
}

/** Parses jsonb as PostgreSQL prints it, every number as text of its digits. @throws SyntaxError when it is no JSON */
export function parseDigits(json: string): unknown {
  return JSON.parse(json.replace(token, quoted));
}

function keptDigits(part: string): string {
  return part.startsWith('"') || survivesFloat(part) ? part : `"${part}"`;
}

function quoted(part: string): string {
  return part.startsWith('"') ? part : `"${part}"`;
}
