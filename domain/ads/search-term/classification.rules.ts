import type { SearchTermClass } from '../../../platform/database/tables.ts';

/** An agent's verdict and the reviewer's beside it; null where the reviewer agreed or has not decided. */
export interface Verdicts {
  readonly classification: SearchTermClass;
  readonly overrideClassification: SearchTermClass | null;
}

/**
 * The verdict that counts and is pushed: the reviewer's where there is one (docs/api-contract.md#16-state-machines,
 * Classification).
 */
export function effectiveClassification({ classification, overrideClassification }: Verdicts): SearchTermClass {
  return overrideClassification ?? classification;
}
