import { urlEncode } from "@wx-cos-upload/cos-signature";
import { CosError } from "../errors.ts";
import { UNREPRESENTABLE } from "../response/xml.ts";
import { type CosRequest, firstValue } from "./cos-request.ts";

/** How a listing writes the keys, prefixes, delimiters and markers in its XML. */
export interface NameEncoding {
  readonly type: "url" | undefined;
  readonly encode: (name: string) => string;
}

/**
 * Reads `encoding-type`.
 *
 * @throws {CosError} InvalidArgument for another value than `url`. Without it, `encode` throws InvalidArgument for a name that XML cannot
 *   represent
 * @see GET Bucket (List Objects) (436/7734), encoding-type
 */
export function readNameEncoding({ query }: CosRequest): NameEncoding {
  const type = firstValue(query, "encoding-type");
  if (type === undefined || type === "") return { type: undefined, encode: checkRepresentable };
  if (type !== "url") throw new CosError("InvalidArgument", "encoding-type must be url.");
  return { type, encode: urlEncode };
}

/** A marker that contains another character instead would skip keys, or never end. */
function checkRepresentable(name: string): string {
  if (!UNREPRESENTABLE.test(name)) return name;
  throw new CosError("InvalidArgument", "A name has a control character: list with encoding-type=url.");
}
