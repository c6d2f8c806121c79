import type { ServerResponse } from "node:http";
import { type ProblemCode, ProblemError } from "../errors.ts";
import { type Consumption, type LimitResult, LimitStoreError } from "./limit.ts";

const CODES = {
  requests: "request_limit_reached",
  files: "file_limit_reached",
  bytes: "byte_limit_reached",
} as const satisfies Record<LimitResult["policy"]["name"], ProblemCode>;

/** How long clients should wait before they retry while Redis is unavailable. */
const RETRY_SECONDS = 5;

/**
 * Consumes the cost of an upload, then signs it by `sign`, and reports the quotas in the RateLimit headers. If signing fails, it refunds the cost.
 *
 * @throws {ProblemError} as {@link enforceLimits}, and whatever `sign` throws
 */
export async function consumeWhile<Signed>(
  res: ServerResponse,
  consuming: Promise<Consumption>,
  sign: (consumption: Consumption) => Promise<Signed>,
): Promise<Signed> {
  const consumption = await consuming.catch(limiterUnavailable);
  reportLimits(res, consumption.results);
  let signed: Signed;
  try {
    signed = await sign(consumption);
  } catch (error) {
    await consumption.refund();
    // After the refund these are no longer right.
    res.removeHeader("RateLimit-Policy");
    res.removeHeader("RateLimit");
    throw error;
  }
  consumption.confirm();
  return signed;
}

/**
 * Sends the client's quotas in the RateLimit headers, and rejects the request if one of them is used up.
 *
 * @throws {ProblemError} `request_limit_reached`, `file_limit_reached`, `byte_limit_reached`, `limiter_unavailable`
 */
export async function enforceLimits(res: ServerResponse, consuming: Promise<readonly LimitResult[]>): Promise<void> {
  reportLimits(res, await consuming.catch(limiterUnavailable));
}

function limiterUnavailable(error: unknown): never {
  if (!(error instanceof LimitStoreError)) throw error;
  const headers = { "Retry-After": String(RETRY_SECONDS) };
  throw new ProblemError("limiter_unavailable", "the limits cannot be checked now; try again later", {
    headers,
    cause: error,
  });
}

/** Adds to the headers, which are lists. RateLimit header fields for HTTP (draft-ietf-httpapi-ratelimit-headers-10) */
function reportLimits(res: ServerResponse, results: readonly LimitResult[]): void {
  for (const { policy, remaining, resetSeconds } of results) {
    addToList(res, "RateLimit-Policy", `"${policy.name}";q=${policy.quota};w=${policy.windowSeconds}`);
    addToList(res, "RateLimit", `"${policy.name}";r=${remaining};t=${resetSeconds}`);
  }
  const rejected = results.find(({ allowed }) => !allowed);
  if (rejected !== undefined) throw limitReached(rejected);
}

/** Keeps each list on one line. Fast path: docs/performance.md#ratelimit */
function addToList(res: ServerResponse, name: string, item: string): void {
  const earlier = res.getHeader(name);
  res.setHeader(name, earlier === undefined ? item : `${earlier}, ${item}`);
}

function limitReached({ policy, remaining, resetSeconds }: LimitResult): ProblemError {
  const { name, quota, windowSeconds } = policy;
  const detail = `the limit is ${quota} ${name} in ${windowSeconds} seconds, and ${remaining} are left; try again in ${resetSeconds} seconds`;
  return new ProblemError(CODES[name], detail, { headers: { "Retry-After": String(resetSeconds) } });
}
