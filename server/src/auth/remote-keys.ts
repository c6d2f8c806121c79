import { errors, type JWTVerifyGetKey } from "jose";
import { ProblemError } from "../errors.ts";
import { createRetryPause } from "../remote/retry-pause.ts";
import { fetchKeySet } from "./fetch-key-set.ts";

/** Keys are fetched again after this time. A withdrawn key verifies no token after that. */
const FRESH_MS = 600_000;
/** While the issuer is unavailable, known keys are used until this age. RFC 5861 §4, stale-if-error */
const STALE_IF_ERROR_MS = 3_600_000;
/** A token without a matching key triggers another fetch, but no sooner than this after the last attempt. */
const COOLDOWN_MS = 30_000;
/** The longest pause after a failure while no token can be verified, to notice soon that the issuer is back. */
const LONGEST_PAUSE_WITHOUT_MS = 5_000;
const TIMEOUT_MS = 3_000;
const RETRY_AFTER_SECONDS = 5;

/** The fetch failed, or the response was not a key set. Known keys are used while `secondsLeft` is above 0. */
export interface KeysFailure {
  readonly error: unknown;
  readonly secondsLeft: number;
}

export interface RemoteKeysOptions {
  /** URL of the issuer's JSON Web Key Set. */
  readonly url: string;
  readonly fetch: typeof fetch;
  /** Time limit for connection, headers and body together. @default 3000 */
  readonly timeoutMs?: number;
  /** The current time, in Unix milliseconds. @default Date.now */
  readonly now?: () => number;
  /** From 0 to 1: spreads the attempts of many machines. @default Math.random */
  readonly random?: () => number;
  /** Called once for each fetch that fails. @default does nothing */
  readonly report?: (failure: KeysFailure) => void;
}

/** The context of one request for the verification of its token. */
export interface FetchContext {
  /**
   * Called before the token triggers a fetch. If it rejects, nothing is fetched, and the token is rejected with the same error.
   * @default does nothing
   */
  readonly beforeFetch?: (() => Promise<void>) | undefined;
}

export interface RemoteKeys {
  /**
   * Returns the key that matches a token's header.
   *
   * @throws {ProblemError} `jwks_unavailable`
   * @throws {errors.JWKSNoMatchingKey} and {errors.JWKSMultipleMatchingKeys}, which iterates over the matching keys
   */
  readonly findKey: (...args: [...Parameters<JWTVerifyGetKey>, context?: FetchContext]) => ReturnType<JWTVerifyGetKey>;
  /** Fetches the keys again, unless the last attempt was just now. @returns whether there are new keys */
  readonly refetch: (context?: FetchContext) => Promise<boolean>;
  /** Rejects while no token can be verified. It triggers no more fetches than tokens do. */
  readonly check: () => Promise<void>;
}

interface Cached {
  readonly find: JWTVerifyGetKey;
  readonly fetchedMs: number;
}

/**
 * Creates a source of the public keys of an issuer. It fetches them when they are first needed, and again after ten minutes. All waiting
 * tokens share one fetch.
 *
 * While the issuer is unavailable, known keys are used until they are an hour old, and after the first failure no request waits for a fetch.
 * As for credentials, attempts are 1 to 30 s apart, or at most 5 s without any key, so a flood of tokens does not cause a flood of fetches.
 *
 * If the issuer is unavailable, the token is not to blame: the problem is `jwks_unavailable`, and the log has the reason.
 */
export function createRemoteKeys(options: RemoteKeysOptions): RemoteKeys {
  const {
    url,
    fetch,
    timeoutMs = TIMEOUT_MS,
    now = () => Date.now(),
    random = Math.random,
    report = () => {},
  } = options;
  const pause = createRetryPause(random);
  let cached: Cached | undefined;
  let inFlight: Promise<void> | undefined;
  let attemptMs = Number.NEGATIVE_INFINITY;
  let lastError: unknown;

  /** Returns fresh keys, or keys of the last hour if fresh ones are not available. */
  async function usableKeys(context: FetchContext): Promise<Cached> {
    if (cached !== undefined && ageMs(cached) < FRESH_MS) return cached;
    if (known() !== undefined && pause.failures > 0) {
      // The issuer is unavailable: no request waits, and attempt reports a failure.
      fetchIf(isDue, context).catch(() => {});
    } else {
      await fetchIf(isDue, context);
    }
    const keys = known();
    if (keys === undefined) throw unavailable();
    return keys;
  }

  /** Known keys that are not too old. */
  function known(): Cached | undefined {
    return cached !== undefined && ageMs(cached) < STALE_IF_ERROR_MS ? cached : undefined;
  }

  function isDue(): boolean {
    return (cached === undefined || ageMs(cached) >= FRESH_MS) && !isPaused();
  }

  function isCool(): boolean {
    return sinceMs(attemptMs) >= COOLDOWN_MS && !isPaused();
  }

  function isPaused(): boolean {
    // A clock that was set back would make the pause longer than it is.
    if (now() < attemptMs) return false;
    return pause.leftMs(now(), known() === undefined ? LONGEST_PAUSE_WITHOUT_MS : undefined) > 0;
  }

  /** Resolves when the current attempt has ended, or if none is due. It rejects only if `beforeFetch` does. */
  async function fetchIf(isWanted: () => boolean, { beforeFetch }: FetchContext): Promise<void> {
    if (inFlight === undefined && isWanted()) await beforeFetch?.();
    // Another token may have started a fetch meanwhile.
    if (inFlight === undefined && isWanted()) {
      inFlight = attempt().finally(() => {
        inFlight = undefined;
      });
    }
    await inFlight;
  }

  async function attempt(): Promise<void> {
    attemptMs = now();
    try {
      const find = await fetchKeySet(url, fetch, timeoutMs);
      cached = { find, fetchedMs: attemptMs };
      pause.succeeded();
    } catch (error) {
      lastError = error;
      pause.failed(now());
      const keys = known();
      report({ error, secondsLeft: keys === undefined ? 0 : Math.ceil((STALE_IF_ERROR_MS - ageMs(keys)) / 1000) });
    }
  }

  function ageMs({ fetchedMs }: Cached): number {
    return sinceMs(fetchedMs);
  }

  /** After the clock was set back, a past time may lie in the future. It counts as infinitely old. */
  function sinceMs(ms: number): number {
    const elapsedMs = now() - ms;
    return elapsedMs < 0 ? Number.POSITIVE_INFINITY : elapsedMs;
  }

  async function refetch(context: FetchContext = {}): Promise<boolean> {
    const before = cached;
    await fetchIf(isCool, context);
    return cached !== before;
  }

  function unavailable(cause: unknown = lastError): ProblemError {
    return new ProblemError("jwks_unavailable", "the keys to verify tokens with are not available; try again later", {
      headers: { "Retry-After": String(RETRY_AFTER_SECONDS) },
      cause: new Error(`JWT_JWKS_URL returned no key set; check whether this machine can reach ${url}`, { cause }),
    });
  }

  return {
    async findKey(header, token, context = {}) {
      const { find } = await usableKeys(context);
      try {
        return await find(header, token);
      } catch (error) {
        if (error instanceof errors.JWKSMultipleMatchingKeys) throw error;
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw unavailable(error);
        if (await refetch(context)) return (await usableKeys(context)).find(header, token);
        // The key may be new, and only the issuer knows.
        throw pause.failures > 0 ? unavailable() : error;
      }
    },
    refetch,
    check: async () => void (await usableKeys({})),
  };
}
