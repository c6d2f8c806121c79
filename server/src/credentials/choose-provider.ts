import type { Credentials } from "@wx-cos-upload/cos-signature";
import { type CachedCredentialsOptions, cacheCredentials } from "./cached-credentials.ts";
import type { CamPolicy } from "./cam-policy.ts";
import { type CredentialProvider, type FetchCredentials, fixedCredentials } from "./credential-provider.ts";
import { environmentCredentials } from "./environment-credentials.ts";
import { instanceRoleCredentials } from "./instance-role.ts";
import { type CallSts, createStsClient, type StsClientOptions } from "./sts-client.ts";
import { federationCredentials, roleCredentials, webIdentityCredentials } from "./sts-credentials.ts";

/** The platform that the server runs on, and where it keeps the credentials of its role. */
export type Platform =
  /** SCF, CloudBase functions: the environment. */
  | { readonly name: "scf" }
  /** CVM, Lighthouse, CloudBase Run: the metadata service. */
  | { readonly name: "cvm" }
  /** TKE: a token of the cluster, in a file. */
  | {
      readonly name: "tke";
      readonly region: string;
      readonly providerId: string;
      readonly roleArn: string;
      readonly tokenFile: string;
    };

/** The source of the credentials to sign with. */
export type CredentialsSource =
  | { readonly source: "keys" }
  | { readonly source: "federation" }
  /** `roleArn` is undefined if the local STS provides it. */
  | { readonly source: "role"; readonly roleArn: string | undefined }
  /** With a role, the platform's credentials assume it; otherwise they sign themselves. */
  | { readonly source: "platform"; readonly platform: Platform; readonly roleArn: string | undefined };

export interface ProviderOptions extends Omit<CachedCredentialsOptions, "fetchCredentials">, StsClientOptions {
  readonly from: CredentialsSource;
  /** The configured keys. @default none: the platform provides credentials */
  readonly keys?: Credentials | undefined;
  /** The most that credentials from STS may do. */
  readonly policy: CamPolicy;
  readonly durationSeconds: number;
  readonly readFile: (path: string) => Promise<string>;
  /** Returns the current environment. */
  readonly environment: () => Readonly<Record<string, string | undefined>>;
}

/** Creates the configured provider. It caches temporary credentials; each provider is one scope. */
export function chooseProvider(options: ProviderOptions): CredentialProvider {
  const { from } = options;
  const cached = (fetchCredentials: FetchCredentials) => cacheCredentials({ ...options, fetchCredentials });
  switch (from.source) {
    case "keys":
      return keysOf(options);
    case "federation":
      return cached(federationCredentials({ ...options, callSts: createStsClient(options), caller: keysOf(options) }));
    case "role":
      return cached(assumed(options, from.roleArn ?? "", keysOf(options)));
    case "platform": {
      const own = platformProvider(options, from.platform, cached);
      return from.roleArn === undefined ? own : cached(assumed(options, from.roleArn, own));
    }
  }
}

function keysOf({ keys }: ProviderOptions): CredentialProvider {
  if (keys === undefined) throw new TypeError("keys are missing, although the configuration was checked");
  return fixedCredentials(keys);
}

function assumed(options: ProviderOptions, roleArn: string, caller: CredentialProvider): FetchCredentials {
  const callSts: CallSts = createStsClient(options);
  return roleCredentials({ ...options, callSts, caller, roleArn });
}

function platformProvider(
  options: ProviderOptions,
  platform: Platform,
  cached: (fetchCredentials: FetchCredentials) => CredentialProvider,
): CredentialProvider {
  if (platform.name === "scf") return environmentCredentials(options.environment);
  if (platform.name === "cvm") return cached(instanceRoleCredentials(options));
  const { providerId, roleArn, region, tokenFile } = platform;
  const callSts = createStsClient({ ...options, region });
  const readToken = () => options.readFile(tokenFile);
  return cached(
    webIdentityCredentials({ callSts, providerId, roleArn, durationSeconds: options.durationSeconds, readToken }),
  );
}
