import type { Config } from "../config/config.ts";
import type { CredentialProvider } from "../credentials/credential-provider.ts";
import { type CosUploadSignerOptions, createCosUploadSigner } from "../uploads/cos-upload-signer.ts";
import type { UploadSigner } from "../uploads/upload-signer.ts";
import type { Bucket } from "./bucket.ts";

/** Where a signer's uploads go. */
export type SignedBucket = Pick<Bucket, "name" | "region" | "scheme" | "host">;

/** Creates the configured signer. The doctor uses the same one, so it tests the signatures that the server issues. */
export function createSignerFromConfig(
  config: Config,
  bucket: SignedBucket,
  credentials: CredentialProvider,
): UploadSigner {
  return createCosUploadSigner(signerOptionsFromConfig(config, bucket, credentials));
}

/** The configured options of every signer. */
export function signerOptionsFromConfig(
  { uploadPrefix, objectKeyTimeZone, signatureSeconds, objectHeaders }: Config,
  { name, region, scheme, host }: SignedBucket,
  credentials: CredentialProvider,
): CosUploadSignerOptions {
  return {
    bucket: name,
    region,
    scheme,
    host,
    credentials,
    prefix: uploadPrefix,
    timeZone: objectKeyTimeZone,
    lifetimeSeconds: signatureSeconds,
    objectHeaders,
  };
}
