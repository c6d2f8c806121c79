import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { Credentials } from "@wx-cos-upload/cos-signature";
import type { Config } from "../config/config.ts";
import type { CredentialsEvent } from "../credentials/cached-credentials.ts";
import { uploadPolicy } from "../credentials/cam-policy.ts";
import { chooseProvider } from "../credentials/choose-provider.ts";
import type { CredentialProvider } from "../credentials/credential-provider.ts";

/** What the credentials are for, and where they are to be had. */
export interface CredentialsScope {
  /** `name-appid`. */
  readonly bucket: string;
  readonly region: string;
  /** The keys that are set. `undefined`: the platform's are used. */
  readonly keys: Credentials | undefined;
  /** The local STS's address and role. @default Tencent's */
  readonly localSts?: { readonly url: string; readonly roleArn: string } | undefined;
}

export interface CredentialsEffects {
  readonly logEvent: (message: string, fields: Readonly<Record<string, string | number>>) => void;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
  readonly countRefresh: (outcome: "refreshed" | "failed") => void;
  readonly countUse: (result: "hit" | "miss") => void;
  /** `outcome` is `ok` or the code of the failure. */
  readonly countCall: (action: string, outcome: string) => void;
  /** The environment as it is now. */
  readonly environment: () => Readonly<Record<string, string | undefined>>;
}

/** The provider that the configuration asks for, over the real network, clock and disk. It calls out when it is first needed. */
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
      // A client that gives no size is the guide's, which sends whatever type its HTTP library likes.
      ...(uploadRules.requireSize && {
        contentTypes: [...new Set(rules.map(({ contentType }) => contentType))].sort(),
      }),
    }),
    endpoint: localSts?.url ?? sts.endpoint,
    region,
    durationSeconds: sts.durationSeconds,
    // Ahead enough that no signature is cut short while STS answers.
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
