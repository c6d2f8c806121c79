import type { Redis } from "ioredis";
import { createRedisStore } from "./redis-store.ts";
import { createUploadLimits } from "./upload-limits.ts";

/** A quota that is never used up, so that each probe writes to Redis as a request does. Its keys expire a minute after the first probe. */
const POLICY = { quota: Number.MAX_SAFE_INTEGER, windowSeconds: 60 } as const;

/** No client has this key: theirs begin with `owner:` or `ip:`. */
const CLIENT = { key: "probe" };

/**
 * Creates a check that Redis can count. For a client of its own, it consumes a request, a file and a byte as a signature does, and refunds
 * them. A PING proves less: a read-only replica, a full Redis and one that forbids scripts all respond to it.
 *
 * @throws {LimitStoreError} from the check, if Redis cannot count
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
