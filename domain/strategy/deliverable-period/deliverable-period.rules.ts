import { percentOf } from '../../../platform/numbers/decimal.ts';

/** A period's counter. */
export interface CountFacts {
  readonly targetCount: number;
  readonly completedCount: number;
}

/** Completed ÷ target in percent to one decimal; null at target 0 (docs/api-contract.md#i-52). */
export function percentComplete({ targetCount, completedCount }: CountFacts): string | null {
  return percentOf(completedCount, targetCount);
}

/** What is still to be done; never below 0. */
export function remainingCount({ targetCount, completedCount }: CountFacts): number {
  return Math.max(0, targetCount - completedCount);
}

/** A completed or missed period never changes again (docs/api-contract.md#16-state-machines). */
export function isClosed({ status }: { readonly status: string }): boolean {
  return status === 'completed' || status === 'missed';
}
