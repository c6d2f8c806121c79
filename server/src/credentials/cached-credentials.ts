import { createRetryPause } from "../remote/retry-pause.ts";
import type { CredentialProvider, FetchCredentials, TemporaryCredentials } from "./credential-provider.ts";
import { credentialsUnavailable } from "./credentials-unavailable.ts";

/** The outcome of one fetch. It contains no key and no token. */
export type CredentialsEvent =
  | { readonly kind: "refreshed"; readonly lifetimeSeconds: number }
  /** Requests use the old credentials while `secondsLeft` is above 0, and are rejected after that. */
  | { readonly kind: "refresh_failed"; readonly error: unknown; readonly secondsLeft: number };

export interface CachedCredentialsOptions {
  readonly fetchCredentials: FetchCredentials;
  /** New credentials are fetched when the old ones have less time left than this, or than half of their lifetime if that is shorter. */
  readonly refreshAheadSeconds: number;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
  /** A clock that never runs backwards, in milliseconds. */
  readonly monotonicMs: () => number;
  /** From 0 to 1: spreads the refreshes of many machines. */
  readonly random: () => number;
  /** Called after every fetch. */
  readonly report: (event: CredentialsEvent) => void;
  /** Called for every request for credentials: `hit` if they were cached, `miss` if it had to wait. @default does nothing */
  readonly countUse?: (result: "hit" | "miss") => void;
}

interface Cached {
  readonly credentials: TemporaryCredentials;
  /** When they expire, by the clock that never runs backwards. */
  readonly endMonotonicMs: number;
  /** They are refreshed when they have less time left than this. */
  readonly refreshBelowSeconds: number;
}

/** With less time left than this, a request waits for new credentials; a signature with the old ones would expire almost at once. */
const WAIT_BELOW_SECONDS = 60;

/** 36 hours, the maximum of GetFederationToken (1312/48195), plus five minutes of clock difference. An expiry in milliseconds by mistake is far beyond it. */
const LONGEST_LIFETIME_SECONDS = 129_900;

/** While the server cannot sign, it retries sooner, to notice that STS is back. */
const LONGEST_PAUSE_WITHOUT_MS = 5_000;

/**
 * Caches temporary credentials of one scope. It fetches them once per lifetime, and never twice at the same time.
 *
 * It refreshes them before they expire, while requests use the old ones. If a refresh fails, the old credentials serve until they expire, and
 * the next attempt waits 1 s, then 2, 4 … 30, or at most 5 without credentials, so that it does not flood an STS that is down. The remaining
 * time is the shorter one of two clocks, so credentials expire even if the clock is set back or the machine sleeps.
 *
 * @throws {ProblemError} `credentials_unavailable`, if there are no valid credentials
 */
export function cacheCredentials(options: CachedCredentialsOptions): CredentialProvider {
  const { fetchCredentials, refreshAheadSeconds, now, monotonicMs, random, report, countUse = () => {} } = options;
  let cached: Cached | undefined;
  let inFlight: Promise<Cached> | undefined;
  const pause = createRetryPause(random);
  let lastError: unknown;

  return async function credentials() {
    const left = secondsLeft(cached);
    if (cached === undefined || left < WAIT_BELOW_SECONDS) return waitForNew();
    if (left < cached.refreshBelowSeconds && pauseLeftMs() <= 0) {
      // No request waits for it, and fetchNew reports a failure.
      refresh().catch(() => {});
    }
    countUse("hit");
    return cached.credentials;
  };

  async function waitForNew(): Promise<TemporaryCredentials> {
    // Credentials with a short lifetime do not cause a call for every request.
    if (cached !== undefined && secondsLeft(cached) >= cached.refreshBelowSeconds) {
      countUse("hit");
      return cached.credentials;
    }
    countUse("miss");
    try {
      if (inFlight === undefined && pauseLeftMs() > 0) throw lastError;
      return (await refresh()).credentials;
    } catch (cause) {
      if (cached !== undefined && secondsLeft(cached) > 0) return cached.credentials;
      const retryAfterSeconds = Math.max(1, Math.ceil(pauseLeftMs() / 1000));
      throw credentialsUnavailable(cause, retryAfterSeconds);
    }
  }

  function refresh(): Promise<Cached> {
    inFlight ??= fetchNew().finally(() => {
      inFlight = undefined;
    });
    return inFlight;
  }

  async function fetchNew(): Promise<Cached> {
    try {
      cached = hold(await fetchCredentials());
      pause.succeeded();
      report({ kind: "refreshed", lifetimeSeconds: secondsLeft(cached) });
      return cached;
    } catch (error) {
      pause.failed(monotonicMs());
      lastError = error;
      report({ kind: "refresh_failed", error, secondsLeft: secondsLeft(cached) });
      throw error;
    }
  }

  function hold(credentials: TemporaryCredentials): Cached {
    const lifetimeSeconds = credentials.expiresSeconds - now() / 1000;
    if (lifetimeSeconds <= 0) {
      throw new Error("the new credentials have already expired; check this machine's clock");
    }
    if (lifetimeSeconds > LONGEST_LIFETIME_SECONDS) {
      throw new Error(
        `the new credentials expire in ${Math.round(lifetimeSeconds)} seconds, which is longer than STS allows`,
      );
    }
    return {
      credentials: Object.freeze({ ...credentials }),
      endMonotonicMs: monotonicMs() + lifetimeSeconds * 1000,
      refreshBelowSeconds: Math.min(refreshAheadSeconds, lifetimeSeconds / 2) * (1 - 0.2 * random()),
    };
  }

  function pauseLeftMs(): number {
    return pause.leftMs(monotonicMs(), secondsLeft(cached) > 0 ? undefined : LONGEST_PAUSE_WITHOUT_MS);
  }

  function secondsLeft(of: Cached | undefined): number {
    if (of === undefined) return 0;
    const byWallClock = of.credentials.expiresSeconds - now() / 1000;
    return Math.max(0, Math.min(byWallClock, (of.endMonotonicMs - monotonicMs()) / 1000));
  }
}
