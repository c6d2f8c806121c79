import type { Redis } from "ioredis";
import { createFallbackStore } from "./fallback-store.ts";
import type { LimitPolicy, LimitStore, LimitStoreError } from "./limit.ts";
import { createMemoryStore } from "./memory-store.ts";
import { createRedisStore } from "./redis-store.ts";
import { createUploadLimits, type UploadLimits } from "./upload-limits.ts";

export interface CreateLimitsOptions {
  /** 0: no limit. */
  readonly requestsPerMinute: number;
  /** 0: no limit. */
  readonly filesPerDay: number;
  /** 0: no limit. */
  readonly bytesPerDay: number;
  /** Counts for all servers together. @default each process counts by itself */
  readonly redis?: Redis | undefined;
  /** While Redis is unavailable: reject requests, or count in this process. @default "refuse" */
  readonly withoutRedis?: "refuse" | "count-per-process";
  /** Called each time this process counts instead of Redis. */
  readonly onStoreFailure?: (error: LimitStoreError) => void;
}

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 86_400;

/**
 * Creates the rate limit and the quotas of a server, counted in its memory or in Redis; `undefined` if all are 0.
 *
 * @example
 * import { createLimits } from "@wx-cos-upload/server";
 *
 * const limits = createLimits({ requestsPerMinute: 60, filesPerDay: 500, bytesPerDay: 10 * 1024 ** 3 });
 */
export function createLimits(options: CreateLimitsOptions): UploadLimits | undefined {
  if (options.requestsPerMinute + options.filesPerDay + options.bytesPerDay === 0) return undefined;
  const policy = (name: LimitPolicy["name"], quota: number, windowSeconds: number) =>
    quota === 0 ? undefined : { name, quota, windowSeconds };
  return createUploadLimits(createStore(options), {
    requests: policy("requests", options.requestsPerMinute, MINUTE_SECONDS),
    files: policy("files", options.filesPerDay, DAY_SECONDS),
    bytes: policy("bytes", options.bytesPerDay, DAY_SECONDS),
  });
}

function createStore({ redis, withoutRedis, onStoreFailure = () => {} }: CreateLimitsOptions): LimitStore {
  if (redis === undefined) return createMemoryStore();
  const shared = createRedisStore(redis);
  return withoutRedis === "count-per-process"
    ? createFallbackStore(shared, createMemoryStore(), onStoreFailure)
    : shared;
}
