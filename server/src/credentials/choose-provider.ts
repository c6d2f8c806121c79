import type { Credentials } from "@wx-cos-upload/cos-signature";
import { type CachedCredentialsOptions, cacheCredentials } from "./cached-credentials.ts";
import type { CamPolicy } from "./cam-policy.ts";
import { type CredentialProvider, type FetchCredentials, fixedCredentials } from "./credential-provider.ts";
import { environmentCredentials } from "./environment-credentials.ts";
import { instanceRoleCredentials } from "./instance-role.ts";
import { type CallSts, createStsClient, type StsClientOptions } from "./sts-client.ts";
import { federationCredentials, roleCredentials, webIdentityCredentials } from "./sts-credentials.ts";

/** Where the platform that the server runs on keeps the credentials of its role. */
export type Platform =
  /** SCF, CloudBase functions: the environment. */
  | { readonly name: "scf" }
  /** CVM, Lighthouse, CloudBase Run: the metadata service. */
  | { readonly name: "cvm" }
  /** TKE: a token of the cluster's, in a file. */
  | {
      readonly name: "tke";
      readonly region: string;
      readonly providerId: string;
      readonly roleArn: string;
      readonly tokenFile: string;
    };

/** Where the credentials to sign with come from. */
export type CredentialsSource =
  | { readonly source: "keys" }
  | { readonly source: "federation" }
  /** `roleArn` is undefined where only the local STS is there to know one. */
  | { readonly source: "role"; readonly roleArn: string | undefined }
  /** With a role, the platform's credentials assume it; without, they sign themselves. */
  | { readonly source: "platform"; readonly platform: Platform; readonly roleArn: string | undefined };

export interface ProviderOptions extends Omit<CachedCredentialsOptions, "fetchCredentials">, StsClientOptions {
  readonly from: CredentialsSource;
  /** The keys that are set. @default none: the platform's */
  readonly keys?: Credentials | undefined;
  /** What credentials of STS may do, at most. */
  readonly policy: CamPolicy;
  readonly durationSeconds: number;
  readonly readFile: (path: string) => Promise<string>;
  /** The environment as it is now. */
  readonly environment: () => Readonly<Record<string, string | undefined>>;
}

/** Makes the provider that the configuration asks for. Temporary credentials are remembered: each provider is one scope. */
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
  if (keys === undefined) throw new TypeError("keys are missing; the configuration should have said so");
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
