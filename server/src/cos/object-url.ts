import { urlEncodePath } from "./url-encode.ts";

/** The URL of an object: `https://<host>/<key, percent-encoded>`. */
export function objectUrl(scheme: "http" | "https", host: string, key: string): string {
  return `${scheme}://${host}/${urlEncodePath(key)}`;
}
