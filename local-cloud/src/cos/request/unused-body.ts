import { CosError } from "../errors.ts";
import type { Body } from "../operations/operation.ts";

/**
 * Reads the body of a copy, which has no effect. It is not rejected: the holder of a signed upload can add x-cos-copy-source to it, and only
 * the permissions of the credentials may prevent that copy.
 */
export async function ignoreBody(body: Body): Promise<void> {
  for await (const _ of body);
}

/**
 * Reads the body of an operation that has none.
 *
 * @throws {CosError} InvalidRequest if there is a byte
 */
export async function rejectBody(body: Body): Promise<void> {
  for await (const { length } of body) {
    if (length > 0) throw new CosError("InvalidRequest", "This operation has no body.");
  }
}
