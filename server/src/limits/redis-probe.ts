import type { Redis } from "ioredis";
import { createRedisStore } from "./redis-store.ts";
import { createUploadLimits } from "./upload-limits.ts";

/** Never used up, so that each probe writes as a request does. Its keys end a minute after the first probe. */
const POLICY = { quota: Number.MAX_SAFE_INTEGER, windowSeconds: 60 } as const;

/** No client has this key: theirs begin with `owner:` or `ip:`. */
const CLIENT = { key: "probe" };

/**
 * Makes a check of whether Redis can count: it consumes a request, a file and a byte as a signature does, for a client of its own, and refunds them. A PING
 * is no such check, since a read-only replica, a full Redis and one that allows no scripts all respond to it.
 *
 * @throws {LimitStoreError} from the check, when Redis does not count
 */
export function createRedisProbe(redis: Redis): () => Promise<void> {
  const limits = createUploadLimits(createRedisStore(redis), {
    requests: { name: "requests", ...POLICY },
    files: { name: "files", ...POLICY },
    bytes: { name: "bytes", ...POLICY },
  });
  return async () => {
    const consumption = await limits.consumeUpload(CLIENT, { files: 1, bytes: 1 });
    await consumption.refund();
  };
}
