import type { Stack } from "./start-stack.ts";

/**
 * Expects an object to consist of exactly these bytes. Returns the stored object.
 *
 * Jest's own toEqual compares a Buffer element by element, which takes two seconds for 1 MiB.
 */
export async function expectBytes(stack: Stack, key: string, bytes: Buffer) {
  const stored = await stack.bucket.read(key);
  expect(stored.status).toBe(200);
  expect(stored.bytes.length).toBe(bytes.length);
  expect(stored.bytes.equals(bytes)).toBe(true);
  return stored;
}
