import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LOCAL_COS_DEFAULTS, startLocalCos } from "@wx-cos-upload/local-cloud/cos";
import { type CosUploadSignerOptions, fixedCredentials } from "@wx-cos-upload/server";

/** Starts a local COS for one test. Returns the options with which createCosUploadSigner signs for it. */
export async function startBucket() {
  const directory = await mkdtemp(join(tmpdir(), "examples-"));
  const localCos = await startLocalCos({ directory, port: 0 });
  const { bucket, region, credentials } = LOCAL_COS_DEFAULTS;
  const cos: CosUploadSignerOptions = {
    bucket,
    region,
    credentials: fixedCredentials(credentials),
    host: localCos.host,
    scheme: "http",
  };
  return {
    cos,
    async close() {
      await localCos.close();
      await rm(directory, { recursive: true });
    },
  };
}
