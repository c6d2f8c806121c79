import type { CamPolicy } from "./cam-policy.ts";
import type { CredentialProvider, FetchCredentials } from "./credential-provider.ts";
import type { CallSts } from "./sts-client.ts";

interface StsScope {
  readonly callSts: CallSts;
  /** The credentials that call STS. */
  readonly caller: CredentialProvider;
  /** The most that the new credentials may do. */
  readonly policy: CamPolicy;
  readonly durationSeconds: number;
}

/** Appears in CAM's audit log with every call. */
const SESSION_NAME = "wx-cos-upload";
/** Letters only. GetFederationToken (1312/48195), Name */
const FEDERATION_NAME = "wxcosupload";

/** Requests temporary credentials by GetFederationToken, which only permanent keys may call. */
export function federationCredentials({ callSts, caller, policy, durationSeconds }: StsScope): FetchCredentials {
  const parameters = { Name: FEDERATION_NAME, Policy: encodePolicy(policy), DurationSeconds: durationSeconds };
  return async () => callSts({ action: "GetFederationToken", parameters, caller: await caller() });
}

/** Requests temporary credentials of a role, narrowed by a policy. Permanent and temporary keys may assume a role. */
export function roleCredentials(scope: StsScope & { readonly roleArn: string }): FetchCredentials {
  const { callSts, caller, policy, durationSeconds, roleArn } = scope;
  const parameters = {
    RoleArn: roleArn,
    RoleSessionName: SESSION_NAME,
    Policy: encodePolicy(policy),
    DurationSeconds: durationSeconds,
  };
  return async () => callSts({ action: "AssumeRole", parameters, caller: await caller() });
}

export interface WebIdentityOptions {
  readonly callSts: CallSts;
  readonly providerId: string;
  readonly roleArn: string;
  readonly durationSeconds: number;
  /** Reads the cluster's token, which the cluster replaces from time to time. */
  readonly readToken: () => Promise<string>;
}

/** Requests temporary credentials of the role of a Kubernetes service account. The role's own policy decides what they may do. */
export function webIdentityCredentials(options: WebIdentityOptions): FetchCredentials {
  const { callSts, providerId, roleArn, durationSeconds, readToken } = options;
  return async () => {
    const parameters = {
      ProviderId: providerId,
      WebIdentityToken: (await readToken()).trim(),
      RoleArn: roleArn,
      RoleSessionName: SESSION_NAME,
      DurationSeconds: durationSeconds,
    };
    return callSts({ action: "AssumeRoleWithWebIdentity", parameters, caller: undefined });
  };
}

/** STS expects the JSON percent-encoded, inside the JSON of the call. GetFederationToken (1312/48195), Policy */
function encodePolicy(policy: CamPolicy): string {
  return encodeURIComponent(JSON.stringify(policy));
}
