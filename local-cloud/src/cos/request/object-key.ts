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
  const bytes = Buffer.byteLength(key);
  if (bytes > MAX_OBJECT_KEY_BYTES) {
    throw new CosError("KeyTooLong", `The object key has ${bytes} bytes; the limit is ${MAX_OBJECT_KEY_BYTES}.`);
  }
}
