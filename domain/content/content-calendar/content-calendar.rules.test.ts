import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { calendarDays, dayCount } from './content-calendar.rules.ts';

describe('the days of a span', () => {
  it('hold its first and its last', () => {
    expect(dayCount('2026-04-01', '2026-04-01')).toBe(1);
    expect(dayCount('2026-05-01', '2026-07-01')).toBe(62);
    expect(dayCount('2024-02-28', '2024-03-01')).toBe(3);
  });

  it('are none where it ends before it begins', () => {
    expect(dayCount('2026-04-02', '2026-04-01')).toBe(0);
  });
});

describe('the days of a calendar', () => {
  it('begin at midnight in UTC, and stand in their order', () => {
    const [late, midnight, early] = [
      { refId: 'A', at: '2026-04-30T23:59:59.999Z' },
      { refId: 'B', at: '2026-05-01T00:00:00.000Z' },
      { refId: 'C', at: '2026-04-30T00:00:00.000Z' },
    ];
    expect(calendarDays([midnight, late, early])).toEqual([
      { date: '2026-04-30', items: [early, late] },
      { date: '2026-05-01', items: [midnight] },
    ]);
  });

  it('have what happens at one instant in the order of the ids', () => {
    const [first, second] = [
      { refId: 'A', at: '2026-04-30T09:00:00.000Z' },
      { refId: 'B', at: '2026-04-30T09:00:00.000Z' },
    ];
    expect(calendarDays([second, first])).toEqual([{ date: '2026-04-30', items: [first, second] }]);
  });

  it('lose nothing, and none is empty', () => {
    const entry = fc.record({
      refId: fc.uuid(),
      at: fc
        .date({ min: new Date('2026-01-01'), max: new Date('2026-01-09'), noInvalidDate: true })
        .map((date) => date.toISOString()),
    });
    fc.assert(
      fc.property(fc.array(entry), (entries) => {
        const days = calendarDays(entries);
        const items = days.flatMap((day) => day.items);
        const inOrder = (entry: { at: string; refId: string }) => `${entry.at} ${entry.refId}`;
        expect(items.map(inOrder)).toEqual(entries.map(inOrder).sort());
        expect(days.every(({ date, items }) => items.length > 0 && items.every(({ at }) => at.startsWith(date)))).toBe(
          true,
        );
        expect(new Set(days.map(({ date }) => date)).size).toBe(days.length);
      }),
    );
  });
});
