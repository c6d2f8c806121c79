import { startLocalCos } from "@wx-cos-upload/local-cloud/cos";
import { type CosUploadSignerOptions, fixedCredentials } from "@wx-cos-upload/server";

/** Starts a local COS for one test. Returns the options with which createCosUploadSigner signs for it. */
export async function startBucket() {
  const localCos = await startLocalCos({ port: 0 });
  const { bucket, region, credentials } = localCos;
  const cos: CosUploadSignerOptions = {
    bucket,
    region,
    credentials: fixedCredentials(credentials),
    host: localCos.host,
    scheme: "http",
  };
  return {
    cos,
    close: () => localCos.close(),
  };
}
