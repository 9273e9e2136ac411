import { enumLabels, type OutreachStatus } from '../../platform/database/tables.ts';

/** The filters of backlinks that an index answers. */
export interface BackedFilter {
  readonly outreachStatus?: readonly OutreachStatus[] | null;
  readonly isLive?: boolean | null;
  readonly deliverableId?: string | null;
  readonly activityId?: string | null;
  readonly updatedAt?: object | null;
}

const everyStatus: readonly OutreachStatus[] = Object.values(enumLabels.OutreachStatus);

/**
 * A tenant's filter, with every status named where `isLive` alone is backed: its index stands under the status (contract 1.5),
 * so the list is one ordered range a status, merged, however few links are lost. Asks for the same rows.
 */
export function inEachStatus<Filter extends BackedFilter>(
  filter: Filter | null | undefined,
): Filter | (Filter & { readonly outreachStatus: readonly OutreachStatus[] }) | null {
  if (filter === null || filter === undefined) return null;
  const { isLive, outreachStatus, deliverableId, activityId, updatedAt } = filter;
  const alone = [outreachStatus, deliverableId, activityId, updatedAt].every(
    (other) => other === undefined || other === null,
  );
  return typeof isLive === 'boolean' && alone ? { ...filter, outreachStatus: everyStatus } : filter;
}
