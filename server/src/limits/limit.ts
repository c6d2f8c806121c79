/** So much in so long, counted from the first that is taken. */
export interface LimitPolicy {
  /** As the RateLimit headers name it. */
  readonly name: "requests" | "files" | "bytes";
  /** Most that one client may take in a window. */
  readonly quota: number;
  readonly windowSeconds: number;
}

/** What came of asking for some of a quota. */
export interface Taken {
  readonly policy: LimitPolicy;
  /** `false`: there was not enough left, and nothing was taken. */
  readonly allowed: boolean;
  /** What is left of the quota. */
  readonly remaining: number;
  /** Seconds until the whole quota is there again. */
  readonly resetSeconds: number;
  /**
   * Gives back what was taken and not used, where it was taken. Missing where nothing was taken.
   *
   * @throws {LimitStoreError}
   */
  readonly giveBack?: (() => Promise<void>) | undefined;
}

/** A quota that clients take from, wherever it is counted. */
export interface Limit {
  readonly policy: LimitPolicy;
  /** Takes all of `amount`, or nothing. @throws {LimitStoreError} if the counter can't be reached */
  take(client: string, amount: number): Promise<Taken>;
}

/** Nobody knows how much is left: the store of the counters does not answer. */
export class LimitStoreError extends Error {
  override readonly name = "LimitStoreError";
}
