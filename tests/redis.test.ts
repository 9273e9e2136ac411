import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { RedisTokenBuckets } from '../gateway/limits/redis-token-buckets.ts';
import { RedisAutomaticQueries } from '../gateway/persisted/redis-automatic-queries.ts';
import { textHash } from '../gateway/text-hash.ts';
import { Redis } from '../platform/redis/redis.ts';
import { claimsOf } from './support/claims.ts';
import { standardLimits, standardOperations, startGateway, type TestGateway } from './support/gateway.ts';
import { closeFactories, makeTenant, type CustomerTenant } from './support/make.ts';
import { startRedisServer } from './support/redis-server.ts';

const server = await startRedisServer();
if ('skipped' in server) process.stdout.write(`Gateways that share a Redis skipped: ${server.skipped}\n`);

/** An operation that costs one. */
const query = '{ viewer { role } }';
/** So slow that nothing comes back while a test runs. */
const slow = { size: 20, restorePerSecond: 1e-9 };

if ('url' in server) {
  describe('two gateways that share a Redis', () => {
    const opened: Redis[] = [];
    const changes: boolean[] = [];
    let gateways: TestGateway[];
    let tenant: CustomerTenant;

    beforeAll(async () => {
      gateways = await Promise.all([gateway(), gateway()]);
    });
    afterEach(() => void (changes.length = 0));
    afterAll(async () => {
      for (const gateway of gateways) await gateway.close();
      for (const redis of opened) redis.close();
      await server.stop();
      await closeFactories();
    });

    const gateway = async (): Promise<TestGateway> => {
      const redis = await Redis.open({
        url: server.url,
        // A machine that is busy with other things is not one whose Redis is away.
        timeoutMs: 10_000,
        prefix: 'test',
        onChange: ({ available }) => changes.push(available),
      });
      opened.push(redis);
      const rate = { tenant: slow, client: { ...slow, size: 1_000 } };
      return startGateway({
        limits: { ...standardLimits, rate },
        buckets: new RedisTokenBuckets(redis),
        automaticQueries: new RedisAutomaticQueries(redis, standardOperations.automatic),
      });
    };

    /** HTTP status of each of so many requests, every other one to each gateway. */
    function statuses(count: number): Promise<number[]> {
      return Promise.all(
        Array.from({ length: count }, async (_, index) => {
          const { status } = (await gateways[index % 2]?.query(claimsOf(tenant), query)) ?? { status: 0 };
          return status;
        }),
      );
    }

    it('give a tenant one budget', async () => {
      tenant = await makeTenant();
      const asked = await statuses(40);
      expect(asked.filter((status) => status === 200)).toHaveLength(20);
      expect(asked.filter((status) => status === 429)).toHaveLength(20);
    });

    it('know a text by its hash that was registered with the other', async () => {
      tenant = await makeTenant();
      const extensions = { persistedQuery: { version: 1, sha256Hash: textHash(query) } };
      const send = async (gateway: TestGateway | undefined, body: object): Promise<unknown> => {
        const authorization = `Bearer ${await gateway?.issuer.sign(claimsOf(tenant))}`;
        const headers = { 'content-type': 'application/json', authorization };
        const answer = await fetch(`${gateway?.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
        return answer.json();
      };
      const [first, second] = gateways;
      expect(await send(second, { extensions })).toMatchObject({
        errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
      });
      const answer = { data: { viewer: { role: 'ADMIN' } } };
      expect(await send(first, { query, extensions })).toMatchObject(answer);
      expect(await send(second, { extensions })).toMatchObject(answer);
    });

    it('lose no request when Redis is killed under them, and count together again when it is back', async () => {
      tenant = await makeTenant();
      const before = statuses(6);
      await server.kill();
      expect([...(await before), ...(await statuses(6))]).toEqual(Array(12).fill(200));
      await server.start();
      while (changes.filter((available) => available).length < 2)
        await new Promise((resolve) => setTimeout(resolve, 20));
      expect(changes).toEqual([false, false, true, true]);
      tenant = await makeTenant();
      expect((await statuses(40)).filter((status) => status === 200)).toHaveLength(20);
    });
  });
}
