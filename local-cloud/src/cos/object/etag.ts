/**
 * The ETag of an object that was uploaded in one piece: its MD5, in quotation marks.
 *
 * @param object an object with its MD5 as 32 hex digits
 * @see PUT Object (436/7749), "Response headers"
 */
export function etagOf({ md5 }: { readonly md5: string }): string {
  return `"${md5}"`;
}
