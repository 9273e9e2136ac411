import type { GraphQLError } from 'graphql';
import { graphError, throttled, type ErrorDetail } from '../../platform/errors/graph-error.ts';
import type { LimitName } from '../../platform/errors/limit-name.ts';
import type { CostEstimate } from './operation-cost.ts';
import type { Bucket, BucketLevel, Taking, TokenBuckets } from './token-buckets.ts';

/** What one operation may come to. */
export interface CostLimits {
  readonly maximumCost: number;
  /** Items of all its lists. */
  readonly maximumNodes: number;
}

/** Cost of an operation as `extensions.cost` tells it, in the shape that Shopify's clients know. */
export interface ToldCost {
  readonly requestedQueryCost: number;
  /** Null where nothing was executed. */
  readonly actualQueryCost: number | null;
  readonly maximumQueryCost: number;
  readonly requestedNodes: number;
  readonly perSubgraph: Readonly<Record<string, number>>;
  readonly throttleStatus: {
    readonly maximumAvailable: number;
    readonly currentlyAvailable: number;
    readonly restoreRate: number;
  };
}

/** Who pays for an operation, and how. */
export interface Payment {
  readonly buckets: TokenBuckets;
  /** All of them pay: the tenant's, the client's. */
  readonly payers: readonly [Bucket, ...Bucket[]];
  readonly limits: CostLimits;
  /** Paid until it is known what an operation may cost, and lost by one that is refused before. */
  readonly deposit: number;
  /** True where the caller asks for the cost only: nothing is executed, and little is paid. */
  readonly estimateOnly: boolean;
}

/** An estimate alone, and whatever fails before it is known, costs as much. */
const least = 1;

/**
 * Charge for one operation: its request pays a deposit, the estimate is charged in its place before planning, and what its answer
 * did not come to is given back. A refused operation loses its deposit: to read and refuse it was work, for which nobody else waits
 * where whoever sends many of them has soon nothing left.
 */
export class OperationCharge {
  readonly estimateOnly: boolean;
  private readonly payment: Payment;
  private level: BucketLevel;
  private estimate: CostEstimate | null = null;
  private charged = 0;
  private spent: number | null = null;

  private constructor(payment: Payment, level: BucketLevel) {
    this.payment = payment;
    this.estimateOnly = payment.estimateOnly;
    this.level = level;
  }

  /** Lets a request in. @throws THROTTLED, with HTTP 429 and `Retry-After`, where a payer has nothing left */
  static async open(payment: Payment): Promise<OperationCharge> {
    const taking = await payment.buckets.take(payment.payers, payment.deposit);
    if (!taking.taken) throw nothingLeft(taking);
    const charge = new OperationCharge(payment, taking.least);
    charge.charged = payment.deposit;
    return charge;
  }

  /**
   * Charges an estimate.
   * @throws QUERY_TOO_COSTLY, with HTTP 400, where it is more than any operation may cost; THROTTLED, with HTTP 429 and
   *   `Retry-After`, where a payer has less left
   */
  async admit(estimate: CostEstimate): Promise<void> {
    this.estimate = estimate;
    const { maximumCost, maximumNodes } = this.payment.limits;
    if (estimate.nodes > maximumNodes)
      throw this.tooCostly('nodes', `the lists of the operation may have ${told(estimate.nodes)} items`, maximumNodes);
    if (estimate.cost > maximumCost)
      throw this.tooCostly('cost', `the operation may cost ${told(estimate.cost)}`, maximumCost);
    const due = this.estimateOnly ? least : Math.max(least, estimate.cost);
    if (due <= this.charged) return this.keep(due);
    const more = due - this.charged;
    const taking = await this.payment.buckets.take(this.payment.payers, more);
    this.level = taking.least;
    if (!taking.taken) throw nothingLeft(taking, { cost: this.toJSON() });
    this.charged += more;
  }

  /** Gives back what an answer did not come to. @param actual its cost */
  async settle(actual: number): Promise<void> {
    this.spent = actual;
    await this.keep(Math.max(least, actual));
  }

  /** Gives back the deposit of an operation that was not refused, and yet not executed. */
  async release(): Promise<void> {
    if (this.estimate === null) await this.keep(least);
  }

  /** Gives back what was charged beyond an amount. */
  private async keep(amount: number): Promise<void> {
    const unused = this.charged - amount;
    if (unused <= 0) return;
    this.charged = amount;
    const levels = await this.payment.buckets.give(this.payment.payers, unused);
    this.level = levels.reduce(
      (lowest, level) => (level.available < lowest.available ? level : lowest),
      levels[0] ?? this.level,
    );
  }

  /** Null before the operation is known. */
  get cost(): number | null {
    return this.spent ?? this.estimate?.cost ?? null;
  }

  /** The bucket that sets the caller's limit, as headers (draft-ietf-httpapi-ratelimit-headers). */
  headers(): Record<string, string> {
    return rateHeaders(this.level);
  }

  /** As `extensions.cost`; null before the operation is known. */
  toJSON(): ToldCost | null {
    if (this.estimate === null) return null;
    const { bucket, available } = this.level;
    return {
      requestedQueryCost: this.estimate.cost,
      actualQueryCost: this.spent,
      maximumQueryCost: this.payment.limits.maximumCost,
      requestedNodes: this.estimate.nodes,
      perSubgraph: this.estimate.perSubgraph,
      throttleStatus: {
        maximumAvailable: bucket.size,
        currentlyAvailable: Math.floor(available),
        restoreRate: bucket.restorePerSecond,
      },
    };
  }

  private tooCostly(limit: LimitName, found: string, maximum: number): GraphQLError {
    return graphError(
      'QUERY_TOO_COSTLY',
      `${found}; expected ${maximum} at most: ask for shorter lists, or for less of each item`,
      {
        limit,
        cost: this.toJSON(),
        http: { status: 400 },
      },
    );
  }
}

/** Numbers of many digits tell no more than their size. */
function told(value: number): string {
  return value < 1e9 ? String(value) : value.toPrecision(2);
}

function rateHeaders({ bucket, available }: BucketLevel): Record<string, string> {
  return {
    'ratelimit-limit': String(bucket.size),
    'ratelimit-remaining': String(Math.max(0, Math.floor(available))),
    'ratelimit-reset': String(Math.ceil((bucket.size - available) / bucket.restorePerSecond)),
  };
}

function nothingLeft({ least: level, waitMs }: Taking, extensions: ErrorDetail = {}): GraphQLError {
  const words = 'too much was asked in too short a time; come back later';
  return throttled(words, level.bucket.limit, waitMs, extensions, rateHeaders(level));
}
