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
