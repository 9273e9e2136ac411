import type { Redis } from '../../platform/redis/redis.ts';
import { RedisScript } from '../../platform/redis/script.ts';
import {
  MemoryAutomaticQueries,
  overheadBytes,
  type AutomaticQueries,
  type AutomaticQueriesLimits,
} from './automatic-queries.ts';

/** Seconds that a text is kept, and that shares are counted for. Whoever still uses it registers it again. */
const keptSeconds = 86_400;

/**
 * Keeps a text (KEYS[1]) if it is new, and if what its owner (KEYS[2]) and all together (KEYS[3]) have registered in the time that
 * texts are kept leaves room for it.
 */
const keepScript = new RedisScript(`
local text, overhead, seconds = ARGV[1], tonumber(ARGV[2]), ARGV[3]
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local size = #text + overhead
for i = 2, 3 do
  if tonumber(redis.call('GET', KEYS[i]) or '0') + size > tonumber(ARGV[i + 2]) then return 0 end
end
redis.call('SET', KEYS[1], text, 'EX', seconds)
for i = 2, 3 do
  if redis.call('INCRBY', KEYS[i], size) == size then redis.call('EXPIRE', KEYS[i], seconds) end
end
return 1`);

/**
 * Texts in a Redis that several processes share: what was registered with one of them is known to all. Each keeps what it was told
 * itself in its own memory too, and goes by that alone while Redis is away: a client that is not understood registers again.
 */
export class RedisAutomaticQueries implements AutomaticQueries {
  private readonly redis: Redis;
  private readonly limits: AutomaticQueriesLimits;
  private readonly own: MemoryAutomaticQueries;

  /** @param limits of this process' memory, and likewise of what is registered in Redis in a day */
  constructor(redis: Redis, limits: AutomaticQueriesLimits) {
    this.redis = redis;
    this.limits = limits;
    this.own = new MemoryAutomaticQueries(limits);
  }

  async get(hash: string): Promise<string | undefined> {
    return (
      (await this.own.get(hash)) ?? (await this.redis.ask((client) => client.get(this.key('text', hash)))) ?? undefined
    );
  }

  async set(owner: string, hash: string, text: string): Promise<void> {
    await this.own.set(owner, hash, text);
    const { bytes, bytesPerClient } = this.limits;
    await this.redis.ask((client) =>
      keepScript.run(client, {
        keys: [this.key('text', hash), this.key('bytes', owner), this.key('bytes', '')],
        arguments: [text, overheadBytes, keptSeconds, bytesPerClient, bytes].map(String),
      }),
    );
  }

  close(): Promise<void> {
    return this.own.close();
  }

  /** One hash tag for all: a script's keys must lie in one slot. */
  private key(kind: 'text' | 'bytes', name: string): string {
    return `{${this.redis.prefix}:queries}:${kind}:${name}`;
  }
}
