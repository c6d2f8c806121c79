import { randomBytes } from "node:crypto";
import { bucketHost } from "@wx-cos-upload/cos-signature";
import { fixedCredentials } from "../../src/credentials/credential-provider.ts";
import { createObjectKeyFactory } from "../../src/uploads/object-key.ts";
import { createRandomPool } from "../../src/uploads/random-pool.ts";
import type { UploadRules } from "../../src/uploads/upload-rules.ts";
import { DEFAULT_MAX_BYTES, defaultExtensions, extensionRules } from "../../src/uploads/upload-rules.ts";
import { createUploadSigner, type UploadSigner } from "../../src/uploads/upload-signer.ts";

/** The environment of every measured server. The keys come from the vendor's documentation. */
export const BENCH_ENVIRONMENT = {
  NODE_ENV: "production",
  ALLOW_ANONYMOUS: "true",
  REQUIRE_SIZE: "false",
  COS_SECRET_ID: "AKIDQjz3ltompVjBni5LitkWHFlFpwkn9U5q",
  COS_SECRET_KEY: "BQYIM75p8x0iWVFSIgqEKwFprpRSVHlz",
  COS_BUCKET: "examplebucket-1250000000",
  COS_REGION: "ap-guangzhou",
};

export const rules: UploadRules = {
  extensions: extensionRules(defaultExtensions(), DEFAULT_MAX_BYTES),
  requireSize: false,
};

/** Creates the signer of the real server for the bare servers. */
export function createBareSigner(): UploadSigner {
  const { COS_SECRET_ID, COS_SECRET_KEY, COS_BUCKET, COS_REGION } = BENCH_ENVIRONMENT;
  return createUploadSigner({
    scheme: "https",
    host: bucketHost(COS_BUCKET, COS_REGION),
    bucket: COS_BUCKET,
    lifetimeSeconds: 900,
    credentials: fixedCredentials({ secretId: COS_SECRET_ID, secretKey: COS_SECRET_KEY }),
    createObjectKey: createObjectKeyFactory({
      prefix: "uploads",
      timeZone: "Asia/Shanghai",
      randomBytes: createRandomPool(randomBytes),
    }),
    now: Date.now,
  });
}
