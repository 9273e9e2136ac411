import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { Redis } from '../../platform/redis/redis.ts';
import { startRedisServer } from '../../tests/support/redis-server.ts';
import { RedisTokenBuckets } from './redis-token-buckets.ts';
import { MemoryTokenBuckets, type Bucket } from './token-buckets.ts';

const server = await startRedisServer();
const serverRuns = 'url' in server;
if (!serverRuns) process.stdout.write(`Buckets in Redis skipped: ${server.skipped}\n`);

/** A step of a random history: time passes, then something is taken from some of the buckets or given back. */
const step = fc.record({
  passesMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 20_000, noNaN: true })),
  kind: fc.constantFrom('take', 'take', 'give'),
  of: fc.subarray([0, 1, 2], { minLength: 1 }),
  amount: fc.oneof(fc.nat(40), fc.double({ min: 0, max: 400, noNaN: true })),
});

const rates = fc.array(
  fc.record({ size: fc.integer({ min: 1, max: 500 }), restorePerSecond: fc.integer({ min: 1, max: 90 }) }),
  {
    minLength: 3,
    maxLength: 3,
  },
);

/** A caller's bucket of its own. */
function bucketOf(rate: Pick<Bucket, 'size' | 'restorePerSecond'>): Bucket {
  return { key: randomUUID(), limit: 'clientBucket', ...rate };
}

/** A clock that stands: nothing comes back. */
const still = (): number => 1_790_000_000_000;

if (serverRuns) {
  describe('buckets in Redis', () => {
    let redis: Redis;
    const lost: unknown[] = [];
    beforeAll(async () => {
      redis = await Redis.open({
        url: server.url,
        timeoutMs: 10_000,
        prefix: 'test',
        onChange: (change) => lost.push(change),
      });
    });
    afterAll(async () => {
      redis.close();
      await server.stop();
      expect(lost).toEqual([]);
    });

    it('answer as those of one process do, to the last digit', async () => {
      await fc.assert(
        fc.asyncProperty(rates, fc.array(step, { maxLength: 25 }), async (limits, steps) => {
          let now = 1_790_000_000_000;
          const clock = (): number => now;
          const [shared, own] = [new RedisTokenBuckets(redis, clock), new MemoryTokenBuckets(clock)];
          const buckets = limits.map(bucketOf);
          for (const { passesMs, kind, of, amount } of steps) {
            now += passesMs;
            const asked = buckets.filter((_, index) => of.includes(index));
            expect(await shared[kind === 'give' ? 'give' : 'take'](asked, amount)).toEqual(
              await own[kind === 'give' ? 'give' : 'take'](asked, amount),
            );
          }
        }),
        { numRuns: 100 },
      );
    });

    it('are full again by the clock of Redis', async () => {
      const buckets = new RedisTokenBuckets(redis);
      const bucket = bucketOf({ size: 1_000, restorePerSecond: 20_000 });
      expect(await buckets.take([bucket], 1_000)).toMatchObject({ taken: true, least: { available: 0 } });
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(await buckets.take([bucket], 0)).toMatchObject({ taken: true, least: { available: 1_000 } });
    });

    it('leave no key where they are full, and none for good where nobody comes back', async () => {
      const buckets = new RedisTokenBuckets(redis);
      const bucket = bucketOf({ size: 100, restorePerSecond: 10 });
      const key = `{test:buckets}:${bucket.key}`;
      const lives = (): Promise<number | null> => redis.ask((client) => client.pTTL(key));
      await buckets.take([bucket], 50);
      // Five seconds until it is full, and a minute more.
      expect(await lives()).toBeGreaterThan(60_000);
      expect(await lives()).toBeLessThanOrEqual(65_000);
      await buckets.give([bucket], 50);
      expect(await lives()).toBe(-2);
    });

    it('take no more together than a bucket holds, whoever asks first', async () => {
      const bucket = bucketOf({ size: 100, restorePerSecond: 1 });
      const other = bucketOf({ size: 1_000, restorePerSecond: 1 });
      const [one, two] = [new RedisTokenBuckets(redis, still), new RedisTokenBuckets(redis, still)];
      const takings = await Promise.all(
        Array.from({ length: 300 }, (_, index) => (index % 2 === 0 ? one : two).take([bucket, other], 1)),
      );
      expect(takings.filter(({ taken }) => taken)).toHaveLength(100);
      expect(await one.take([other], 0)).toMatchObject({ least: { available: 900 } });
    });

    it('run again in a Redis that has forgotten the script', async () => {
      const buckets = new RedisTokenBuckets(redis, still);
      const bucket = bucketOf({ size: 100, restorePerSecond: 1 });
      await buckets.take([bucket], 1);
      await redis.ask((client) => client.sendCommand(['SCRIPT', 'FLUSH']));
      expect(await buckets.take([bucket], 1)).toMatchObject({ least: { available: 98 } });
    });

    it('neither fill nor stand still when the clock is set back', async () => {
      let now = 1_790_000_000_000;
      const buckets = new RedisTokenBuckets(redis, () => now);
      const bucket = bucketOf({ size: 100, restorePerSecond: 10 });
      await buckets.take([bucket], 100);
      now -= 3_600_000;
      expect(await buckets.take([bucket], 0)).toMatchObject({ least: { available: 0 } });
      now += 1_000;
      expect(await buckets.take([bucket], 0)).toMatchObject({ least: { available: 10 } });
    });

    it('go on, where Redis goes away, from what this process let in', async () => {
      const leaving = await Redis.open({
        url: server.url,
        timeoutMs: 10_000,
        prefix: 'test',
        onChange: () => undefined,
      });
      const buckets = new RedisTokenBuckets(leaving, still);
      const bucket = bucketOf({ size: 100, restorePerSecond: 1 });
      await new RedisTokenBuckets(redis, still).take([bucket], 30);
      expect(await buckets.take([bucket], 20)).toMatchObject({ taken: true, least: { available: 50 } });
      expect(await buckets.take([bucket], 60)).toMatchObject({ taken: false });
      leaving.close();
      expect(await buckets.take([bucket], 0)).toMatchObject({ taken: true, least: { available: 80 } });
    });
  });
}
