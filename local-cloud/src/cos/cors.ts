import type { NameValues } from "@wx-cos-upload/cos-signature";
import { CosError } from "./errors.ts";
import { allValues, type CosRequest, firstValue } from "./request/cos-request.ts";
import type { Answer } from "./response/response.ts";

/** Whether pages of an origin (`http://localhost:5173`) may read answers. */
export type IsAllowedOrigin = (origin: string) => boolean;

const METHODS = "PUT, GET, POST, DELETE, HEAD";
const EXPOSED = "ETag, x-cos-request-id, x-cos-hash-crc64ecma, Date, Content-Length";
const MAX_AGE_SECONDS = 600;
const READING_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Makes an {@link IsAllowedOrigin} of patterns in which `*` stands for anything: `http://localhost:*`. */
export function createOriginCheck(patterns: readonly string[]): IsAllowedOrigin {
  const expressions = patterns.map((pattern) => new RegExp(`^${pattern.split("*").map(escapePattern).join(".*")}$`));
  return (origin) => expressions.some((expression) => expression.test(origin));
}

/** The headers that let a browser's page read any answer, errors too. None if there is no origin or it isn't allowed. */
export function corsHeaders(headers: NameValues, isAllowed: IsAllowedOrigin): Record<string, string> {
  const origin = firstValue(headers, "origin");
  if (origin === undefined || !isAllowed(origin)) return {};
  return { "Access-Control-Allow-Origin": origin, "Access-Control-Expose-Headers": EXPOSED, Vary: "Origin" };
}

/**
 * Answers a preflight. It is never signed.
 *
 * @throws {CosError} AccessForbidden unless an allowed origin asks for a method there is.
 * @see OPTIONS Object (436/8288)
 */
export function answerPreflight(headers: NameValues, isAllowed: IsAllowedOrigin): Answer {
  const method = firstValue(headers, "access-control-request-method") ?? "";
  if (!isAllowed(firstValue(headers, "origin") ?? "") || !METHODS.split(", ").includes(method)) {
    throw new CosError("AccessForbidden");
  }
  const asked = firstValue(headers, "access-control-request-headers");
  return {
    status: 200,
    headers: {
      "Access-Control-Allow-Methods": METHODS,
      ...(asked !== undefined && { "Access-Control-Allow-Headers": asked }),
      "Access-Control-Max-Age": String(MAX_AGE_SECONDS),
    },
  };
}

/** WeChat's own, which older DevTools may send with a mini program's requests. No site but WeChat's can have one. */
const WECHAT_ORIGIN = /^https?:\/\/(?:[\w-]+\.appservice\.open\.weixin\.qq\.com|servicewechat\.com)$/;

/**
 * Keeps pages elsewhere from writing. CORS alone keeps them from reading the answer: a form or a simple request is sent all the same,
 * and whoever knows the keys, which are published ones unless others are set, can sign it.
 *
 * @throws {CosError} AccessDenied if it writes and has an Origin (`null` too) that isn't allowed. Clients that are no pages send none.
 */
export function checkOrigin({ method, headers }: CosRequest, isAllowed: IsAllowedOrigin): void {
  if (READING_METHODS.has(method)) return;
  const refused = allValues(headers, "origin").find((origin) => !isAllowed(origin) && !WECHAT_ORIGIN.test(origin));
  if (refused === undefined) return;
  throw new CosError(
    "AccessDenied",
    `Pages of the origin "${refused}" may not write here; CORS_ORIGINS names those that may.`,
  );
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
