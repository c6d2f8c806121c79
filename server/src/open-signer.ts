import { randomBytes } from "node:crypto";
import type { Bucket } from "./bucket.ts";
import type { Config } from "./config/config.ts";
import { createObjectKeyFactory } from "./cos/index.ts";
import type { CredentialProvider } from "./credentials/credential-provider.ts";
import { createRandomPool } from "./random-pool.ts";
import { createUploadSigner, type UploadSigner } from "./uploads/upload-signer.ts";

/** Makes of the configuration what signs: for this bucket, with these credentials. */
export function openSigner(
  { signatureSeconds, uploadPrefix, objectKeyTimeZone }: Config,
  { scheme, host, name }: Pick<Bucket, "scheme" | "host" | "name">,
  credentials: CredentialProvider,
): UploadSigner {
  return createUploadSigner({
    scheme,
    host,
    bucket: name,
    lifetimeSeconds: signatureSeconds,
    credentials,
    createObjectKey: createObjectKeyFactory({
      prefix: uploadPrefix,
      timeZone: objectKeyTimeZone,
      randomBytes: createRandomPool(randomBytes),
    }),
    now: Date.now,
  });
}
