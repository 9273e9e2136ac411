import { groupBy } from '../../../platform/batching/group-by.ts';

/** Most days of one calendar, first and last included (docs/api-contract.md#13-the-seven-subgraphs). */
export const maximumDays = 62;

/** Most posts of one calendar: some eighty a day of the longest one. */
export const maximumItems = 5_000;

const msPerDay = 86_400_000;

/** How many days a span holds, first and last included; below 1 where it ends before it begins. Days as `YYYY-MM-DD`. */
export function dayCount(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / msPerDay + 1;
}

/** Where something stands in a calendar. */
export interface CalendarEntry {
  readonly refId: string;
  /** Instant as ISO text in UTC. */
  readonly at: string;
}

/** A UTC day, `YYYY-MM-DD`, and what happens on it. */
export interface CalendarDay<Entry extends CalendarEntry = CalendarEntry> {
  readonly date: string;
  readonly items: readonly Entry[];
}

/**
 * The days on which something happens, first day first; a day's items earliest first, then by id
 * (docs/api-contract.md#13-the-seven-subgraphs).
 */
export function calendarDays<Entry extends CalendarEntry>(entries: readonly Entry[]): CalendarDay<Entry>[] {
  const days = groupBy(entries.toSorted(earliestFirst), ({ at }) => at.slice(0, 10));
  return [...days].map(([date, items]) => ({ date, items }));
}

function earliestFirst(one: CalendarEntry, other: CalendarEntry): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1;
  return one.refId < other.refId ? -1 : 1;
}
