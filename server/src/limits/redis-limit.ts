import type { Redis } from "ioredis";
import { RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import { type Limit, type LimitPolicy, LimitStoreError } from "./limit.ts";
import { takenOf } from "./taken.ts";

/**
 * Takes all or nothing in one step, so that a refusal costs nothing and however many servers ask at once, the quota holds exactly.
 * The library's own script counts what it refuses. Its arguments: amount, window in seconds, quota. What is given back has a
 * negative amount; once the window it was taken from is over there is nothing to give it back to, and never more than was taken.
 */
const TAKE_ALL_OR_NOTHING = `
  if tonumber(ARGV[1]) < 0 then
    local left = math.max(0, tonumber(redis.call('get', KEYS[1]) or '0') + tonumber(ARGV[1]))
    if redis.call('exists', KEYS[1]) == 1 then
      redis.call('set', KEYS[1], left, 'KEEPTTL')
    end
    return {left, redis.call('pttl', KEYS[1])}
  end
  local taken = tonumber(redis.call('get', KEYS[1]) or '0') + tonumber(ARGV[1])
  if taken > tonumber(ARGV[3]) then
    return {taken, redis.call('pttl', KEYS[1])}
  end
  redis.call('set', KEYS[1], 0, 'EX', ARGV[2], 'NX')
  redis.call('incrby', KEYS[1], ARGV[1])
  return {taken, redis.call('pttl', KEYS[1])}
`;

/** A quota counted in Redis: the same for every server that counts there. */
export function redisLimit(policy: LimitPolicy, redis: Redis): Limit {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `wx-cos-upload:${policy.name}`,
    points: policy.quota,
    duration: policy.windowSeconds,
    customIncrTtlLuaScript: TAKE_ALL_OR_NOTHING,
    rejectIfRedisNotReady: true,
  });

  async function giveBack(client: string, amount: number): Promise<void> {
    try {
      await limiter.reward(client, amount);
    } catch (cause) {
      throw storeError(policy, cause);
    }
  }

  return {
    policy,
    async take(client, amount) {
      try {
        return takenOf(policy, await limiter.consume(client, amount), amount, () => giveBack(client, amount));
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return takenOf(policy, refusal, amount);
        throw storeError(policy, refusal);
      }
    },
  };
}

function storeError({ name }: LimitPolicy, cause: unknown): LimitStoreError {
  return new LimitStoreError(`Redis did not answer for the limit of ${name}`, { cause });
}
