import { CosError } from "../errors.ts";
import { allValues, type CosRequest } from "./cos-request.ts";

/**
 * Rejects every expectation except `100-continue`. The error response of node:http has no request id and no XML.
 *
 * @throws {CosError} InvalidRequest
 * @see RFC 9110, 10.1.1
 */
export function checkExpectation({ headers }: CosRequest): void {
  if (allValues(headers, "expect").every((expectation) => expectation.toLowerCase() === "100-continue")) return;
  throw new CosError("InvalidRequest", "Expect must be 100-continue.");
}
