import { enumLabels, type OutreachStatus } from '../../platform/database/tables.ts';

/** The filters of backlinks that an index answers. */
export interface BackedFilter {
  readonly outreachStatus?: readonly OutreachStatus[] | null;
  readonly isLive?: boolean | null;
  readonly deliverableId?: string | null;
  readonly activityId?: string | null;
  readonly lastCheckedAt?: object | null;
  readonly updatedAt?: object | null;
}

const everyStatus: readonly OutreachStatus[] = Object.values(enumLabels.OutreachStatus);

/**
 * A tenant's list, with every status named where only what stands under the status in an index is asked: `isLive`, and the
 * time of the last check as a range or as the order (contract 1.5). So the list is one ordered range a status, merged, however
 * few links are lost. Asks for the same rows.
 */
export function inEachStatus<List extends BacklinkList>(list: List): List {
  const { filter, orderBy } = list;
  const { outreachStatus, isLive, deliverableId, activityId, lastCheckedAt, updatedAt } = filter ?? {};
  const underStatus = isGiven(isLive) || isGiven(lastCheckedAt) || orderBy?.field === 'LAST_CHECKED_AT';
  const byOther = [outreachStatus, deliverableId, activityId, updatedAt].some(isGiven);
  return underStatus && !byOther ? { ...list, filter: { ...filter, outreachStatus: everyStatus } } : list;
}

/** What of a list's arguments decides. */
export interface BacklinkList {
  readonly filter?: BackedFilter | null;
  readonly orderBy?: { readonly field: string } | null;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}
