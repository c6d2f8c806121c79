/** Most names and values need no encoding; asking first costs a quarter of encoding them. */
const UNRESERVED_ONLY = /^[\w.~-]*$/;
const UNRESERVED_AND_SLASHES_ONLY = /^[\w.~/-]*$/;

/** What encodeURIComponent leaves alone although RFC 3986 reserves it, and COS's UrlEncode does not leave alone. */
const RESERVED_MARKS = /[!'()*]/g;

/**
 * COS's UrlEncode: everything but `A-Z a-z 0-9 - _ . ~` becomes `%XX` with upper-case hex of its UTF-8 bytes, `/` too.
 *
 * @throws {URIError} for a lone surrogate, which has no UTF-8 form.
 * @see Request Signature (436/7778), "UrlEncode"
 */
export function urlEncode(text: string): string {
  if (UNRESERVED_ONLY.test(text)) return text;
  return encodeURIComponent(text).replace(RESERVED_MARKS, percentEncode);
}

/** {@link urlEncode} for a path: its slashes stay. The form in which an object key stands in a URL. */
export function urlEncodePath(path: string): string {
  if (UNRESERVED_AND_SLASHES_ONLY.test(path)) return path;
  return urlEncode(path).replaceAll("%2F", "/");
}

/** The URL of an object: `https://<host>/<key, percent-encoded>`. */
export function objectUrl(scheme: "http" | "https", host: string, key: string): string {
  return `${scheme}://${host}/${urlEncodePath(key)}`;
}

function percentEncode(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}
