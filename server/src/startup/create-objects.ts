import type { Config } from "../config/config.ts";
import type { CosClientOptions } from "../cos/cos-client.ts";
import type { CredentialProvider } from "../credentials/credential-provider.ts";
import type { ObjectSupport } from "../http/object-routes.ts";
import { createCosStoredObjects } from "../objects/create-cos-stored-objects.ts";
import { createProofs, type Proofs } from "../proofs/proofs.ts";
import type { Bucket } from "./bucket.ts";
import type { SignedBucket } from "./create-signer.ts";

export interface ObjectCredentials {
  /** Signs the server's own calls. `undefined` if its keys are missing. */
  readonly service: CredentialProvider | undefined;
  /** Signs URLs for reading. `undefined` if its keys are missing. */
  readonly reading: CredentialProvider | undefined;
}

export interface ObjectEffects {
  readonly reportFailure: (error: unknown) => void;
  readonly observeCall: CosClientOptions["observeCall"];
}

/** Creates the configured stored objects, or names the variables that they lack. */
export function createObjectsFromConfig(
  { objects, uploadPrefix, uploadRules }: Config,
  { name, region, scheme, host, uploadTokenKeys }: SignedBucket & Pick<Bucket, "uploadTokenKeys">,
  { service, reading }: ObjectCredentials,
  effects: ObjectEffects,
): ObjectSupport {
  if (service === undefined || reading === undefined || uploadTokenKeys === undefined) {
    return { missingVariables: ["COS_SERVICE_SECRET_ID", "COS_SERVICE_SECRET_KEY", "UPLOAD_TOKEN_KEYS"] };
  }
  return createCosStoredObjects({
    bucket: name,
    region,
    scheme,
    host,
    prefix: uploadPrefix,
    serviceCredentials: service,
    readingCredentials: reading,
    cursorKeys: uploadTokenKeys,
    rules: uploadRules,
    deleteRejected: objects.deleteRejected,
    downloadSeconds: objects.downloadSeconds,
    downloadHost: objects.downloadHost,
    ...effects,
  });
}

/** Creates the configured proofs; `undefined` without keys. */
export function createProofsFromConfig({ name, proofKeys }: Pick<Bucket, "name" | "proofKeys">): Proofs | undefined {
  return proofKeys && createProofs({ keys: proofKeys, bucket: name, now: Date.now });
}
