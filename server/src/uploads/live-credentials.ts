import { formatKeyTime } from "@wx-cos-upload/cos-signature";
import type { CredentialProvider, ProvidedCredentials } from "../credentials/credential-provider.ts";
import { credentialsUnavailable } from "../credentials/credentials-unavailable.ts";

/** A signature starts this many seconds in the past, because COS rejects it if its own clock is slow. */
export const CLOCK_SKEW_SECONDS = 60;

/** Credentials, and the validity of a signature that is made with them now. */
export interface LiveCredentials {
  readonly credentials: ProvidedCredentials;
  readonly nowSeconds: number;
  /** When the signature expires, in Unix seconds: after its own lifetime, or sooner with its credentials. */
  readonly endSeconds: number;
  readonly lifetimeSeconds: number;
  readonly keyTime: string;
}

export interface LiveCredentialsOptions {
  readonly credentials: CredentialProvider;
  /** How long a signature is valid, unless its credentials expire sooner. */
  readonly lifetimeSeconds: number;
  /** The current time, in Unix milliseconds. */
  readonly now: () => number;
}

/** @throws {ProblemError} `credentials_unavailable`, also for expired credentials, because COS would reject their signatures */
export async function liveCredentials(options: LiveCredentialsOptions): Promise<LiveCredentials> {
  const credentials = await options.credentials();
  // After the wait, because the signature starts now.
  const nowSeconds = Math.floor(options.now() / 1000);
  const endSeconds = Math.min(
    nowSeconds + options.lifetimeSeconds,
    credentials.expiresSeconds ?? Number.POSITIVE_INFINITY,
  );
  // A clock that was set forward has the same effect, until someone corrects it.
  if (endSeconds <= nowSeconds) {
    throw credentialsUnavailable(
      new Error(`by this clock, the credentials expired ${nowSeconds - endSeconds} s ago`),
      5,
    );
  }
  const keyTime = formatKeyTime({ startSeconds: nowSeconds - CLOCK_SKEW_SECONDS, endSeconds });
  return { credentials, nowSeconds, endSeconds, lifetimeSeconds: endSeconds - nowSeconds, keyTime };
}
