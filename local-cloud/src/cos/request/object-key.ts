import { CosError } from "../errors.ts";

/** In UTF-8. Object Overview (436/13324), "Object key" */
const MAX_OBJECT_KEY_BYTES = 850;

/** CAN, EM, SUB and ESC: the control characters that COS names as unsupported. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSUPPORTED = /[\u0018-\u001b]/;

/**
 * Refuses to store under a key that COS has no object for.
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
