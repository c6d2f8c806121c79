/** How much is drawn at once: enough for 256 object keys. */
const POOL_BYTES = 4096;

/**
 * A source of random bytes that draws 4 KiB at a time from another and hands each byte out once, as Node's randomUUID does.
 * A draw is a system call: under load 16 bytes by themselves took longer than the whole signature they were for.
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
