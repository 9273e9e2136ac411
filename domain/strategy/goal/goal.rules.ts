import { percentOf, subtract } from '../../../platform/numbers/decimal.ts';

/** A goal's metric, as decimal text; null where it was never measured. */
export interface ProgressFacts {
  readonly baselineValue: string | null;
  readonly currentValue: string | null;
  readonly targetValue: string | null;
}

/**
 * How far from baseline to target the metric has come, in percent to one decimal
 * (docs/data-model.md#goal-progress-across-all-goals-for-a-strategy: ROUND((current − baseline) / NULLIF(target − baseline, 0) ×
 * 100, 1)). Negative when it is worse than the baseline; null when a value is missing or the target is the baseline.
 */
export function progressPercent({ baselineValue, currentValue, targetValue }: ProgressFacts): string | null {
  if (baselineValue === null || currentValue === null || targetValue === null) return null;
  return percentOf(subtract(currentValue, baselineValue), subtract(targetValue, baselineValue));
}
