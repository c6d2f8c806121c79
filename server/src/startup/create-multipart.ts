import type { Config } from "../config/config.ts";
import type { CosClientOptions } from "../cos/cos-client.ts";
import type { CredentialProvider } from "../credentials/credential-provider.ts";
import type { MultipartSupport } from "../http/multipart-routes.ts";
import { createCosMultipartUploads } from "../multipart/create-cos-multipart-uploads.ts";
import type { Bucket } from "./bucket.ts";
import { type SignedBucket, signerOptionsFromConfig } from "./create-signer.ts";

export interface MultipartCredentials {
  /** Signs parts. */
  readonly upload: CredentialProvider;
  /** Signs the server's own calls. `undefined` if its keys are missing. */
  readonly service: CredentialProvider | undefined;
}

export interface MultipartEffects {
  readonly reportFailure: (error: unknown) => void;
  readonly observeCall: CosClientOptions["observeCall"];
}

/** Creates the configured uploads in parts, or names the variables that they lack. */
export function createMultipartFromConfig(
  config: Config,
  bucket: SignedBucket & Pick<Bucket, "uploadTokenKeys">,
  { upload, service }: MultipartCredentials,
  effects: MultipartEffects,
): MultipartSupport {
  const { uploadTokenKeys } = bucket;
  if (service === undefined || uploadTokenKeys === undefined) {
    const missingVariables = [
      ...(service === undefined ? ["COS_SERVICE_SECRET_ID", "COS_SERVICE_SECRET_KEY"] : []),
      ...(uploadTokenKeys === undefined ? ["UPLOAD_TOKEN_KEYS"] : []),
    ];
    return { missingVariables };
  }
  return createCosMultipartUploads({
    ...signerOptionsFromConfig(config, bucket, upload),
    serviceCredentials: service,
    uploadTokenKeys,
    resumableDays: config.multipart.resumableDays,
    ...effects,
  });
}
