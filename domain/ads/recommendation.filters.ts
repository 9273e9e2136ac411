import { enumLabels, type RecommendationStatus } from '../../platform/database/tables.ts';

/** What of a list's arguments decides. */
export interface RecommendationList {
  readonly filter?: ({ readonly status?: readonly RecommendationStatus[] | null } & object) | null;
  readonly orderBy?: { readonly field: string } | null;
}

const everyStatus: readonly RecommendationStatus[] = Object.values(enumLabels.RecommendationStatus);

/**
 * A tenant's list, with every status named where it is ordered by priority and nothing is filtered: the order's index stands
 * under the status (contract 1.5), so the list is one ordered range a status, merged. Asks for the same rows.
 */
export function inEachStatus<List extends RecommendationList>(list: List): List {
  const { filter, orderBy } = list;
  const isFiltered = Object.values(filter ?? {}).some((value) => value !== null && value !== undefined);
  return orderBy?.field === 'PRIORITY' && !isFiltered ? { ...list, filter: { status: everyStatus } } : list;
}
