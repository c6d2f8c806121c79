import type { Redis } from "ioredis";
import { fallbackLimit } from "./fallback-limit.ts";
import type { Limit, LimitPolicy, LimitStoreError } from "./limit.ts";
import { memoryLimit } from "./memory-limit.ts";
import { redisLimit } from "./redis-limit.ts";
import { createUploadLimits, type UploadLimits } from "./upload-limits.ts";

export interface OpenLimitsOptions {
  /** 0: no limit. */
  readonly requestsPerMinute: number;
  /** 0: no limit. */
  readonly filesPerDay: number;
  /** 0: no limit. */
  readonly bytesPerDay: number;
  /** Where to count, for all servers together. @default in this process */
  readonly redis?: Redis | undefined;
  /** While Redis is away: refuse, or count in this process. @default "refuse" */
  readonly withoutRedis?: "refuse" | "count-per-process";
  /** Told each time this process counts because Redis did not. */
  readonly onStoreFailure?: (error: LimitStoreError) => void;
}

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 86_400;

/**
 * Creates the rate limit and the quotas of a server, counted in its memory or in Redis; `undefined` if all are 0.
 *
 * @example
 * import { openLimits } from "@wx-cos-upload/server";
 *
 * const limits = openLimits({ requestsPerMinute: 60, filesPerDay: 500, bytesPerDay: 10 * 1024 ** 3 });
 */
export function openLimits(options: OpenLimitsOptions): UploadLimits | undefined {
  if (options.requestsPerMinute + options.filesPerDay + options.bytesPerDay === 0) return undefined;
  const limit = (name: LimitPolicy["name"], quota: number, windowSeconds: number) =>
    quota === 0 ? undefined : openLimit({ name, quota, windowSeconds }, options);
  return createUploadLimits({
    requests: limit("requests", options.requestsPerMinute, MINUTE_SECONDS),
    files: limit("files", options.filesPerDay, DAY_SECONDS),
    bytes: limit("bytes", options.bytesPerDay, DAY_SECONDS),
  });
}

function openLimit(policy: LimitPolicy, { redis, withoutRedis, onStoreFailure = () => {} }: OpenLimitsOptions): Limit {
  if (redis === undefined) return memoryLimit(policy);
  const shared = redisLimit(policy, redis);
  return withoutRedis === "count-per-process" ? fallbackLimit(shared, memoryLimit(policy), onStoreFailure) : shared;
}
