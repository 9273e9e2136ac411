import { isAtLeast, subtract } from '../../platform/numbers/decimal.ts';

/** A month by its first day and the next one's, as ISO text. */
export interface SpendMonth {
  readonly first: string;
  readonly next: string;
}

/** The UTC month of `now` (docs/api-contract.md#i-45): caps hold for one of them each. */
export function spendMonth(now: Date): SpendMonth {
  const firstOf = (month: number): string =>
    new Date(Date.UTC(now.getUTCFullYear(), month, 1)).toISOString().slice(0, 10);
  return { first: firstOf(now.getUTCMonth()), next: firstOf(now.getUTCMonth() + 1) };
}

/** Cap minus spend in USD, as decimal text; null without a cap, negative when a run overshot it. */
export function spendRemaining(capUsd: string | null, spentUsd: string): string | null {
  return capUsd === null ? null : subtract(capUsd, spentUsd);
}

/**
 * True when the spend is at or above the cap, so that no run may start (docs/api-contract.md#16-state-machines, Spend); false
 * without a cap.
 */
export function spendCapReached(capUsd: string | null, spentUsd: string): boolean {
  return capUsd !== null && isAtLeast(spentUsd, capUsd);
}
