import { urlEncode } from "./url-encode.ts";

/** Names and raw, decoded values of headers or query parameters. A name without a value has the value "". */
export type NameValues = ReadonlyArray<readonly [name: string, value: string]>;

/** The part of a request that a signature covers. */
export interface SignedRequest {
  /** In any case: `PUT`, `put`. */
  readonly method: string;
  /** The path as COS sees it after percent-decoding, `/` first, without the query: `/photos/腾讯云.jpg`. */
  readonly pathname: string;
  /** @default none */
  readonly query?: NameValues;
  /** @default none. COS protects only what is listed here. */
  readonly headers?: NameValues;
}

export interface HttpString {
  readonly httpString: string;
  /** `q-header-list`: names, encoded, lower-case, sorted, joined by `;`. */
  readonly headerList: string;
  /** `q-url-param-list`: likewise. */
  readonly urlParamList: string;
}

/**
 * HttpString = method, UriPathname, HttpParameters and HttpHeaders, each ended by a line feed.
 *
 * @throws {TypeError} for a path that does not begin with `/`.
 * @see Request Signature (436/7778), steps 3 to 5
 */
export function httpString({ method, pathname, query = [], headers = [] }: SignedRequest): HttpString {
  if (!pathname.startsWith("/"))
    throw new TypeError(`the path to sign begins with "/", not with "${pathname[0] ?? ""}"`);
  const parameters = canonicalize(query);
  const fields = canonicalize(headers);
  return {
    httpString: `${method.toLowerCase()}\n${pathname}\n${parameters.text}\n${fields.text}\n`,
    headerList: fields.names,
    urlParamList: parameters.names,
  };
}

/** Names are encoded, then lower-cased, then sorted: in that order, since encoding moves `/` (`%2f`) before `0`. */
function canonicalize(pairs: NameValues): { text: string; names: string } {
  const sorted = pairs
    .map(([name, value]) => ({ name: urlEncode(name).toLowerCase(), value: urlEncode(value) }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  // One loop rather than two maps and joins, which take a third longer.
  let text = "";
  let names = "";
  for (const { name, value } of sorted) {
    const first = names === "";
    text += first ? `${name}=${value}` : `&${name}=${value}`;
    names += first ? name : `;${name}`;
  }
  return { text, names };
}
