import { decimalOf, figuresOf, integerOf } from '../../../platform/numbers/figures.ts';

/** Figures of a campaign or keyword at its last synchronisation; decimals as text, null where the platform told none. */
export interface Performance {
  readonly impressions: number | null;
  readonly clicks: number | null;
  /** Clicks ÷ impressions, a fraction. */
  readonly ctr: string | null;
  /** In the campaign's currency, like `spend`. */
  readonly cpc: string | null;
  readonly conversions: string | null;
  readonly roas: string | null;
  readonly spend: string | null;
  readonly qualityScore: number | null;
}

/**
 * What `performance_snapshot` tells (docs/data-model.md#ad_campaigns, docs/data-model.md#ad_keywords): one of its two shapes, so
 * a keyword has no `roas` and no `spend`, a campaign no `qualityScore`.
 * @param snapshot jsonb as PostgreSQL prints it; null until the first synchronisation
 */
export function performanceOf(snapshot: unknown): Performance | null {
  const figures = figuresOf(snapshot);
  return (
    figures && {
      impressions: integerOf(figures, 'impressions'),
      clicks: integerOf(figures, 'clicks'),
      ctr: decimalOf(figures, 'ctr'),
      cpc: decimalOf(figures, 'cpc'),
      conversions: decimalOf(figures, 'conversions'),
      roas: decimalOf(figures, 'roas'),
      spend: decimalOf(figures, 'spend'),
      qualityScore: integerOf(figures, 'quality_score', 'qualityScore'),
    }
  );
}
