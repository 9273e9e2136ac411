import type { Redis } from '../../platform/redis/redis.ts';
import { RedisScript } from '../../platform/redis/script.ts';
import {
  MemoryTokenBuckets,
  takingOf,
  type Bucket,
  type BucketLevel,
  type Taking,
  type TokenBuckets,
} from './token-buckets.ts';

/** A bucket is kept for so long after it is full again: a clock that was set must not fill it. */
const keptMs = 60_000;

/**
 * Levels of the buckets now, in `available`. A key holds a bucket's level and when it had it, in milliseconds, both with
 * all their digits; no key is a full bucket. Arguments: amount, now (empty for Redis' own clock), then size and restore
 * rate of each bucket.
 */
const readLevels = `
local amount, now = tonumber(ARGV[1]), tonumber(ARGV[2])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + time[2] / 1000
end
local size, restore, available = {}, {}, {}
for i, key in ipairs(KEYS) do
  size[i], restore[i] = tonumber(ARGV[1 + 2 * i]), tonumber(ARGV[2 + 2 * i])
  local had, at = string.match(redis.call('GET', key) or '', '(%S+) (%S+)')
  available[i] = had and math.min(size[i], had + math.max(0, now - at) / 1000 * restore[i]) or size[i]
end`;

/** Keeps the levels, and answers with `taken` and each of them. */
const keepLevels = `
local answer = { taken }
for i, key in ipairs(KEYS) do
  local level = string.format('%.17g', available[i])
  if available[i] >= size[i] then
    redis.call('DEL', key)
  else
    local full = math.ceil((size[i] - available[i]) / restore[i] * 1000) + ${keptMs}
    redis.call('SET', key, level .. ' ' .. string.format('%.17g', now), 'PX', string.format('%.0f', full))
  end
  answer[i + 1] = level
end
return answer`;

const takeScript = new RedisScript(`${readLevels}
local taken = '1'
for i = 1, #KEYS do
  if available[i] < amount then taken = '0' end
end
if taken == '1' then
  for i = 1, #KEYS do available[i] = available[i] - amount end
end${keepLevels}`);

const giveScript = new RedisScript(`${readLevels}
local taken = '0'
for i = 1, #KEYS do available[i] = math.min(size[i], available[i] + amount) end${keepLevels}`);

interface Reply {
  readonly taken: boolean;
  readonly levels: readonly BucketLevel[];
}

/**
 * Buckets in a Redis that several processes share: each take is one script there, which nothing comes between. While Redis
 * is away this process goes by buckets of its own, which have counted all the time what it let in; an operation that began
 * before and ends after gives back where it has not taken, by which a bucket is at most full.
 */
export class RedisTokenBuckets implements TokenBuckets {
  private readonly redis: Redis;
  private readonly own: MemoryTokenBuckets;
  private readonly now: (() => number) | undefined;

  /** @param now milliseconds of a clock; Redis' own unless told otherwise, so that all processes go by one */
  constructor(redis: Redis, now?: () => number) {
    this.redis = redis;
    this.own = new MemoryTokenBuckets(now);
    this.now = now;
  }

  async take(buckets: readonly Bucket[], amount: number): Promise<Taking> {
    const reply = await this.run(takeScript, buckets, amount);
    if (reply === null) return this.own.take(buckets, amount);
    if (reply.taken) await this.own.take(buckets, amount);
    return takingOf(reply.levels, reply.taken, amount);
  }

  async give(buckets: readonly Bucket[], amount: number): Promise<readonly BucketLevel[]> {
    const own = await this.own.give(buckets, amount);
    return (await this.run(giveScript, buckets, amount))?.levels ?? own;
  }

  private run(script: RedisScript, buckets: readonly Bucket[], amount: number): Promise<Reply | null> {
    // One hash tag for all: a script's keys must lie in one slot, and a client's bucket goes with every tenant it acts in.
    const keys = buckets.map(({ key }) => `{${this.redis.prefix}:buckets}:${key}`);
    const rates = buckets.flatMap(({ size, restorePerSecond }) => [size, restorePerSecond]);
    const input = { keys, arguments: [amount, this.now?.() ?? '', ...rates].map(String) };
    return this.redis.ask(async (client) => replyOf(await script.run(client, input), buckets));
  }
}

/** @throws Error for anything but what the scripts answer with */
function replyOf(reply: unknown, buckets: readonly Bucket[]): Reply {
  const [taken, ...available] = Array.isArray(reply) ? reply.map(Number) : [];
  if (available.length !== buckets.length || !available.every(Number.isFinite))
    throw new Error('found another answer of Redis than its buckets');
  return {
    taken: taken === 1,
    levels: buckets.map((bucket, index) => ({ bucket, available: available[index] ?? 0 })),
  };
}
