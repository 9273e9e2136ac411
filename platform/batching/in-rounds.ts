import DataLoader from 'dataloader';
import type { Reader } from '../database/read-scope.ts';

/**
 * A loader whose batches leave in the rounds of its query: everything that is loaded in one round, by whichever part of the
 * answer, is one call of `read`.
 * @param read answers the keys of a round in their order, by one statement however many they are
 * @param cacheKeyFn tells equal keys from different ones; needed where keys are objects
 */
export function inRounds<Key, Value, CacheKey = Key>(
  db: Reader,
  read: (keys: readonly Key[]) => Promise<readonly Value[]>,
  cacheKeyFn?: (key: Key) => CacheKey,
): DataLoader<Key, Value, CacheKey> {
  return new DataLoader<Key, Value, CacheKey>(read, {
    batchScheduleFn: (send) => db.joinRound(send),
    ...(cacheKeyFn && { cacheKeyFn }),
  });
}

/** Loaders that differ in what they were asked with: loads under equal names are one batch. */
export class LoadersInRounds<Key, Value, CacheKey = Key> {
  private readonly db: Reader;
  private readonly cacheKeyFn: ((key: Key) => CacheKey) | undefined;
  private readonly loaders = new Map<string, DataLoader<Key, Value, CacheKey>>();

  /** @param cacheKeyFn as for `inRounds` */
  constructor(db: Reader, cacheKeyFn?: (key: Key) => CacheKey) {
    this.db = db;
    this.cacheKeyFn = cacheKeyFn;
  }

  /** The loader of that name, made with `read` where there is none yet. */
  of(name: string, read: (keys: readonly Key[]) => Promise<readonly Value[]>): DataLoader<Key, Value, CacheKey> {
    let loader = this.loaders.get(name);
    if (loader === undefined) this.loaders.set(name, (loader = inRounds(this.db, read, this.cacheKeyFn)));
    return loader;
  }
}
