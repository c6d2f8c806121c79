import { CosError } from "../errors.ts";

/** Longest object key, in bytes of UTF-8. Object Overview (436/13324), "Object key" */
const MAX_OBJECT_KEY_BYTES = 850;

/** CAN, EM, SUB and ESC: the control characters that COS does not support. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression searches for control characters
const UNSUPPORTED = /[\u0018-\u001b]/;

/**
 * Rejects a key that COS does not allow for an object.
 *
 * @throws {CosError} InvalidObjectName, KeyTooLong
 * @see Object Overview (436/13324), "Object key"
 */
export function checkObjectKey(key: string): void {
  if (key === "") throw new CosError("InvalidObjectName", "The object key is empty.");
  if (key.startsWith("/") || key.startsWith("\\")) {
    throw new CosError("InvalidObjectName", "An object key cannot start with / or \\.");
  }
  if (UNSUPPORTED.test(key)) {
    throw new CosError("InvalidObjectName", "An object key cannot contain the ASCII control characters 24 to 27.");
  }
  // Only a program can write such a key: a URL and a form are UTF-8, which has no form for it.
  if (/\p{Surrogate}/u.test(key)) throw new CosError("InvalidObjectName", "The object key contains half a character.");
  if (isPathToRoot(key)) throw new CosError("InvalidObjectName", "The object key is a path to the bucket itself.");
  const bytes = Buffer.byteLength(key);
  if (bytes > MAX_OBJECT_KEY_BYTES) {
    throw new CosError("KeyTooLong", `The object key has ${bytes} bytes; the limit is ${MAX_OBJECT_KEY_BYTES}.`);
  }
}

/**
 * Whether a key simplifies to `/`: a client that simplifies paths would list the bucket, or delete it, instead of an object. Tencent's SDKs
 * reject such a key before they send it.
 */
export function isPathToRoot(key: string): boolean {
  let depth = 0;
  for (const segment of key.split("/")) {
    if (segment === "..") depth = Math.max(0, depth - 1);
    else if (segment !== "" && segment !== ".") depth += 1;
  }
  return depth === 0;
}
