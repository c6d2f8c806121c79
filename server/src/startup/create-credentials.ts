import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { Credentials } from "@wx-cos-upload/cos-signature";
import type { Config } from "../config/config.ts";
import type { CredentialsEvent } from "../credentials/cached-credentials.ts";
import { uploadPolicy } from "../credentials/cam-policy.ts";
import { chooseProvider } from "../credentials/choose-provider.ts";
import type { CredentialProvider } from "../credentials/credential-provider.ts";

/** The bucket that the credentials are for, and their source. */
export interface CredentialsScope {
  /** `name-appid`. */
  readonly bucket: string;
  readonly region: string;
  /** The configured keys. `undefined`: the platform provides credentials. */
  readonly keys: Credentials | undefined;
  /** URL and role of the local STS. @default Tencent's STS */
  readonly localSts?: { readonly url: string; readonly roleArn: string } | undefined;
}

export interface CredentialsEffects {
  readonly logEvent: (message: string, fields: Readonly<Record<string, string | number>>) => void;
  /** Removes secrets from a text. */
  readonly redact: (text: string) => string;
  readonly countRefresh: (outcome: "refreshed" | "failed") => void;
  readonly countUse: (result: "hit" | "miss") => void;
  /** `outcome` is `ok` or the code of the failure. */
  readonly countCall: (action: string, outcome: string) => void;
  /** Returns the current environment. */
  readonly environment: () => Readonly<Record<string, string | undefined>>;
}

/** Creates the configured provider, with the real network, clock and disk. It sends no request before it is first called. */
export function createCredentialsFromConfig(
  { credentials: { from, sts }, uploadRules, signatureSeconds, uploadPrefix }: Config,
  { bucket, region, keys, localSts }: CredentialsScope,
  { logEvent, redact, countRefresh, countUse, countCall, environment }: CredentialsEffects,
): CredentialProvider {
  const rules = [...uploadRules.extensions.values()];
  const isLocalRole = localSts !== undefined && from.source === "role";
  return chooseProvider({
    from: isLocalRole ? { ...from, roleArn: from.roleArn ?? localSts.roleArn } : from,
    keys,
    policy: uploadPolicy({
      bucket,
      region,
      prefix: uploadPrefix,
      maxBytes: Math.max(...rules.map(({ maxBytes }) => maxBytes)),
      // A client that sends no size is the guide's, whose HTTP library chooses the content type.
      ...(uploadRules.requireSize && {
        contentTypes: [...new Set(rules.map(({ contentType }) => contentType))].sort(),
      }),
    }),
    endpoint: localSts?.url ?? sts.endpoint,
    region,
    durationSeconds: sts.durationSeconds,
    // Early enough that no signature is shortened while STS responds.
    refreshAheadSeconds: signatureSeconds + 60,
    now: Date.now,
    monotonicMs: () => performance.now(),
    random: Math.random,
    wait: (ms) => wait(ms),
    fetch,
    timeoutSignal: (timeoutMs) => AbortSignal.timeout(timeoutMs),
    readFile: (path) => readFile(path, "utf8"),
    environment,
    countCall,
    countUse,
    report(event) {
      countRefresh(event.kind === "refreshed" ? "refreshed" : "failed");
      logEvent(...lineOf(event, redact));
    },
  });
}

function lineOf(
  event: CredentialsEvent,
  redact: (text: string) => string,
): [message: string, fields: Record<string, string | number>] {
  if (event.kind === "refreshed") {
    return ["credentials refreshed", { lifetimeSeconds: Math.round(event.lifetimeSeconds) }];
  }
  const reason = redact(event.error instanceof Error ? event.error.message : String(event.error));
  return ["credentials not refreshed", { reason, oldOnesLastSeconds: Math.round(event.secondsLeft) }];
}
