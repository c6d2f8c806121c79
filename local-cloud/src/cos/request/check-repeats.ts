import { CosError } from "../errors.ts";
import type { CosRequest } from "./cos-request.ts";

/** Headers that an operation acts on, beside x-cos-*. */
const ACTED_ON: ReadonlySet<string> = new Set([
  ...["cache-control", "content-disposition", "content-encoding", "content-length", "content-md5", "content-type"],
  ...["expires", "if-match", "if-modified-since", "if-none-match", "if-unmodified-since", "range"],
]);

/**
 * Refuses a header that stands there twice and can count only once: which of the two COS takes isn't published, and a signature
 * need not cover it.
 *
 * @throws {CosError} InvalidArgument
 */
export function checkRepeats({ headers }: CosRequest): void {
  const seen = new Set<string>();
  for (const [name] of headers) {
    if (!ACTED_ON.has(name) && !name.startsWith("x-cos-")) continue;
    if (seen.has(name)) throw new CosError("InvalidArgument", `The header ${name} stands there twice.`);
    seen.add(name);
  }
}
