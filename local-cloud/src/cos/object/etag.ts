/**
 * The ETag of an object put in one piece: its MD5, in quotes.
 *
 * @param object its MD5 as 32 hex digits
 * @see PUT Object (436/7749), "Response headers"
 */
export function etagOf({ md5 }: { readonly md5: string }): string {
  return `"${md5}"`;
}
