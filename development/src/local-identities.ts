import { generateKeyPairSync, randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Credentials } from "@wx-cos-upload/cos-signature";
import { type FindCredentials, type LocalCredentials, parseCamPolicy } from "@wx-cos-upload/local-cloud/cos";
import {
  type CamPolicy,
  type Config,
  type ProofKeyList,
  parseProofKeys,
  policiesFromConfig,
} from "@wx-cos-upload/server/advanced";

/** The signing server's keys for the local bucket. They are public, and work nowhere else. */
const UPLOAD_KEYS = { secretId: "AKIDlocalBucketUploadIdentity0000001", secretKey: "the-upload-key-of-the-local-cos1" };
const SERVICE_KEYS = {
  secretId: "AKIDlocalBucketServiceIdentity000002",
  secretKey: "the-service-key-of-the-local-cos",
};

const READING_KEYS = {
  secretId: "AKIDlocalBucketReadingIdentity000003",
  secretKey: "the-reading-key-of-the-local-cos",
};

/** The credentials that the local bucket accepts besides its owner's, and those that the signing server uses. */
export interface LocalIdentities {
  readonly uploadKeys: Credentials;
  readonly serviceKeys: Credentials;
  readonly readingKeys: Credentials;
  /** Finds all three, restricted by the CAM policies that the server would send to STS, and what `others` finds. */
  readonly findCredentials: FindCredentials;
}

/** Creates the three identities of the signing server, so that a laptop rejects what Tencent would reject. */
export function createLocalIdentities(
  config: Config,
  { bucket, region }: { readonly bucket: string; readonly region: string },
  others: FindCredentials,
): LocalIdentities {
  const { upload, service, reading } = policiesFromConfig(config, { bucket, region });
  const serviceKeys = config.multipart.serviceKeys ?? SERVICE_KEYS;
  const restricted = (keys: Credentials, policy: CamPolicy): [secretId: string, credentials: LocalCredentials] => [
    keys.secretId,
    { ...keys, policies: [parseCamPolicy(JSON.stringify(policy))] },
  ];
  const own = new Map([
    restricted(UPLOAD_KEYS, upload),
    restricted(serviceKeys, service),
    restricted(READING_KEYS, reading),
  ]);
  return {
    uploadKeys: UPLOAD_KEYS,
    serviceKeys,
    readingKeys: READING_KEYS,
    findCredentials: (secretId) => own.get(secretId) ?? others(secretId),
  };
}

/**
 * Returns the key of upload tokens, which is kept in the folder of the local bucket: uploads can be resumed after a restart of the server.
 *
 * @throws the system's error if the folder cannot be written
 */
export function localUploadTokenKey(directory: string): Promise<string> {
  return keptSecret(directory, "upload-token-key", () => randomBytes(32).toString("hex"));
}

/**
 * Returns the keys of proofs, which are kept in the folder of the local bucket: a back end can verify proofs after a restart of the server.
 *
 * @throws the system's error if the folder cannot be written
 */
export async function localProofKeys(directory: string): Promise<ProofKeyList> {
  const makeKey = () =>
    generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return parseProofKeys(await keptSecret(directory, "proof-key.pem", makeKey));
}

async function keptSecret(directory: string, name: string, make: () => string): Promise<string> {
  const path = join(directory, name);
  const newPath = `${path}.${randomBytes(8).toString("hex")}`;
  await mkdir(directory, { recursive: true });
  await writeFile(newPath, make(), { mode: 0o600 });
  try {
    // A link appears whole or not at all, and fails if there is a secret already.
    await link(newPath, path);
  } catch (error) {
    const isThere = typeof error === "object" && error !== null && "code" in error && error.code === "EEXIST";
    if (!isThere) throw error;
  } finally {
    await rm(newPath);
  }
  return (await readFile(path, "utf8")).trim();
}
