import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appidOf } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS, startLocalCos } from "@wx-cos-upload/local-cloud/cos";
import { LOCAL_STS_ROLE_ARN, startLocalSts } from "@wx-cos-upload/local-cloud/sts";
import type { Config, LocalCosConfig } from "@wx-cos-upload/server/advanced";
import type { OpenBucket } from "./examination.ts";

/** The keys of a sub-account that may do everything except copy. Nobody should sign uploads with keys that may do more. */
const WITHOUT_COPIES = {
  statements: [
    { effect: "allow", actions: ["*"], resources: ["*"], conditions: [] },
    {
      effect: "deny",
      actions: ["name/cos:PutObjectCopy", "name/cos:UploadPartCopy"],
      resources: ["*"],
      conditions: [],
    },
  ],
} as const;

/** The service identity in the doctor's own bucket, and the key of its upload tokens. Both end with the examination. */
const SERVICE_KEYS = { secretId: "AKIDdoctorServiceIdentity", secretKey: "the-service-key-of-the-doctor" };
const UPLOAD_TOKEN_KEY = "the-upload-token-key-of-the-doctor";

/**
 * Starts a local bucket and a local STS for the examination. They use a temporary folder and free ports, so they disturb nothing else.
 */
export async function openLocalBucket(config: Config, { cos }: LocalCosConfig): Promise<OpenBucket> {
  const { from } = config.credentials;
  const { corsOrigins } = config;
  const { bucket: name, region } = cos ?? LOCAL_COS_DEFAULTS;
  const keys = cos?.keys ?? LOCAL_COS_DEFAULTS.credentials;
  const roleArn = (from.source === "role" ? from.roleArn : undefined) ?? LOCAL_STS_ROLE_ARN;
  const directory = await mkdtemp(join(tmpdir(), "doctor-"));
  const opened: Array<() => Promise<void>> = [() => rm(directory, { recursive: true })];
  async function close(): Promise<void> {
    for (const closeOne of opened.toReversed()) await closeOne();
  }
  try {
    const localSts = await startLocalSts({ credentials: keys, appid: appidOf(name), roles: [{ arn: roleArn }] });
    opened.push(localSts.close);
    const localCos = await startLocalCos({
      directory,
      bucket: name,
      region,
      findCredentials(secretId) {
        if (secretId === SERVICE_KEYS.secretId) return SERVICE_KEYS;
        const found = localSts.findCredentials(secretId);
        return found && { ...found, policies: [...(found.policies ?? []), WITHOUT_COPIES] };
      },
      port: 0,
      ...(corsOrigins !== "loopback" && { corsOrigins: [...corsOrigins] }),
    });
    opened.push(localCos.close);
    const scope = { keys, serviceKeys: SERVICE_KEYS, localSts: { url: localSts.url, roleArn } };
    const uploadTokenKeys = config.multipart.uploadTokenKeys ?? [UPLOAD_TOKEN_KEY];
    return { scheme: "http", host: localCos.host, name, region, isLocal: true, scope, uploadTokenKeys, close };
  } catch (error) {
    await close();
    throw error;
  }
}
