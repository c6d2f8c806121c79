import type { Redis } from "ioredis";

/**
 * Checks that a full Redis does not delete webhooks. Events never expire, so the policies `volatile-*`, which delete only what expires, keep them, as `noeviction`
 * does. With any of these, a full Redis rejects new events, which counts as away.
 *
 * @throws {Error} for a policy of `allkeys-*`. A Redis that is away, or does not report its policy, passes
 */
export async function checkEviction(redis: Redis): Promise<void> {
  const info = await redis.info("memory").catch(() => "");
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1] ?? "";
  if (!policy.startsWith("allkeys-")) return;
  throw new Error(
    `the Redis of REDIS_URL has the maxmemory-policy ${policy}, which deletes webhooks when its memory is full; set noeviction, or volatile-ttl if limits use it too`,
  );
}
