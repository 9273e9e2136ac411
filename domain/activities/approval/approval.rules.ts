import type { ApprovalStatus } from '../../../platform/database/tables.ts';

/** When a decision was asked for and how it left `pending`; instants as ISO text. */
export interface DecisionFacts {
  readonly status: ApprovalStatus;
  readonly createdAt: string;
  readonly decidedAt: string | null;
}

/**
 * Whole seconds from asking to deciding. Null where nobody decided (pending, expired, withdrawn), so that averages tell of
 * people (docs/api-contract.md#i-14).
 */
export function timeToDecisionSeconds({ status, createdAt, decidedAt }: DecisionFacts): number | null {
  if (decidedAt === null || (status !== 'approved' && status !== 'rejected')) return null;
  return Math.floor((Date.parse(decidedAt) - Date.parse(createdAt)) / 1_000);
}
