import type { Client } from "./client-key.ts";
import type { LimitCost, LimitPolicy, LimitResult } from "./limit.ts";

/**
 * The quotas of an IPv6 /48 are this many times those of a client. A site or a hosting customer owns a whole /48 with
 * 65,536 networks of /64, each of which would have its own quotas. A mobile operator's phones share a /48 too, so these quotas must be larger.
 */
export const NETWORK_QUOTA_FACTOR = 16;

/** One counter of a store: what one client, or the network around it, consumed in a window. */
export interface Counter {
  /** `ip:203.0.113.7`, `owner:0123abcd` */
  readonly client: string;
  readonly policy: LimitPolicy;
  readonly amount: number;
  /** Counts although another quota rejects the request. See {@link LimitStore.consume} */
  readonly countsIfRejected: boolean;
}

/** A counter after a consumption. */
export interface Counted {
  readonly allowed: boolean;
  readonly used: number;
  /** Milliseconds until the window ends; 0 or less if no window has begun. */
  readonly resetMs: number;
}

/** The counters that a consumption touches: the client's, and those of its /48. */
export function countersOf({ key, network }: Client, costs: readonly LimitCost[]): Counter[] {
  return costs.flatMap(({ policy, amount }) => {
    const countsIfRejected = policy.name === "requests";
    const own = { client: key, policy, amount, countsIfRejected };
    if (network === undefined) return [own];
    const quota = Math.min(policy.quota * NETWORK_QUOTA_FACTOR, Number.MAX_SAFE_INTEGER);
    return [own, { ...own, client: network, policy: { ...policy, quota } }];
  });
}

/** The counters of a request that repeats an earlier one: it consumes nothing but itself. */
export function countersOfRepeat(counters: readonly Counter[]): Counter[] {
  return counters.map((counter) => (counter.countsIfRejected ? counter : { ...counter, amount: 0 }));
}

/** Returns one result for each cost: the client's or its network's, whichever has less left. */
export function resultsOf(
  costs: readonly LimitCost[],
  counters: readonly Counter[],
  counted: readonly Counted[],
): LimitResult[] {
  return costs.map(({ policy: { name } }) =>
    counters
      .flatMap(({ policy }, index) => {
        const state = counted[index];
        return state === undefined || policy.name !== name ? [] : [resultOf(policy, state)];
      })
      .reduce((tightest, result) => (isTighter(result, tightest) ? result : tightest)),
  );
}

function isTighter(result: LimitResult, than: LimitResult): boolean {
  return result.allowed === than.allowed ? result.remaining < than.remaining : !result.allowed;
}

function resultOf(policy: LimitPolicy, { allowed, used, resetMs }: Counted): LimitResult {
  return {
    policy,
    allowed,
    remaining: Math.max(policy.quota - used, 0),
    resetSeconds: resetMs > 0 ? Math.ceil(resetMs / 1000) : policy.windowSeconds,
  };
}
