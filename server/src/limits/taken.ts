import type { RateLimiterRes } from "rate-limiter-flexible";
import type { LimitPolicy, Taken } from "./limit.ts";

/** What the library says of a quota, in the words of this server. */
export function takenOf(
  policy: LimitPolicy,
  result: RateLimiterRes,
  amount: number,
  giveBack?: Taken["giveBack"],
): Taken {
  const { consumedPoints, msBeforeNext } = result;
  const allowed = consumedPoints <= policy.quota;
  const used = allowed ? consumedPoints : consumedPoints - amount;
  return {
    policy,
    allowed,
    remaining: Math.max(policy.quota - used, 0),
    // A quota that nothing was ever taken of has no end yet.
    resetSeconds: msBeforeNext > 0 ? Math.ceil(msBeforeNext / 1000) : policy.windowSeconds,
    giveBack,
  };
}
