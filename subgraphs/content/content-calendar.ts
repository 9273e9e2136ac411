import type { CalendarQuestion, ContentDay } from '../../domain/content/content-calendar/content-calendar.report.ts';
import { dayCount, maximumDays, maximumItems } from '../../domain/content/content-calendar/content-calendar.rules.ts';
import { tables } from '../../platform/database/tables.ts';
import { badUserInput } from '../../platform/errors/graph-error.ts';
import { selectionUnder, type Projector, type SelectionInfo } from '../../platform/projection/projection.ts';
import type { CalendarItemResolvers, DateRange } from './generated/resolvers.ts';

/**
 * What `contentCalendar` asks for: its days, checked, and the columns that its items select.
 * @throws BAD_USER_INPUT for an open range and for more days than a calendar holds (docs/api-contract.md#13-the-seven-subgraphs)
 */
export function calendarQuestion({ from, to }: DateRange, projector: Projector, info: SelectionInfo): CalendarQuestion {
  if (from == null || to == null)
    throw badUserInput('a calendar needs an end on either side; expected "from" and "to"');
  const days = dayCount(from, to);
  if (days > maximumDays) throw badUserInput(`"range" holds ${days} days; expected at most ${maximumDays}`);
  const items = selectionUnder(info, 'CalendarDay', 'items');
  return {
    from,
    to,
    blogPostFields: projector.row(tables.blogPost, items).fields,
    socialPostFields: projector.row(tables.socialPost, items).fields,
  };
}

/** The calendar, once read. @throws BAD_USER_INPUT where its days have more posts than a calendar holds */
export function wholeCalendar(days: ContentDay[] | null): ContentDay[] {
  if (days !== null) return days;
  throw badUserInput(`"range" holds more than ${maximumItems} posts; expected fewer days`);
}

export const CalendarItem: CalendarItemResolvers = { __resolveType: ({ model }) => model };
