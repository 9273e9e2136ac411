import type { CostMeasure, CostQuestion } from '../../domain/activities/llm-call/llm-costs.report.ts';
import type { CostRange } from '../../domain/activities/llm-call/llm-cost.report.ts';
import { tables } from '../../platform/database/tables.ts';
import { badUserInput } from '../../platform/errors/graph-error.ts';
import { usd } from '../../platform/graph/money.ts';
import { selectionUnder, selects, type SelectionInfo } from '../../platform/projection/projection.ts';
import type {
  DateTimeRange,
  LlmCostReportResolvers,
  LlmCostRowResolvers,
  TenantLlmCostsArgs,
} from './generated/resolvers.ts';

/** Most rows of one report. */
const maximumRows = 1_000;

/**
 * The arguments of `llmCosts`, checked, and which sums the selection asks for.
 * @throws BAD_USER_INPUT for an open range and for a limit out of bounds (docs/api-contract.md#15-lists-and-their-indexes)
 */
export function costQuestion(
  { createdAt, groupBy, interval, limit }: TenantLlmCostsArgs,
  info: SelectionInfo,
): CostQuestion {
  const { from, to } = rangeOf(createdAt);
  if (from === null || to === null) {
    throw badUserInput('an open range would read every month on record; expected both "from" and "to"');
  }
  if (typeof limit !== 'number' || limit < 1 || limit > maximumRows) {
    throw badUserInput(`"limit" is ${limit}; expected 1 to ${maximumRows}`);
  }
  return { from, to, groupBy, interval: interval ?? null, limit, measures: measuresOf(info) };
}

function measuresOf(report: SelectionInfo): CostMeasure[] {
  const rows = selectionUnder(report, 'LlmCostReport', 'rows');
  return (['inputTokens', 'outputTokens', 'avgDurationMs'] as const).filter(
    (measure) => selects(report, 'LlmCostReport', measure) || selects(rows, 'LlmCostRow', measure),
  );
}

/** A range whose ends may be open. */
export function rangeOf(range: DateTimeRange | null | undefined): CostRange {
  return { from: range?.from ?? null, to: range?.to ?? null };
}

export const LlmCostReport: LlmCostReportResolvers = {
  total: ({ costUsd }) => usd(costUsd),
};

export const LlmCostRow: LlmCostRowResolvers = {
  goal: ({ goalId = null }, _args, { references }) => references.to(tables.goal, goalId),
  deliverable: ({ deliverableId = null }, _args, { references }) => references.to(tables.deliverable, deliverableId),
  activity: ({ activityId = null }, _args, { loaders }, info) => loaders.activityById.load(activityId, info),
  cost: ({ costUsd }) => usd(costUsd),
};
