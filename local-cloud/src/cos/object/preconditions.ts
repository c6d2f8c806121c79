/** The headers that make a GET or HEAD conditional. */
export interface Preconditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
  readonly ifModifiedSince: string | undefined;
  readonly ifUnmodifiedSince: string | undefined;
}

export type PreconditionResult = "met" | "failed" | "not-modified";

/**
 * Evaluates preconditions in HTTP's order. Invalid dates are ignored.
 *
 * @param etag with its quotation marks
 * @see GET Object (436/7753), HEAD Object (436/7745); RFC 9110, section 13.2.2
 */
export function evaluatePreconditions(
  conditions: Preconditions,
  etag: string,
  lastModifiedMs: number,
): PreconditionResult {
  const { ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince } = conditions;
  // HTTP dates have whole seconds.
  const modifiedMs = Math.floor(lastModifiedMs / 1000) * 1000;
  if (ifMatch !== undefined ? !names(ifMatch, etag, { weakly: false }) : modifiedMs > dateMs(ifUnmodifiedSince))
    return "failed";
  if (ifNoneMatch !== undefined) return names(ifNoneMatch, etag, { weakly: true }) ? "not-modified" : "met";
  return modifiedMs <= dateMs(ifModifiedSince) ? "not-modified" : "met";
}

/**
 * Whether a list of entity tags, or `*`, contains this one. Tags without quotation marks count too, because SDKs send them. A weak tag counts
 * only for a weak comparison. RFC 9110, 8.8.3.2
 */
function names(list: string, etag: string, { weakly }: { readonly weakly: boolean }): boolean {
  return list
    .split(",")
    .map((tag) => (weakly ? tag.trim().replace(/^W\//, "") : tag.trim()))
    .some((tag) => tag === "*" || tag === etag || `"${tag}"` === etag);
}

/** The three forms of a date in HTTP. RFC 9110, 5.6.7 */
const HTTP_DATE = /^[A-Z][a-z]+, [ \w:-]+ GMT$/;
const ASCTIME = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/;

/** NaN if there is no valid date. Every comparison with NaN is false. */
function dateMs(text = ""): number {
  if (HTTP_DATE.test(text)) return Date.parse(text);
  return ASCTIME.test(text) ? Date.parse(`${text} GMT`) : Number.NaN;
}
