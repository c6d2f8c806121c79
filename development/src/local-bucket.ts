import { appidOf, type Credentials } from "@wx-cos-upload/cos-signature";
import { fixedCredentials, formatLogEntry, LOCAL_COS_DEFAULTS, startLocalCos } from "@wx-cos-upload/local-cloud/cos";
import { LOCAL_STS_ROLE_ARN, startLocalSts } from "@wx-cos-upload/local-cloud/sts";
import { type Bucket, type Config, isEveryAddress, type LocalCosConfig } from "@wx-cos-upload/server/advanced";
import { createLocalIdentities, localProofKeys, localUploadTokenKey } from "./local-identities.ts";
import { openPreview } from "./preview.ts";

/** Starts the local bucket, with the local STS and the preview beside it. */
export async function openLocalBucket(
  config: Config,
  { cos, directory, port, host: signedHost }: LocalCosConfig,
): Promise<Bucket> {
  const { listen, corsOrigins, credentials, multipart, objects } = config;
  const { bucket, region } = cos ?? LOCAL_COS_DEFAULTS;
  const ownerKeys = cos?.keys ?? LOCAL_COS_DEFAULTS.credentials;
  const localSts = await openLocalSts(credentials, bucket, ownerKeys);
  const others = localSts?.findCredentials ?? fixedCredentials(ownerKeys);
  const identities = createLocalIdentities(config, { bucket, region }, others);
  const localCos = await startLocalCos({
    directory,
    bucket,
    region,
    findCredentials: identities.findCredentials,
    listenHost: listen.host,
    port,
    // Only rejections: developers look for these, and other lines would hide them.
    log: (entry) => {
      if (entry.code !== undefined) process.stderr.write(`Local COS rejected  ${formatLogEntry(entry)}\n`);
    },
    corsOrigins: corsOrigins === "loopback" ? originsOfThisMachine(listen.host, signedHost) : [...corsOrigins],
    ...(signedHost !== undefined && { hosts: [signedHost] }),
  });
  const host = signedHost ?? localCos.host;
  const notes = [
    `Bucket          ${bucket}, objects in ${directory}; this uses no Tencent account`,
    ...(localSts === undefined ? [] : [`Credentials     from the local STS ${localSts.url}`]),
    ...(signedHost === undefined ? [] : [`Signed for      ${signedHost} (COS_HOST)`]),
    ...(signedHost === undefined && isEveryAddress(listen.host)
      ? [
          `Phones          set COS_HOST=<this computer's address>:${localCos.port}, or they look for the bucket on the phone itself`,
        ]
      : []),
  ];
  return {
    scheme: "http",
    host,
    name: bucket,
    region,
    // Keys of one's own do what they are configured for; without any, signatures can do as little as in production.
    keys: cos === undefined && localSts === undefined ? identities.uploadKeys : ownerKeys,
    serviceKeys: identities.serviceKeys,
    readingKeys: identities.readingKeys,
    proofKeys: objects.proofKeys ?? (await localProofKeys(directory)),
    uploadTokenKeys: multipart.uploadTokenKeys ?? [await localUploadTokenKey(directory)],
    localSts,
    url: localCos.url,
    notes,
    preview: openPreview(host, ownerKeys),
    async close() {
      await Promise.all([localCos.close(), localSts?.close()]);
    },
  };
}

/** Includes the address of the preview, by which a phone in the same network opens it. */
function originsOfThisMachine(listenHost: string, signedHost: string | undefined): string[] {
  const ownHosts = [listenHost, signedHost?.replace(/:\d+$/, "") ?? ""].filter((name) => name !== "");
  return [...LOCAL_COS_DEFAULTS.corsOrigins, ...ownHosts.map((name) => `http://${name}:*`)];
}

/** Starts the local STS if credentials come from STS. It listens on this machine only, because only the server calls it. */
async function openLocalSts({ from, sts }: Config["credentials"], bucket: string, keys: Credentials) {
  if (from.source !== "federation" && from.source !== "role") return undefined;
  const roleArn = (from.source === "role" ? from.roleArn : undefined) ?? LOCAL_STS_ROLE_ARN;
  const options = { credentials: keys, appid: appidOf(bucket), roles: [{ arn: roleArn }], port: sts.localPort };
  return { ...(await startLocalSts(options)), roleArn };
}
