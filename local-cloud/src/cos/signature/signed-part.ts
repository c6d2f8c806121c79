import type { NameValues } from "@wx-cos-upload/cos-signature";

/**
 * What a list of names (`q-header-list`, `q-url-param-list`) covers of the headers or parameters on the wire: every pair
 * with a listed name, repeated ones included, so that a signature over one of two equal headers fits neither.
 */
export function signedPart(list: string, pairs: NameValues): NameValues {
  const listed = new Set(list.split(";").map(decodeName));
  return pairs.filter(([name]) => listed.has(name.toLowerCase()));
}

/** Names stand in the list URL-encoded, then in lower case. A name that decodes to nothing covers nothing. */
function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded).toLowerCase();
  } catch {
    return "";
  }
}
