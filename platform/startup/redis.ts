import { Redis, type RedisOptions } from '../redis/redis.ts';
import type { Lifetime } from './lifetime.ts';
import type { Log } from './log.ts';

/**
 * The Redis that several gateways share, closed by `life`; null where none is configured. One that is away stops no start:
 * the log tells when it goes and when it is back.
 */
export async function openRedis(
  life: Lifetime,
  options: Omit<RedisOptions, 'onChange'> | null,
  log: Log,
): Promise<Redis | null> {
  if (options === null) return null;
  const redis = await Redis.open({
    ...options,
    onChange: (change) => {
      if (change.available) log.info('Redis is back.');
      else log.error('Redis is away; this process counts for itself until it is back.', change.cause);
    },
  });
  life.onClose('Redis', async () => redis.close());
  return redis;
}
