import { decimalOf, figuresOf } from '../../../platform/numbers/figures.ts';

/** By how much an agent expects figures to change: decimal text, null where it made no estimate. */
export interface Impact {
  readonly impressionsDelta: string | null;
  /** In the account's currency. */
  readonly spendDelta: string | null;
  readonly conversionsDelta: string | null;
}

/**
 * What `impact_estimate` tells, in the words of docs/data-model.md#ad_optimization_recommendations or the graph's.
 * @param estimate jsonb as PostgreSQL prints it; null where the agent made none
 */
export function impactOf(estimate: unknown): Impact | null {
  const figures = figuresOf(estimate);
  return (
    figures && {
      impressionsDelta: decimalOf(figures, 'impressions_delta', 'impressionsDelta'),
      spendDelta: decimalOf(figures, 'spend_delta', 'spendDelta'),
      conversionsDelta: decimalOf(figures, 'conv_delta', 'conversionsDelta'),
    }
  );
}
