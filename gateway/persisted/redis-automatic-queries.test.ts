import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from '../../platform/redis/redis.ts';
import { startRedisServer } from '../../tests/support/redis-server.ts';
import { RedisAutomaticQueries } from './redis-automatic-queries.ts';

const server = await startRedisServer();
if ('skipped' in server) process.stdout.write(`Texts in Redis skipped: ${server.skipped}\n`);

/** Takes 1,500 bytes in Redis, 2,500 in memory. */
const text = 'x'.repeat(1_000);

if ('url' in server) {
  describe('texts that clients register with processes that share a Redis', () => {
    let redis: Redis;
    beforeAll(async () => {
      redis = await Redis.open({ url: server.url, timeoutMs: 10_000, prefix: 'test', onChange: () => undefined });
    });
    afterAll(async () => {
      redis.close();
      await server.stop();
    });
    const limits = { bytes: 25_000, bytesPerClient: 3_000 };
    /** One process' view. */
    const queries = (given = limits) => new RedisAutomaticQueries(redis, given);

    it('are known to all of them, for a day', async () => {
      await queries().set('one', 'shared', text);
      expect(await queries().get('shared')).toBe(text);
      expect(await queries().get('other')).toBeUndefined();
      const seconds = await redis.ask((client) => client.ttl('{test:queries}:text:shared'));
      expect(seconds).toBeGreaterThan(86_000);
      expect(seconds).toBeLessThanOrEqual(86_400);
    });

    it('are shared as far as the share of whoever registers them goes', async () => {
      for (const hash of ['a', 'b', 'c']) await queries().set('full', hash, text);
      await queries().set('another', 'd', text);
      const found = await Promise.all(['a', 'b', 'c', 'd'].map((hash) => queries().get(hash)));
      expect(found).toEqual([text, text, undefined, text]);
    });

    it('are shared as far as there is room for all', async () => {
      await redis.ask((client) => client.flushAll());
      for (const hash of ['e', 'f', 'g']) await queries({ bytes: 3_000, bytesPerClient: 3_000 }).set(hash, hash, text);
      const found = await Promise.all(['e', 'f', 'g'].map((hash) => queries().get(hash)));
      expect(found).toEqual([text, text, undefined]);
    });

    it('are known to the process that was told them while Redis is away', async () => {
      const away = await Redis.open({
        url: 'redis://127.0.0.1:1',
        timeoutMs: 1_000,
        prefix: 'test',
        onChange: () => undefined,
      });
      const alone = new RedisAutomaticQueries(away, limits);
      await alone.set('one', 'mine', text);
      expect([await alone.get('mine'), await alone.get('shared')]).toEqual([text, undefined]);
      away.close();
    });
  });
}
