import { createRetryPause } from "../retry-pause.ts";
import type { CredentialProvider, FetchCredentials, TemporaryCredentials } from "./credential-provider.ts";
import { credentialsUnavailable } from "./credentials-unavailable.ts";

/** What came of one fetch. It holds no key and no token. */
export type CredentialsEvent =
  | { readonly kind: "refreshed"; readonly lifetimeSeconds: number }
  /** Requests go on with the old ones while `secondsLeft` is above 0, and are refused when it isn't. */
  | { readonly kind: "refresh_failed"; readonly error: unknown; readonly secondsLeft: number };

export interface CachedCredentialsOptions {
  readonly fetchCredentials: FetchCredentials;
  /** New ones are fetched when the old have less than this left, or half of their lifetime if that is shorter. */
  readonly refreshAheadSeconds: number;
  /** The present, in Unix milliseconds. */
  readonly now: () => number;
  /** A clock that never runs backwards, in milliseconds. */
  readonly monotonicMs: () => number;
  /** From 0 to 1: spreads the refreshes of many machines. */
  readonly random: () => number;
  /** Told of every fetch. */
  readonly report: (event: CredentialsEvent) => void;
  /** Told of every request for credentials: they were at hand, or it had to wait. @default nobody is told */
  readonly countUse?: (result: "hit" | "miss") => void;
}

interface Held {
  readonly credentials: TemporaryCredentials;
  /** When they end by the clock that never runs backwards. */
  readonly endMonotonicMs: number;
  /** With less than this left they are refreshed. */
  readonly refreshBelowSeconds: number;
}

/** With less than this left, a request waits for new ones rather than be given a signature that is as good as over. */
const WAIT_BELOW_SECONDS = 60;

/** 36 hours, the most of GetFederationToken (1312/48195), and five minutes between two clocks. An end in milliseconds lies far beyond. */
const LONGEST_LIFETIME_SECONDS = 129_900;

/** While nothing can be signed, an STS that is back has to be noticed sooner. */
const LONGEST_PAUSE_WITHOUT_MS = 5_000;

/**
 * Remembers temporary credentials of one scope: one fetch for a lifetime of them, and never two at once.
 *
 * They are refreshed ahead of their end while requests go on with the old ones. When that fails, the old ones serve to their end
 * and the next try waits 1 s, then 2, 4 … 30, or 5 without any: an STS that is down is not hammered. Their time left is the shorter of what two clocks
 * say, so neither a clock that is set back nor a machine that slept makes them look alive.
 *
 * @throws {ProblemError} `credentials_unavailable`, when there are none that live
 */
export function cacheCredentials(options: CachedCredentialsOptions): CredentialProvider {
  const { fetchCredentials, refreshAheadSeconds, now, monotonicMs, random, report, countUse = () => {} } = options;
  let held: Held | undefined;
  let inFlight: Promise<Held> | undefined;
  const pause = createRetryPause(random);
  let lastError: unknown;

  return async function credentials() {
    const left = secondsLeft(held);
    if (held === undefined || left < WAIT_BELOW_SECONDS) return waitForNew();
    if (left < held.refreshBelowSeconds && pauseLeftMs() <= 0) {
      // Nobody waits for it, and a failure has been reported by then.
      refresh().catch(() => {});
    }
    countUse("hit");
    return held.credentials;
  };

  async function waitForNew(): Promise<TemporaryCredentials> {
    // A short lifetime is no reason to call for every request.
    if (held !== undefined && secondsLeft(held) >= held.refreshBelowSeconds) {
      countUse("hit");
      return held.credentials;
    }
    countUse("miss");
    try {
      if (inFlight === undefined && pauseLeftMs() > 0) throw lastError;
      return (await refresh()).credentials;
    } catch (cause) {
      if (held !== undefined && secondsLeft(held) > 0) return held.credentials;
      const retryAfterSeconds = Math.max(1, Math.ceil(pauseLeftMs() / 1000));
      throw credentialsUnavailable(cause, retryAfterSeconds);
    }
  }

  function refresh(): Promise<Held> {
    inFlight ??= fetchNew().finally(() => {
      inFlight = undefined;
    });
    return inFlight;
  }

  async function fetchNew(): Promise<Held> {
    try {
      held = hold(await fetchCredentials());
      pause.succeeded();
      report({ kind: "refreshed", lifetimeSeconds: secondsLeft(held) });
      return held;
    } catch (error) {
      pause.failed(monotonicMs());
      lastError = error;
      report({ kind: "refresh_failed", error, secondsLeft: secondsLeft(held) });
      throw error;
    }
  }

  function hold(credentials: TemporaryCredentials): Held {
    const lifetimeSeconds = credentials.expiresSeconds - now() / 1000;
    if (lifetimeSeconds <= 0) {
      throw new Error("the new credentials have ended already; is this machine's clock right?");
    }
    if (lifetimeSeconds > LONGEST_LIFETIME_SECONDS) {
      throw new Error(`the new credentials end in ${Math.round(lifetimeSeconds)} seconds, which STS never gives`);
    }
    return {
      credentials: Object.freeze({ ...credentials }),
      endMonotonicMs: monotonicMs() + lifetimeSeconds * 1000,
      refreshBelowSeconds: Math.min(refreshAheadSeconds, lifetimeSeconds / 2) * (1 - 0.2 * random()),
    };
  }

  function pauseLeftMs(): number {
    return pause.leftMs(monotonicMs(), secondsLeft(held) > 0 ? undefined : LONGEST_PAUSE_WITHOUT_MS);
  }

  function secondsLeft(of: Held | undefined): number {
    if (of === undefined) return 0;
    const byWallClock = of.credentials.expiresSeconds - now() / 1000;
    return Math.max(0, Math.min(byWallClock, (of.endMonotonicMs - monotonicMs()) / 1000));
  }
}
