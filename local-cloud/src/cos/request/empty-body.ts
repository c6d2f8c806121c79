import { CosError } from "../errors.ts";
import type { Body } from "../operations/operation.ts";

/**
 * Reads the body of an operation that has none. A client that sends bytes with a copy has mixed up two requests.
 *
 * @throws {CosError} InvalidRequest if there is a byte
 */
export async function readEmptyBody(body: Body): Promise<void> {
  for await (const { length } of body) {
    if (length > 0) throw new CosError("InvalidRequest", "This operation has no body.");
  }
}
