import type { Redis } from "ioredis";
import { redisLimit } from "./redis-limit.ts";

/** Never used up, so that each probe writes as a request does. Its key ends a minute after the first probe. */
const POLICY = { name: "requests", quota: Number.MAX_SAFE_INTEGER, windowSeconds: 60 } as const;

/** No client's: those begin with `owner:` or `ip:`. */
const CLIENT = "probe";

/**
 * Makes a check of whether Redis can count: it runs what a request runs, for a client that nobody is. A PING is no such check, since a read-only
 * replica, a full Redis and one that allows no scripts all respond to it.
 *
 * @throws {LimitStoreError} from the check, when Redis does not count
 */
export function createRedisProbe(redis: Redis): () => Promise<void> {
  const limit = redisLimit(POLICY, redis);
  return async () => void (await limit.take(CLIENT, 1));
}
