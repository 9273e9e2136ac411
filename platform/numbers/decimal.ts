import { Decimal } from 'decimal.js';

/** PostgreSQL's numeric keeps the longer of two scales when it subtracts; so do we, as text that no float touched. */
export function subtract(minuend: string, subtrahend: string): string {
  const [left, right] = [new Decimal(minuend), new Decimal(subtrahend)];
  return left.minus(right).toFixed(Math.max(scaleOf(minuend), scaleOf(subtrahend)));
}

/** True when `left` is at least `right`. */
export function isAtLeast(left: string, right: string): boolean {
  return new Decimal(left).gte(right);
}

/** part ÷ whole × 100 to one decimal, as PostgreSQL's ROUND(…, 1) rounds; null when the whole is 0 (contract I-52). */
export function percentOf(part: string | number, whole: string | number): string | null {
  const divisor = new Decimal(whole);
  return divisor.isZero() ? null : new Decimal(part).div(divisor).mul(100).toFixed(1, Decimal.ROUND_HALF_UP);
}

function scaleOf(text: string): number {
  const point = text.indexOf('.');
  return point === -1 ? 0 : text.length - point - 1;
}
