import type { Client } from "./client-key.ts";

/** A quota for one client and one window. The window begins with the first consumption. */
export interface LimitPolicy {
  /** The name in the RateLimit headers. */
  readonly name: "requests" | "files" | "bytes";
  /** What one client may consume in a window. */
  readonly quota: number;
  readonly windowSeconds: number;
}

/** One quota of a client after a consumption. */
export interface LimitResult {
  readonly policy: LimitPolicy;
  /** `false`: the quota had too little left for this request. */
  readonly allowed: boolean;
  /** What is left of the quota. */
  readonly remaining: number;
  /** Seconds until the window ends and the whole quota is available again. */
  readonly resetSeconds: number;
}

/** What a request consumes of one quota. */
export interface LimitCost {
  readonly policy: LimitPolicy;
  readonly amount: number;
}

/** Makes repeated requests consume files and bytes only once. */
export interface Once {
  /** Identifies the request among those of its client. It has no white space. */
  readonly key: string;
  /** What the store remembers with the key. It is different for every request, and has no white space. */
  readonly value: string;
  /** How long the store remembers it. */
  readonly lifetimeSeconds: number;
}

/** One atomic consumption of several quotas. */
export interface Consumption {
  /** The value of an earlier request with the same {@link Once} key. This one has then consumed only a request. */
  readonly remembered?: string | undefined;
  /** One result for each quota, in the order of the costs. */
  readonly results: readonly LimitResult[];
  /** Makes the consumption final. Without it, the store refunds the consumption after {@link LEASE_SECONDS}. */
  confirm(): void;
  /** Undoes the consumption. Repeated calls, and calls after the window has ended, do nothing. It never rejects: an unavailable store refunds later. */
  refund(): Promise<void>;
}

/** Counts quotas, in this process or in Redis. */
export interface LimitStore {
  /**
   * Consumes all of the costs in one atomic step, or none of them.
   *
   * `requests` is the exception: a rejected request is still a request, so it counts while its own quota lasts. Otherwise a client with no files or
   * bytes left could send requests without a rate limit.
   *
   * @param once consumes only a request if the client has consumed with this key before; a refund forgets the key
   * @throws {LimitStoreError} if the store does not respond; a consumption that it executes later does not last
   */
  consume(client: Client, costs: readonly LimitCost[], once?: Once): Promise<Consumption>;
}

/** Redis refunds a consumption that is not confirmed within this time: the server was killed, or timed out while it waited for Redis. */
export const LEASE_SECONDS = 10;

/** The store of the limits does not respond, so the remaining quotas are unknown. */
export class LimitStoreError extends Error {
  override readonly name = "LimitStoreError";
}
