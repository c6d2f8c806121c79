import type { Bucket } from "./bucket.ts";
import type { Config } from "./config/config.ts";
import { createCosUploadSigner } from "./cos-upload-signer.ts";
import type { CredentialProvider } from "./credentials/credential-provider.ts";
import type { UploadSigner } from "./uploads/upload-signer.ts";

/** Makes of the configuration what signs: for this bucket, with these credentials. */
export function openSigner(
  { signatureSeconds, uploadPrefix, objectKeyTimeZone, objectHeaders }: Config,
  { scheme, host, name, region }: Pick<Bucket, "scheme" | "host" | "name" | "region">,
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
