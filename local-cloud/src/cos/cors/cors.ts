import type { IncomingMessage } from "node:http";
import { CosError } from "../errors.ts";
import { allValues, type CosRequest, firstValue } from "../request/cos-request.ts";
import type { CosResponse } from "../response/response.ts";
import { type CorsRule, findRule } from "./cors-rules.ts";

const METHODS = ["PUT", "GET", "POST", "DELETE", "HEAD"];
const EXPOSED = ["ETag", "x-cos-request-id", "x-cos-hash-crc64ecma", "Date", "Content-Length"];
const MAX_AGE_SECONDS = 600;
const READING_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * The rules of a bucket that has none of its own: pages of these origins may do everything. COS has no such rules.
 *
 * @param origins patterns in which `*` matches anything: `http://localhost:*`
 */
export function defaultCorsRules(origins: readonly string[]): readonly CorsRule[] {
  return [{ origins, methods: METHODS, headers: ["*"], exposedHeaders: EXPOSED, maxAgeSeconds: MAX_AGE_SECONDS }];
}

/**
 * The headers that allow a page to read any response, including errors. None without an origin, or if no rule allows the origin and the
 * method. For a preflight, the method is the requested one.
 */
export function corsHeaders(
  { method = "", headers }: Pick<IncomingMessage, "method" | "headers">,
  rules: readonly CorsRule[],
): Record<string, string> {
  const { origin } = headers;
  if (origin === undefined) return {};
  const wanted = method === "OPTIONS" ? headers["access-control-request-method"] : method;
  const rule = findRule(rules, { origin, method: wanted ?? "" });
  if (rule === undefined) return {};
  return {
    "Access-Control-Allow-Origin": origin,
    ...(rule.exposedHeaders.length > 0 && { "Access-Control-Expose-Headers": rule.exposedHeaders.join(", ") }),
    Vary: "Origin",
  };
}

/**
 * Responds to a preflight request, which is never signed.
 *
 * @throws {CosError} AccessForbidden unless a rule allows the origin, the method and every requested header; also without an origin
 * @see OPTIONS Object (436/8288)
 */
export function respondToPreflight({ headers }: CosRequest, rules: readonly CorsRule[]): CosResponse {
  const requestedHeaders = firstValue(headers, "access-control-request-headers");
  const origin = firstValue(headers, "origin");
  if (!origin) throw new CosError("AccessForbidden");
  const rule = findRule(rules, {
    origin,
    method: firstValue(headers, "access-control-request-method") ?? "",
    headers: (requestedHeaders ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
  });
  if (rule === undefined) throw new CosError("AccessForbidden");
  return {
    status: 200,
    headers: {
      "Access-Control-Allow-Methods": rule.methods.join(", "),
      ...(requestedHeaders !== undefined && { "Access-Control-Allow-Headers": requestedHeaders }),
      ...(rule.maxAgeSeconds !== undefined && { "Access-Control-Max-Age": String(rule.maxAgeSeconds) }),
    },
  };
}

/** WeChat's own origins, which older DevTools may send with a mini program's requests. Only WeChat's sites can have one. */
const WECHAT_ORIGIN = /^https?:\/\/(?:[\w-]+\.appservice\.open\.weixin\.qq\.com|servicewechat\.com)$/;

/**
 * Prevents other pages from writing. CORS alone only prevents them from reading the response: a browser still sends a form or a simple
 * request, and anybody who knows the keys can sign it. The default keys are public.
 *
 * @throws {CosError} AccessDenied if the request writes and no rule allows its Origin (`null` too) and method. Clients other than browsers
 *   send no Origin
 */
export function checkOrigin({ method, headers }: CosRequest, rules: readonly CorsRule[]): void {
  if (READING_METHODS.has(method)) return;
  const rejected = allValues(headers, "origin").find(
    (origin) => findRule(rules, { origin, method }) === undefined && !WECHAT_ORIGIN.test(origin),
  );
  if (rejected === undefined) return;
  throw new CosError(
    "AccessDenied",
    `Pages of the origin "${rejected}" may not write here; CORS_ORIGINS or the bucket's own CORS rules name those that may.`,
  );
}
