const day = 24 * 60 * 60 * 1_000;

/** The days around one instant, all in UTC (docs/api-contract.md#i-57). */
export class Calendar {
  readonly now: Date;

  constructor(now: Date) {
    this.now = now;
  }

  /** Days before now, at this time of day; negative days lie ahead. */
  daysAgo(days: number): Date {
    return new Date(this.now.getTime() - Math.round(days * day));
  }

  hoursAgo(hours: number): Date {
    return this.daysAgo(hours / 24);
  }

  /** The first instant of a month: 0 this one, -1 the last one. */
  month(offset: number): Date {
    return new Date(Date.UTC(this.now.getUTCFullYear(), this.now.getUTCMonth() + offset, 1));
  }

  /** The first instant of the quarter that holds that month. */
  quarter(offset: number): Date {
    const month = this.month(offset);
    return new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() - (month.getUTCMonth() % 3), 1));
  }

  /** The later of an instant and the beginning of this month: for what belongs to the current period. */
  notBeforeThisMonth(instant: Date): Date {
    return latest(instant, this.month(0));
  }

  /** The earlier of an instant and now: what has happened is never in the future. */
  notAfterNow(instant: Date): Date {
    return earliest(instant, this.now);
  }
}

export function latest(one: Date, other: Date): Date {
  return one > other ? one : other;
}

export function earliest(one: Date, other: Date): Date {
  return one < other ? one : other;
}

/** So many months after an instant that is the first of a month. */
export function addMonths(first: Date, months: number): Date {
  return new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + months, 1));
}

export function addDays(instant: Date, days: number): Date {
  return new Date(instant.getTime() + Math.round(days * day));
}

export function addMinutes(instant: Date, minutes: number): Date {
  return addDays(instant, minutes / (24 * 60));
}

/** `2026-04-30` */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

/** `2026-04` */
export function monthOf(instant: Date): string {
  return instant.toISOString().slice(0, 7);
}
