import { LRUCache } from 'lru-cache';
import type { LimitName } from '../../platform/errors/limit-name.ts';

/** A bucket that fills up by itself, and that whatever it bounds is taken from. */
export interface Bucket {
  /** Whose it is: `tenant:…`, `client:…`. */
  readonly key: string;
  /** The limit that refuses where it is empty. */
  readonly limit: Extract<LimitName, 'tenantBucket' | 'clientBucket'>;
  readonly size: number;
  readonly restorePerSecond: number;
}

/** State of a bucket after something was taken from it, or was too much for it. */
export interface BucketLevel {
  readonly bucket: Bucket;
  readonly available: number;
}

/** Answer to an attempt to take from several buckets: the fullest ones do not matter, the emptiest does. */
export interface Taking {
  readonly taken: boolean;
  /** The bucket with the least left of those that were asked. */
  readonly least: BucketLevel;
  /** Until the same attempt would succeed, in milliseconds; 0 where it did. */
  readonly waitMs: number;
}

/** Buckets of all callers: in this process, or in a store that several processes share. */
export interface TokenBuckets {
  /** Takes from all of the buckets or from none. At least one bucket is asked. */
  take(buckets: readonly Bucket[], amount: number): Promise<Taking>;
  /** Gives back what was not needed; never more than a bucket holds. */
  give(buckets: readonly Bucket[], amount: number): Promise<readonly BucketLevel[]>;
}

interface Level {
  available: number;
  at: number;
}

/** A bucket that was not touched for so many others is full again, or nearly so. */
const maximumBuckets = 100_000;

/** Buckets of this process. */
export class MemoryTokenBuckets implements TokenBuckets {
  private readonly levels = new LRUCache<string, Level>({ max: maximumBuckets });
  private readonly now: () => number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  async take(buckets: readonly Bucket[], amount: number): Promise<Taking> {
    const levels = buckets.map((bucket) => ({ bucket, level: this.level(bucket) }));
    const taken = levels.every(({ level }) => level.available >= amount);
    if (taken) for (const { level } of levels) level.available -= amount;
    return takingOf(
      levels.map(({ bucket, level }) => ({ bucket, available: level.available })),
      taken,
      amount,
    );
  }

  async give(buckets: readonly Bucket[], amount: number): Promise<readonly BucketLevel[]> {
    return buckets.map((bucket) => {
      const level = this.level(bucket);
      level.available = Math.min(bucket.size, level.available + amount);
      return { bucket, available: level.available };
    });
  }

  private level({ key, size, restorePerSecond }: Bucket): Level {
    const now = this.now();
    const level = this.levels.get(key);
    if (level === undefined) {
      const full = { available: size, at: now };
      this.levels.set(key, full);
      return full;
    }
    level.available = Math.min(size, level.available + ((now - level.at) / 1_000) * restorePerSecond);
    level.at = now;
    return level;
  }
}

/** The answer that levels lead to, wherever they are kept. @param levels of at least one bucket */
export function takingOf(levels: readonly BucketLevel[], taken: boolean, amount: number): Taking {
  const waits = levels.map(({ bucket, available }) => ((amount - available) / bucket.restorePerSecond) * 1_000);
  return {
    taken,
    least: levels.reduce((least, level) => (level.available < least.available ? level : least)),
    waitMs: taken ? 0 : Math.ceil(Math.max(0, ...waits)),
  };
}
