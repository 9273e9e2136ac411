import { LRUCache } from 'lru-cache';

/** How often something may fail. */
export interface FailedAttemptsOptions {
  /** In one minute. */
  readonly limit: number;
  /** Keys remembered; the one that is heard of least is forgotten first. */
  readonly maximumKeys?: number;
}

const minute = 60_000;

/** Counts what failed in this process, by a key such as an address, in windows of a minute that begin with the first failure. */
export class FailedAttempts {
  private readonly limit: number;
  private readonly counts: LRUCache<string, number>;

  constructor({ limit, maximumKeys = 10_000 }: FailedAttemptsOptions) {
    this.limit = limit;
    this.counts = new LRUCache({ max: maximumKeys, ttl: minute, noUpdateTTL: true });
  }

  /** How long no more may be tried under the key, in milliseconds; 0 where it may. */
  waitMs(key: string): number {
    return (this.counts.get(key) ?? 0) < this.limit ? 0 : Math.max(1, this.counts.getRemainingTTL(key));
  }

  /** Counts one more. */
  add(key: string): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }
}
