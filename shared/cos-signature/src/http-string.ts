import { urlEncode } from "./url-encode.ts";

/** Names and values of headers or query parameters, decoded. A name without a value has the value "". */
export type NameValues = ReadonlyArray<readonly [name: string, value: string]>;

/** The part of a request that a signature covers. */
export interface SignedRequest {
  /** In upper or lower case: `PUT`, `put`. */
  readonly method: string;
  /** The path after percent-decoding, with its leading `/` and without the query: `/photos/腾讯云.jpg`. */
  readonly pathname: string;
  /** Query parameters to sign, in any order. @default none */
  readonly query?: NameValues;
  /** Headers to sign, in any order. COS protects only these. @default none */
  readonly headers?: NameValues;
}

/** An HTTP string and the two lists of what it covers. */
export interface HttpString {
  readonly httpString: string;
  /** `q-header-list`: the names of the signed headers, encoded, in lower case, sorted and joined by `;`. */
  readonly headerList: string;
  /** `q-url-param-list`: the names of the signed parameters in the same form. */
  readonly urlParamList: string;
}

/**
 * Builds the HTTP string: method, UriPathname, HttpParameters and HttpHeaders, each followed by a line feed.
 *
 * @throws {TypeError} if the path does not begin with `/`
 * @throws {URIError} if a header or parameter contains a lone surrogate
 * @see Request Signature (436/7778), steps 3 to 5
 * @example
 * const headers = [["host", "bucket1-1254000000.cos.ap-beijing.myqcloud.com"], ["range", "bytes=0-3"]] as const;
 * httpString({ method: "get", pathname: "/testfile", headers }).httpString;
 * // "get\n/testfile\n\nhost=bucket1-1254000000.cos.ap-beijing.myqcloud.com&range=bytes%3D0-3\n"
 */
export function httpString({ method, pathname, query = [], headers = [] }: SignedRequest): HttpString {
  if (!pathname.startsWith("/"))
    throw new TypeError(`the path to sign must begin with "/", not with "${pathname[0] ?? ""}"`);
  const parameters = canonicalize(query);
  const fields = canonicalize(headers);
  return {
    httpString: `${method.toLowerCase()}\n${pathname}\n${parameters.text}\n${fields.text}\n`,
    headerList: fields.names,
    urlParamList: parameters.names,
  };
}

/** Encodes the names, lower-cases them, then sorts them. The order of these steps matters: encoding moves `/` (`%2f`) before `0`. */
function canonicalize(pairs: NameValues): { text: string; names: string } {
  const sorted = pairs
    .map(([name, value]) => ({ name: urlEncode(name).toLowerCase(), value: urlEncode(value) }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  // One loop, because two maps and joins take a third longer.
  let text = "";
  let names = "";
  for (const { name, value } of sorted) {
    const first = names === "";
    text += first ? `${name}=${value}` : `&${name}=${value}`;
    names += first ? name : `;${name}`;
  }
  return { text, names };
}
