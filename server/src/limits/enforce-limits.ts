import type { ServerResponse } from "node:http";
import { type ProblemCode, ProblemError } from "../errors.ts";
import { LimitStoreError, type Taken } from "./limit.ts";

const CODES = {
  requests: "request_limit_reached",
  files: "file_limit_reached",
  bytes: "byte_limit_reached",
} as const satisfies Record<Taken["policy"]["name"], ProblemCode>;

/** How long a client waits before it asks again, when nobody knows how long it will take. */
const RETRY_SECONDS = 5;

/**
 * Tells the client of its quotas, and refuses the request if one of them was not enough.
 *
 * The headers are lists, and each call adds to them. RateLimit header fields for HTTP (draft-ietf-httpapi-ratelimit-headers-10)
 *
 * @throws {ProblemError} `request_limit_reached`, `file_limit_reached`, `byte_limit_reached`, `limiter_unavailable`
 */
export async function enforceLimits(res: ServerResponse, asking: Promise<readonly Taken[]>): Promise<void> {
  const results = await asking.catch((error: unknown) => {
    if (!(error instanceof LimitStoreError)) throw error;
    const headers = { "Retry-After": String(RETRY_SECONDS) };
    throw new ProblemError("limiter_unavailable", "the limits can't be checked just now", { headers, cause: error });
  });
  for (const { policy, remaining, resetSeconds } of results) {
    addToList(res, "RateLimit-Policy", `"${policy.name}";q=${policy.quota};w=${policy.windowSeconds}`);
    addToList(res, "RateLimit", `"${policy.name}";r=${remaining};t=${resetSeconds}`);
  }
  const refused = results.find(({ allowed }) => !allowed);
  if (refused !== undefined) throw limitReached(refused);
}

/** One line of each: appendHeader writes a line for every item, and six lines cost more than taking from the three quotas. */
function addToList(res: ServerResponse, name: string, item: string): void {
  const earlier = res.getHeader(name);
  res.setHeader(name, earlier === undefined ? item : `${earlier}, ${item}`);
}

function limitReached({ policy, remaining, resetSeconds }: Taken): ProblemError {
  const { name, quota, windowSeconds } = policy;
  const detail = `${quota} ${name} in ${windowSeconds} seconds are the limit, ${remaining} are left; try again in ${resetSeconds} seconds`;
  return new ProblemError(CODES[name], detail, { headers: { "Retry-After": String(resetSeconds) } });
}
