import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Credentials } from "@wx-cos-upload/cos-signature";
import { type FindCredentials, type LocalCredentials, parseCamPolicy } from "@wx-cos-upload/local-cloud/cos";
import { type Config, policiesFromConfig } from "@wx-cos-upload/server/advanced";

/** The signing server's keys for the local bucket. They are public, and work nowhere else. */
const UPLOAD_KEYS = { secretId: "AKIDlocalBucketUploadIdentity0000001", secretKey: "the-upload-key-of-the-local-cos1" };
const SERVICE_KEYS = {
  secretId: "AKIDlocalBucketServiceIdentity000002",
  secretKey: "the-service-key-of-the-local-cos",
};

/** The credentials that the local bucket accepts besides its owner's, and those that the signing server uses. */
export interface LocalIdentities {
  readonly uploadKeys: Credentials;
  readonly serviceKeys: Credentials;
  /** Finds both, restricted by the CAM policies that the server would send to STS, and what `others` finds. */
  readonly findCredentials: FindCredentials;
}

/** Creates the two identities of the signing server, so that a laptop rejects what Tencent would reject. */
export function createLocalIdentities(
  config: Config,
  { bucket, region }: { readonly bucket: string; readonly region: string },
  others: FindCredentials,
): LocalIdentities {
  const { upload, service } = policiesFromConfig(config, { bucket, region });
  const serviceKeys = config.multipart.serviceKeys ?? SERVICE_KEYS;
  const own = new Map<string, LocalCredentials>([
    [UPLOAD_KEYS.secretId, { ...UPLOAD_KEYS, policies: [parseCamPolicy(JSON.stringify(upload))] }],
    [serviceKeys.secretId, { ...serviceKeys, policies: [parseCamPolicy(JSON.stringify(service))] }],
  ]);
  return {
    uploadKeys: UPLOAD_KEYS,
    serviceKeys,
    findCredentials: (secretId) => own.get(secretId) ?? others(secretId),
  };
}

/**
 * Returns the key of upload tokens, which is kept in the folder of the local bucket: uploads can be resumed after a restart of the server.
 *
 * @throws the system's error if the folder cannot be written
 */
export async function localUploadTokenKey(directory: string): Promise<string> {
  const path = join(directory, "upload-token-key");
  const newPath = `${path}.${randomBytes(8).toString("hex")}`;
  await mkdir(directory, { recursive: true });
  await writeFile(newPath, randomBytes(32).toString("hex"), { mode: 0o600 });
  try {
    // A link appears whole or not at all, and fails if there is a key already.
    await link(newPath, path);
  } catch (error) {
    const isThere = typeof error === "object" && error !== null && "code" in error && error.code === "EEXIST";
    if (!isThere) throw error;
  } finally {
    await rm(newPath);
  }
  return (await readFile(path, "utf8")).trim();
}
