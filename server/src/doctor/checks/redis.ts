import { redisLimit } from "../../limits/redis-limit.ts";
import type { Examination } from "../examination.ts";
import { messageOf } from "../find-cause.ts";
import { type Finding, finding } from "../finding.ts";

/** A quota that nobody else counts by, and that nobody uses up. */
const POLICY = { name: "requests", quota: 1_000, windowSeconds: 60 } as const;
const CLIENT = "doctor";

/** Pings Redis, takes from a limit there as the server does, and gives it back. */
export async function checkRedis({ config, texts, connectRedis, now }: Examination): Promise<Finding> {
  const { redisUrl } = config.limits;
  if (redisUrl === undefined) return finding("redis", "note", texts.redis.notSet());
  let away: string | undefined;
  const logEvent = (_message: string, fields?: Readonly<Record<string, string>>) => {
    away ??= fields?.["reason"];
  };
  const redis = await connectRedis(redisUrl, { logEvent });
  try {
    const startMs = now();
    await redis.ping();
    const pingMs = Math.round(now() - startMs);
    const limit = redisLimit(POLICY, redis);
    const { giveBack } = await limit.take(CLIENT, 1);
    await giveBack?.();
    return finding("redis", "ok", texts.redis.well(Math.max(pingMs, 1)));
  } catch (error) {
    return finding("redis", "wrong", texts.redis.silent(away ?? messageOf(error)));
  } finally {
    redis.disconnect();
  }
}
