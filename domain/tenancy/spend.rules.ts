import { isAtLeast, subtract } from '../../platform/numbers/decimal.ts';

/** What the month's budget looks like: USD, as decimal text. */
export interface SpendFacts {
  readonly monthlySpendCapUsd: string | null;
  readonly currentMonthSpendUsd: string;
}

/** Cap minus spend of the current UTC month in USD; null without a cap, negative when a run overshot it. */
export function spendRemaining({ monthlySpendCapUsd, currentMonthSpendUsd }: SpendFacts): string | null {
  return monthlySpendCapUsd === null ? null : subtract(monthlySpendCapUsd, currentMonthSpendUsd);
}

/** True when the spend is at or above the cap, so that no run may start (contract 1.6, Spend). */
export function spendCapReached({ monthlySpendCapUsd, currentMonthSpendUsd }: SpendFacts): boolean {
  return monthlySpendCapUsd !== null && isAtLeast(currentMonthSpendUsd, monthlySpendCapUsd);
}
