import type { Config } from "../config/config.ts";
import type { CredentialProvider } from "../credentials/credential-provider.ts";
import { createCosUploadSigner } from "../uploads/cos-upload-signer.ts";
import type { UploadSigner } from "../uploads/upload-signer.ts";
import type { Bucket } from "./bucket.ts";

/** Creates the configured signer. The doctor uses the same one, so it tests the signatures that the server issues. */
export function createSignerFromConfig(
  { uploadPrefix, objectKeyTimeZone, signatureSeconds, objectHeaders }: Config,
  { name, region, scheme, host }: Pick<Bucket, "name" | "region" | "scheme" | "host">,
  credentials: CredentialProvider,
): UploadSigner {
  return createCosUploadSigner({
    bucket: name,
    region,
    scheme,
    host,
    credentials,
    prefix: uploadPrefix,
    timeZone: objectKeyTimeZone,
    lifetimeSeconds: signatureSeconds,
    objectHeaders,
  });
}
