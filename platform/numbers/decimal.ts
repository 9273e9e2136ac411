import { Decimal } from 'decimal.js';

/** Digits kept, far more than any column or sum has: decimal.js would round to 20. */
const Exact = Decimal.clone({ precision: 100 });

/** PostgreSQL's numeric keeps the longer of two scales when it subtracts; so do we, as text that no float touched. */
export function subtract(minuend: string, subtrahend: string): string {
  return new Exact(minuend).minus(subtrahend).toFixed(Math.max(scaleOf(minuend), scaleOf(subtrahend)));
}

/** True when `left` is at least `right`. */
export function isAtLeast(left: string, right: string): boolean {
  return new Exact(left).gte(right);
}

/**
 * part ÷ whole × 100 to one decimal, as PostgreSQL's ROUND(…, 1) rounds; null when the whole is 0 (docs/api-contract.md#i-52).
 */
export function percentOf(part: string | number, whole: string | number): string | null {
  const divisor = new Exact(whole);
  if (divisor.isZero()) return null;
  const rounded = new Exact(part).div(divisor).mul(100).toDecimalPlaces(1, Decimal.ROUND_HALF_UP);
  return rounded.plus(0).toFixed(1); // numeric has no -0
}

/**
 * Whether a number written in decimal is the same after it was read into a float and printed again. A whole number is only up
 * to 2^53 − 1: above, neighbours share a float, so an id would be kept or not by chance.
 */
export function survivesFloat(text: string): boolean {
  const float = Number(text);
  if (!Number.isFinite(float) || (Number.isInteger(float) && !Number.isSafeInteger(float))) return false;
  return new Exact(String(float)).eq(text);
}

function scaleOf(text: string): number {
  const point = text.indexOf('.');
  return point === -1 ? 0 : text.length - point - 1;
}
