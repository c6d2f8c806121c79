import { readFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { Credentials } from "@wx-cos-upload/cos-signature";
import type { Config } from "../config/config.ts";
import type { CredentialsEvent } from "../credentials/cached-credentials.ts";
import { type CamPolicy, uploadPolicy } from "../credentials/cam-policy.ts";
import { chooseProvider } from "../credentials/choose-provider.ts";
import { type CredentialProvider, fixedCredentials } from "../credentials/credential-provider.ts";
import { readingPolicy } from "../credentials/reading-policy.ts";
import { servicePolicy } from "../credentials/service-policy.ts";

/** The bucket that the credentials are for, and their source. */
export interface CredentialsScope {
  /** `name-appid`. */
  readonly bucket: string;
  readonly region: string;
  /** The configured keys. `undefined`: the platform provides credentials. */
  readonly keys: Credentials | undefined;
  /** The configured keys of the service identity, with CREDENTIALS=keys. @default none */
  readonly serviceKeys?: Credentials | undefined;
  /** The keys of the reading identity, with CREDENTIALS=keys. @default none */
  readonly readingKeys?: Credentials | undefined;
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

/** What the credentials of the three identities may do at most. */
export interface IdentityPolicies {
  /** Signs uploads. */
  readonly upload: CamPolicy;
  /** Makes the server's own calls of COS. */
  readonly service: CamPolicy;
  /** Signs URLs for reading. */
  readonly reading: CamPolicy;
}

/** The CAM policies for the configured bucket, folder, sizes and types. */
export function policiesFromConfig(
  { uploadRules, uploadPrefix: prefix }: Config,
  { bucket, region }: Pick<CredentialsScope, "bucket" | "region">,
): IdentityPolicies {
  const rules = [...uploadRules.extensions.values()];
  return {
    upload: uploadPolicy({
      bucket,
      region,
      prefix,
      maxBytes: Math.max(...rules.map(({ maxBytes }) => maxBytes)),
      // A client that sends no size is the guide's, whose HTTP library chooses the content type.
      ...(uploadRules.requireSize && {
        contentTypes: [...new Set(rules.map(({ contentType }) => contentType))].sort(),
      }),
    }),
    service: servicePolicy({ bucket, region, prefix }),
    reading: readingPolicy({ bucket, region, prefix }),
  };
}

/**
 * Creates the configured provider of the upload identity, with the real network, clock and disk. It sends no request before it is first
 * called.
 */
export function createCredentialsFromConfig(
  config: Config,
  scope: CredentialsScope,
  effects: CredentialsEffects,
): CredentialProvider {
  return createProvider(config, scope, effects, "upload");
}

/**
 * Creates the configured provider of the service identity. With CREDENTIALS=keys it has keys of its own; `undefined` if they are missing.
 * A platform's role without a role to assume cannot be narrowed, so it is both identities.
 */
export function createServiceCredentialsFromConfig(
  config: Config,
  scope: CredentialsScope,
  effects: CredentialsEffects,
): CredentialProvider | undefined {
  if (config.credentials.from.source !== "keys") return createProvider(config, scope, effects, "service");
  return scope.serviceKeys && fixedCredentials(scope.serviceKeys);
}

/**
 * Creates the configured provider of the reading identity. With CREDENTIALS=keys it has the keys of the service identity; `undefined` if they
 * are missing.
 */
export function createReadingCredentialsFromConfig(
  config: Config,
  scope: CredentialsScope,
  effects: CredentialsEffects,
): CredentialProvider | undefined {
  if (config.credentials.from.source !== "keys") return createProvider(config, scope, effects, "reading");
  return scope.readingKeys && fixedCredentials(scope.readingKeys);
}

function createProvider(
  config: Config,
  scope: CredentialsScope,
  { logEvent, redact, countRefresh, countUse, countCall, environment }: CredentialsEffects,
  identity: keyof IdentityPolicies,
): CredentialProvider {
  const { from, sts } = config.credentials;
  const { region, keys, localSts } = scope;
  const isLocalRole = localSts !== undefined && from.source === "role";
  return chooseProvider({
    from: isLocalRole ? { ...from, roleArn: from.roleArn ?? localSts.roleArn } : from,
    keys,
    policy: policiesFromConfig(config, scope)[identity],
    endpoint: localSts?.url ?? sts.endpoint,
    region,
    durationSeconds: sts.durationSeconds,
    // Early enough that no signature is shortened while STS responds.
    refreshAheadSeconds: (identity === "reading" ? config.objects.downloadSeconds : config.signatureSeconds) + 60,
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
      const [message, fields] = lineOf(event, redact);
      logEvent(message, { identity, ...fields });
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
