import { CosError } from "../errors.ts";
import { allValues, type CosRequest } from "./cos-request.ts";

/**
 * Refuses an expectation that nobody here meets. node:http's own refusal has no request id and no XML.
 *
 * @throws {CosError} InvalidRequest
 * @see RFC 9110, 10.1.1
 */
export function checkExpectation({ headers }: CosRequest): void {
  if (allValues(headers, "expect").every((expectation) => expectation.toLowerCase() === "100-continue")) return;
  throw new CosError("InvalidRequest", "Expect can only be 100-continue.");
}
