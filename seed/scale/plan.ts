import { Identities } from './identities.ts';

/** One tenant of the load: how large it is, and where its rows lie in the numbering of each kind. */
export interface ScaleTenant {
  /** From 0; the first is the large one. */
  readonly number: number;
  readonly id: string;
  readonly slug: string;
  readonly users: Span;
  readonly goals: Span;
  readonly deliverables: Span;
  readonly channels: Span;
  readonly campaigns: Span;
  readonly keywords: Span;
  readonly reports: Span;
}

/** Consecutive numbers of one kind. */
export interface Span {
  readonly first: number;
  readonly count: number;
}

export interface ScaleSize {
  /** Rows of `activities`; all else is in proportion. */
  readonly activities: number;
  readonly tenants: number;
  /** The end of the year that the rows are spread over. */
  readonly now: Date;
}

const day = 86_400_000;

/** Users that every tenant has before its reviewers: admin, member, analyst, two services, eight agents. */
export const usersBeforeReviewers = 13;

/** Months in which deliverables have periods: the one a year ago and the current one included. */
export const monthsPlanned = 13;

export const tenantIds = new Identities('tenants');

/**
 * Who has how much. The first tenant has a tenth of everything, the others the rest, ever less: with 100 of them the second
 * has 3.5 % and the last a third of a percent. Rows of all tenants are mixed in time, as they are when tenants work side by
 * side, so that neighbours on a page of the table are strangers.
 */
export class ScalePlan {
  readonly activities: number;
  readonly leads: number;
  /** Epoch milliseconds: the first row of work and the last. */
  readonly from: number;
  readonly to: number;
  /** The first days of the planned months, epoch milliseconds, and the month after the last. */
  readonly months: readonly number[];
  readonly tenants: readonly ScaleTenant[];
  /** Where each tenant ends in a line from 0 to 1. */
  private readonly ends: Float64Array;

  constructor({ activities, tenants, now }: ScaleSize) {
    this.activities = activities;
    this.leads = Math.ceil(activities / 2);
    this.to = now.getTime() - 60_000;
    this.from = this.to - 365 * day;
    const last = new Date(now);
    this.months = Array.from({ length: monthsPlanned + 1 }, (_, month) =>
      Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - monthsPlanned + 1 + month, 1),
    );
    const shares = sharesOf(tenants);
    let end = 0;
    this.ends = Float64Array.from(shares, (share) => (end += share));
    this.tenants = tenantsOf(shares, activities);
  }

  /** When the tenants and all that stands before their work was made. */
  get beginning(): number {
    return this.from - 30 * day;
  }

  /** @param fraction from 0 to 1, each tenant as often as its share says */
  tenantAt(fraction: number): ScaleTenant {
    let [low, high] = [0, this.ends.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ends[middle] ?? 1) > fraction) high = middle;
      else low = middle + 1;
    }
    const tenant = this.tenants[low];
    if (tenant === undefined) throw new RangeError('expected at least one tenant');
    return tenant;
  }

  /** The millisecond of row `number` among `count` that are spread evenly. */
  instant(number: number, count: number): number {
    return Math.floor(this.from + ((this.to - this.from) * (number + 0.5)) / count);
  }

  /** Which of the planned months holds an instant of the plan. */
  monthOf(at: number): number {
    let month = Math.min(monthsPlanned - 1, Math.floor((at - this.from) / (28 * day)));
    while ((this.months[month] ?? 0) > at) month -= 1;
    return month;
  }
}

function sharesOf(tenants: number): number[] {
  if (tenants === 1) return [1];
  const others = Array.from({ length: tenants - 1 }, (_, index) => 1 / (index + 1 + tenants / 10));
  const sum = others.reduce((total, weight) => total + weight, 0);
  return [0.1, ...others.map((weight) => (0.9 * weight) / sum)];
}

function tenantsOf(shares: readonly number[], activities: number): ScaleTenant[] {
  const next = { users: 0, goals: 0, deliverables: 0, channels: 0, campaigns: 0, keywords: 0, reports: 0 };
  const span = (kind: keyof typeof next, count: number): Span => {
    const first = next[kind];
    next[kind] += count;
    return { first, count };
  };
  return shares.map((share, number) => {
    const own = share * activities;
    const deliverables = Math.max(2, Math.round(own / 400));
    const campaigns = between(1, own / 2_000, 25);
    return {
      number,
      id: tenantIds.uuid(number),
      slug: `scale-${String(number + 1).padStart(5, '0')}`,
      users: span('users', usersBeforeReviewers + between(2, own / 2_000, 60)),
      goals: span('goals', Math.max(2, Math.ceil(deliverables / 5))),
      deliverables: span('deliverables', deliverables),
      channels: span('channels', between(4, own / 5_000, 12)),
      campaigns: span('campaigns', campaigns),
      keywords: span('keywords', Math.max(campaigns, Math.round(own / 20))),
      reports: span('reports', Math.max(campaigns, Math.round(own / 10))),
    };
  });
}

function between(minimum: number, wanted: number, maximum: number): number {
  return Math.min(maximum, Math.max(minimum, Math.round(wanted)));
}
