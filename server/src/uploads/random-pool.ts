/** Bytes per draw: enough for 256 object keys. */
const POOL_BYTES = 4096;

/**
 * Creates a source of random bytes that draws 4 KiB at a time from another source and returns each byte once, as Node's randomUUID does.
 *
 * Fast path: docs/performance.md#random-bytes
 */
export function createRandomPool(source: (bytes: number) => Buffer): (bytes: number) => Buffer {
  let pool: Buffer = Buffer.alloc(0);
  let used = 0;
  return (bytes) => {
    if (bytes > POOL_BYTES) return source(bytes);
    if (used + bytes > pool.length) {
      pool = source(POOL_BYTES);
      used = 0;
    }
    used += bytes;
    return pool.subarray(used - bytes, used);
  };
}
