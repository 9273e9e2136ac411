import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startRedisServer } from '../../tests/support/redis-server.ts';
import { Redis, type RedisChange, type RedisOptions } from './redis.ts';

const server = await startRedisServer();
const serverRuns = 'url' in server;
if (!serverRuns) process.stdout.write(`Redis skipped: ${server.skipped}\n`);

/** What a Redis has told of itself, and a way to wait for more. */
function changes(): { readonly told: RedisChange['available'][]; readonly onChange: RedisOptions['onChange'] } {
  const told: boolean[] = [];
  return { told, onChange: ({ available }) => told.push(available) };
}

const ping = (redis: Redis): Promise<string | null> => redis.ask((client) => client.ping());

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

it('answers null at once where nobody listens, and says so once', async () => {
  const { told, onChange } = changes();
  const redis = await Redis.open({ url: 'redis://127.0.0.1:1', timeoutMs: 1_000, prefix: 'test', onChange });
  expect(await Promise.all(Array.from({ length: 50 }, () => ping(redis)))).toEqual(Array(50).fill(null));
  redis.close();
  expect(told).toEqual([false]);
});

if (serverRuns) {
  describe('a Redis that was there', () => {
    let redis: Redis;
    let told: boolean[];
    const options = { url: server.url, timeoutMs: 200, prefix: 'test' };

    beforeAll(async () => {
      const heard = changes();
      told = heard.told;
      redis = await Redis.open({ ...options, onChange: heard.onChange });
    });
    afterEach(async () => {
      await until(async () => (await ping(redis)) === 'PONG');
      told.length = 0;
    });
    afterAll(async () => {
      redis.close();
      await server.stop();
    });

    it('is away once it was killed, and back when it runs again', async () => {
      await server.kill();
      await until(async () => told.length > 0);
      expect(await ping(redis)).toBeNull();
      await server.start();
      await until(async () => (await ping(redis)) === 'PONG');
      expect(told).toEqual([false, true]);
    });

    it('is away while it hangs: whoever waits is let go, and nobody waits after them', async () => {
      server.pause();
      expect(await Promise.all([ping(redis), ping(redis)])).toEqual([null, null]);
      let asked = false;
      const answer = redis.ask((client) => {
        asked = true;
        return client.ping();
      });
      expect([await answer, asked]).toEqual([null, false]);
      server.resume();
      await until(async () => (await ping(redis)) === 'PONG');
      expect(told).toEqual([false, true]);
    });

    it('is asked on a new connection where it has closed the old one', async () => {
      await redis.ask((client) => client.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'no']));
      await until(async () => (await ping(redis)) === 'PONG');
      expect(told).toEqual([false, true]);
    });

    it('is not late where this process was busy for longer than an answer may take', async () => {
      const answer = ping(redis);
      const busyUntil = Date.now() + 2 * options.timeoutMs;
      while (Date.now() < busyUntil);
      expect(await answer).toBe('PONG');
      expect(told).toEqual([]);
    });

    it('counts as away where it refuses what is asked', async () => {
      expect(await redis.ask((client) => client.sendCommand(['NO', 'SUCH', 'COMMAND']))).toBeNull();
      await until(async () => (await ping(redis)) === 'PONG');
      expect(told).toEqual([false, true]);
    });

    it('lets nobody in who has another password than it asks for, and serves on without', async () => {
      const heard: unknown[] = [];
      const { host } = new URL(server.url);
      const url = `redis://:wrong@${host}`;
      const refused = await Redis.open({
        ...options,
        url,
        onChange: (change) => heard.push(change.available ? 'back' : String(change.cause)),
      });
      expect(await ping(refused)).toBeNull();
      refused.close();
      expect(heard).toEqual([expect.stringContaining('AUTH')]);
      expect(heard.join()).not.toContain('wrong');
    });
  });
}
