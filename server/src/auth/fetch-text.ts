import { isNativeError } from "node:util/types";

/** What Node's fetch gives as cause where no byte of the request can have arrived. */
const NOT_SENT_CODES: ReadonlySet<unknown> = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "EHOSTUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether a failure, or one behind it, says that the request never left. */
export function isNotSent(error: unknown): boolean {
  if (!isNativeError(error)) return false;
  if ("code" in error && NOT_SENT_CODES.has(error.code)) return true;
  // A host of several addresses fails once for each.
  if ("errors" in error && Array.isArray(error.errors)) return error.errors.length > 0 && error.errors.every(isNotSent);
  return isNotSent(error.cause);
}

/**
 * The body of a response as text.
 *
 * @param maxBytes counted after decompression
 * @throws {Error} for a body of more than `maxBytes`, which is then not read on
 */
export async function readText(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the body.
    if (bytes > maxBytes) throw new Error(`answered ${response.status} with more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  // Leaves a byte order mark out, as response.text() does.
  return new TextDecoder().decode(Buffer.concat(chunks));
}
