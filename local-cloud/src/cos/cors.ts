import type { NameValues } from "@wx-cos-upload/cos-signature";
import { CosError } from "./errors.ts";
import { allValues, type CosRequest, firstValue } from "./request/cos-request.ts";
import type { CosResponse } from "./response/response.ts";

/** Whether pages of an origin (`http://localhost:5173`) may read responses. */
export type IsAllowedOrigin = (origin: string) => boolean;

const METHODS = "PUT, GET, POST, DELETE, HEAD";
const EXPOSED = "ETag, x-cos-request-id, x-cos-hash-crc64ecma, Date, Content-Length";
const MAX_AGE_SECONDS = 600;
const READING_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Creates an {@link IsAllowedOrigin} from patterns in which `*` matches anything: `http://localhost:*`. */
export function createOriginCheck(patterns: readonly string[]): IsAllowedOrigin {
  const expressions = patterns.map((pattern) => new RegExp(`^${pattern.split("*").map(escapePattern).join(".*")}$`));
  return (origin) => expressions.some((expression) => expression.test(origin));
}

/** The headers that allow a page to read any response, including errors. None without an origin, or if the origin is not allowed. */
export function corsHeaders(headers: NameValues, isAllowed: IsAllowedOrigin): Record<string, string> {
  const origin = firstValue(headers, "origin");
  if (origin === undefined || !isAllowed(origin)) return {};
  return { "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": EXPOSED, Vary: "Origin" };
}

/**
 * Responds to a preflight request, which is never signed.
 *
 * @throws {CosError} AccessForbidden unless the origin is allowed and the requested method exists
 * @see OPTIONS Object (436/8288)
 */
export function respondToPreflight(headers: NameValues, isAllowed: IsAllowedOrigin): CosResponse {
  const method = firstValue(headers, "access-control-request-method") ?? "";
  if (!isAllowed(firstValue(headers, "origin") ?? "") || !METHODS.split(", ").includes(method)) {
    throw new CosError("AccessForbidden");
  }
  const requestedHeaders = firstValue(headers, "access-control-request-headers");
  return {
    status: 200,
    headers: {
      "Access-Control-Allow-Methods": METHODS,
      ...(requestedHeaders !== undefined && { "Access-Control-Allow-Headers": requestedHeaders }),
      "Access-Control-Max-Age": String(MAX_AGE_SECONDS),
    },
  };
}

/** WeChat's own origins, which older DevTools may send with a mini program's requests. Only WeChat's sites can have one. */
const WECHAT_ORIGIN = /^https?:\/\/(?:[\w-]+\.appservice\.open\.weixin\.qq\.com|servicewechat\.com)$/;

/**
 * Prevents other pages from writing. CORS alone only prevents them from reading the response: a browser still sends a form or a simple
 * request, and anybody who knows the keys can sign it. The default keys are public.
 *
 * @throws {CosError} AccessDenied if the request writes and its Origin (`null` too) is not allowed. Clients other than browsers send none.
 */
export function checkOrigin({ method, headers }: CosRequest, isAllowed: IsAllowedOrigin): void {
  if (READING_METHODS.has(method)) return;
  const rejected = allValues(headers, "origin").find((origin) => !isAllowed(origin) && !WECHAT_ORIGIN.test(origin));
  if (rejected === undefined) return;
  throw new CosError(
    "AccessDenied",
    `Pages of the origin "${rejected}" may not write here; CORS_ORIGINS names those that may.`,
  );
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
