import { createLocalJWKSet, errors, type JWTVerifyGetKey } from "jose";
import { z } from "zod";
import { ProblemError } from "../errors.ts";
import { readText } from "../fetch-text.ts";
import { createRetryPause } from "../retry-pause.ts";

/** Keys are fetched again after this long: a key that its issuer has withdrawn verifies nothing from then on. */
const FRESH_MS = 600_000;
/** While they can't be fetched, known keys serve until they are this old. RFC 5861 §4, stale-if-error */
const STALE_IF_ERROR_MS = 3_600_000;
/** A token that no known key fits has the keys fetched again, but not sooner than this after the last attempt. */
const COOLDOWN_MS = 30_000;
/** The longest pause after a failure while no token can be verified: an issuer that is back has to be noticed soon. */
const LONGEST_PAUSE_WITHOUT_MS = 5_000;
const TIMEOUT_MS = 3_000;
/** Sets of large issuers have up to 30 KB. */
const MAX_KEY_SET_BYTES = 256 * 1024;
const RETRY_AFTER_SECONDS = 5;

/** A member of a key set that can be a public key, without members that are not used here. RFC 7517 §4, RFC 7518 §6 */
const publicKey = z.object({
  kty: z.string(),
  kid: z.string().exactOptional(),
  alg: z.string().exactOptional(),
  use: z.string().exactOptional(),
  key_ops: z.array(z.string()).exactOptional(),
  crv: z.string().exactOptional(),
  x: z.string().exactOptional(),
  y: z.string().exactOptional(),
  n: z.string().exactOptional(),
  e: z.string().exactOptional(),
  // A private key that has been published is everybody's.
  d: z.never().exactOptional(),
});
const keySet = z.object({ keys: z.array(z.unknown()) });

/** The keys could not be fetched, or what came was no key set. Known ones serve while `secondsLeft` is above 0. */
export interface KeysFailure {
  readonly error: unknown;
  readonly secondsLeft: number;
}

export interface RemoteKeysOptions {
  /** Where the issuer publishes its JSON Web Key Set. */
  readonly url: string;
  readonly fetch: typeof fetch;
  /** Connecting, head and body together. @default 3000 */
  readonly timeoutMs?: number;
  /** The present, in Unix milliseconds. @default Date.now */
  readonly now?: () => number;
  /** From 0 to 1: spreads the attempts of many machines. @default Math.random */
  readonly random?: () => number;
  /** Called once for each fetch that fails. @default does nothing */
  readonly report?: (failure: KeysFailure) => void;
}

/** What one request brings to the verification of its token. */
export interface FetchContext {
  /**
   * Called before the token makes the server fetch keys. When it rejects, nothing is fetched and the token is rejected by the same error.
   * @default nothing is called
   */
  readonly beforeFetch?: (() => Promise<void>) | undefined;
}

export interface RemoteKeys {
  /**
   * The key that fits a token's header.
   *
   * @throws {ProblemError} `jwks_unavailable`
   * @throws {errors.JWKSNoMatchingKey} and {errors.JWKSMultipleMatchingKeys}, which iterates over the keys that fit
   */
  readonly findKey: (...args: [...Parameters<JWTVerifyGetKey>, context?: FetchContext]) => ReturnType<JWTVerifyGetKey>;
  /** Fetches the keys again, unless that was tried just now. @returns whether there are new ones */
  readonly refetch: (context?: FetchContext) => Promise<boolean>;
  /** Rejects while no token can be verified. It fetches no more often than tokens do. */
  readonly check: () => Promise<void>;
}

interface Held {
  readonly find: JWTVerifyGetKey;
  readonly fetchedMs: number;
}

/**
 * The public keys of an issuer: fetched when they are first needed, and again after ten minutes. One fetch is in flight however many tokens
 * wait for it.
 *
 * While the issuer is away, known keys serve until they are an hour old, and after the first failure no request waits for it any more. Attempts are
 * spaced out as for credentials, 1 to 30 s apart and 5 at most without any key, so a flood of tokens is no flood of fetches.
 *
 * Not reaching the issuer is no fault of the token: that is a `jwks_unavailable`, and the log says why.
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
  let held: Held | undefined;
  let inFlight: Promise<void> | undefined;
  let attemptMs = Number.NEGATIVE_INFINITY;
  let lastError: unknown;

  /** Fresh keys, or those of the last hour if fresh ones can't be had. */
  async function usableKeys(context: FetchContext): Promise<Held> {
    if (held !== undefined && ageMs(held) < FRESH_MS) return held;
    if (known() !== undefined && pause.failures > 0) {
      // The issuer is away: nobody waits for it, and a failure has been reported.
      fetchIf(isDue, context).catch(() => {});
    } else {
      await fetchIf(isDue, context);
    }
    const keys = known();
    if (keys === undefined) throw unavailable();
    return keys;
  }

  /** Known keys that are not too old to serve. */
  function known(): Held | undefined {
    return held !== undefined && ageMs(held) < STALE_IF_ERROR_MS ? held : undefined;
  }

  function isDue(): boolean {
    return (held === undefined || ageMs(held) >= FRESH_MS) && !isPaused();
  }

  function isCool(): boolean {
    return sinceMs(attemptMs) >= COOLDOWN_MS && !isPaused();
  }

  function isPaused(): boolean {
    // A clock that was set back would make the pause longer than it is.
    if (now() < attemptMs) return false;
    return pause.leftMs(now(), known() === undefined ? LONGEST_PAUSE_WITHOUT_MS : undefined) > 0;
  }

  /** Resolves when an attempt has ended, its own or one under way, or when none is due. It rejects only by `beforeFetch`. */
  async function fetchIf(isWanted: () => boolean, { beforeFetch }: FetchContext): Promise<void> {
    if (inFlight === undefined && isWanted()) await beforeFetch?.();
    // Another token may have been faster meanwhile.
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
      held = { find, fetchedMs: attemptMs };
      pause.succeeded();
    } catch (error) {
      lastError = error;
      pause.failed(now());
      const keys = known();
      report({ error, secondsLeft: keys === undefined ? 0 : Math.ceil((STALE_IF_ERROR_MS - ageMs(keys)) / 1000) });
    }
  }

  function ageMs({ fetchedMs }: Held): number {
    return sinceMs(fetchedMs);
  }

  /** A time that lies ahead, by a clock that was set back, is long ago: nobody knows how long. */
  function sinceMs(ms: number): number {
    const elapsedMs = now() - ms;
    return elapsedMs < 0 ? Number.POSITIVE_INFINITY : elapsedMs;
  }

  async function refetch(context: FetchContext = {}): Promise<boolean> {
    const before = held;
    await fetchIf(isCool, context);
    return held !== before;
  }

  function unavailable(cause: unknown = lastError): ProblemError {
    return new ProblemError("jwks_unavailable", "the keys to verify tokens with are not available; try again later", {
      headers: { "Retry-After": String(RETRY_AFTER_SECONDS) },
      cause: new Error(`JWT_JWKS_URL gave no key set: see whether ${url} answers from here`, { cause }),
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
        // The key may be one that came since: the issuer would know.
        throw pause.failures > 0 ? unavailable() : error;
      }
    },
    refetch,
    check: async () => void (await usableKeys({})),
  };
}

/** @throws {Error} for anything but a key set with a key in it, of {@link MAX_KEY_SET_BYTES} at most and within the time */
async function fetchKeySet(url: string, fetchUrl: typeof fetch, timeoutMs: number): Promise<JWTVerifyGetKey> {
  const response = await fetchUrl(url, {
    signal: AbortSignal.timeout(timeoutMs),
    redirect: "error",
    headers: { Accept: "application/json, application/jwk-set+json" },
  });
  const text = await readText(response, MAX_KEY_SET_BYTES);
  if (response.status !== 200) throw new Error(`answered ${response.status}`);
  const set = keySet.safeParse(parseJson(text));
  if (!set.success) throw new Error("answered no key set: an object with a list named keys");
  // RFC 7517 §5: what is no key that can be read is passed over.
  const keys = set.data.keys.flatMap((key) => publicKey.safeParse(key).data ?? []);
  if (keys.length === 0)
    throw new Error(`answered a key set of ${set.data.keys.length} members, none of them a public key`);
  return createLocalJWKSet({ keys });
}

/** The parser's own message would quote the text. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`answered ${text.length} characters that are not JSON`);
  }
}
