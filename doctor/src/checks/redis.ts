import { createRedisProbe } from "@wx-cos-upload/server/advanced";
import type { Examination } from "../examination.ts";
import { messageOf } from "../find-cause.ts";
import { type Finding, finding } from "../finding.ts";

/** Pings Redis, then runs the probe of /readyz, which counts as a request does. */
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
    await createRedisProbe(redis)();
    return finding("redis", "ok", texts.redis.well(Math.max(pingMs, 1)));
  } catch (error) {
    return finding("redis", "wrong", texts.redis.silent(away ?? messageOf(error)));
  } finally {
    redis.disconnect();
  }
}
