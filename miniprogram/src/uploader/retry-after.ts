import type { HttpResponse } from "./platform";

/**
 * How long an answer's Retry-After asks to wait, in seconds or as a date. A date counts from the answer's own Date, as the phone's
 * clock may be wrong. Undefined if there is none that makes sense. RFC 9110 section 10.2.3.
 */
export function retryAfterMs(headers: HttpResponse["headers"]): number | undefined {
  const retryAfter = headers["retry-after"];
  if (!retryAfter) return undefined;
  const isSeconds = /^\d+$/.test(retryAfter);
  const delayMs = isSeconds ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.parse(headers["date"] ?? "");
  return delayMs >= 0 ? delayMs : undefined;
}
