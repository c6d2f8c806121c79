import { fileURLToPath } from "node:url";
import { appidOf, type Credentials, formatKeyTime, signedUrl } from "@wx-cos-upload/cos-signature";
import type { Preview } from "@wx-cos-upload/preview";
import type { Bucket } from "./bucket.ts";
import type { Config } from "./config/config.ts";
import type { LocalCosConfig } from "./config/cos-config.ts";
import { isEveryAddress } from "./listen.ts";

// What a developer's machine has and a production install has not. Everything of it is loaded when it is needed, and main.ts alone
// asks for it.

/** The folder of project.config.json. */
const PROJECT_DIRECTORY = fileURLToPath(new URL("../..", import.meta.url));

/** How long the link to an object works that the preview opens. */
const OPEN_LINK_SECONDS = 300;

/** The local bucket, listening, with the local STS and the preview beside it. */
export async function openLocalBucket(
  { listen, corsOrigins, credentials }: Config,
  cos: LocalCosConfig,
): Promise<Bucket> {
  const { formatLogEntry, LOCAL_COS_DEFAULTS, startLocalCos } = await loadLocalCos();
  const { bucket, region } = cos.cos ?? LOCAL_COS_DEFAULTS;
  const keys = cos.cos?.keys ?? LOCAL_COS_DEFAULTS.credentials;
  const localSts = await openLocalSts(credentials, bucket, keys);
  // Where the preview is served from counts as this machine: a phone in the network opens it by that address.
  const ownHosts = [listen.host, cos.host?.replace(/:\d+$/, "") ?? ""].filter((name) => name !== "");
  const ownOrigins = [...LOCAL_COS_DEFAULTS.corsOrigins, ...ownHosts.map((name) => `http://${name}:*`)];
  const localCos = await startLocalCos({
    directory: cos.directory,
    bucket,
    region,
    credentials: keys,
    ...(localSts !== undefined && { findCredentials: localSts.findCredentials }),
    listenHost: listen.host,
    port: cos.port,
    // A refusal is what a developer looks for; everything else would drown it.
    log: (entry) => {
      if (entry.code !== undefined) process.stderr.write(`Local COS refused  ${formatLogEntry(entry)}\n`);
    },
    corsOrigins: corsOrigins === "loopback" ? ownOrigins : [...corsOrigins],
    ...(cos.host !== undefined && { hosts: [cos.host] }),
  });
  const host = cos.host ?? localCos.host;
  const notes = [
    `Bucket          ${bucket}, objects in ${cos.directory}; no Tencent account is used`,
    ...(localSts === undefined ? [] : [`Credentials     from the local STS ${localSts.url}`]),
    ...(cos.host === undefined ? [] : [`Signed for      ${cos.host} (COS_HOST)`]),
    ...(cos.host === undefined && isEveryAddress(listen.host)
      ? [
          `Phones          set COS_HOST=<this computer's address>:${localCos.port}, or they look for the bucket on themselves`,
        ]
      : []),
  ];
  const close = async () => void (await Promise.all([localCos.close(), localSts?.close()]));
  const preview = await openPreview(host, keys);
  return { scheme: "http", host, name: bucket, region, keys, localSts, url: localCos.url, notes, preview, close };
}

/** Loaded only when it is needed: a production install does not have it. */
async function loadLocalCos() {
  try {
    return await import("@wx-cos-upload/local-cloud/cos");
  } catch (cause) {
    const names = "COS_SECRET_ID, COS_SECRET_KEY, COS_BUCKET and COS_REGION";
    throw new Error(`this install has no local COS; set ${names}, and NODE_ENV=production`, { cause });
  }
}

/** Beside the local bucket, if the credentials are to come from STS. Listens on this machine alone: only the server calls it. */
async function openLocalSts({ from, sts }: Config["credentials"], bucket: string, keys: Credentials) {
  if (from.source !== "federation" && from.source !== "role") return undefined;
  const { LOCAL_STS_ROLE_ARN, startLocalSts } = await import("@wx-cos-upload/local-cloud/sts");
  const roleArn = (from.source === "role" ? from.roleArn : undefined) ?? LOCAL_STS_ROLE_ARN;
  const options = { credentials: keys, appid: appidOf(bucket), roles: [{ arn: roleArn }], port: sts.localPort };
  return { ...(await startLocalSts(options)), roleArn };
}

/** The mini program in a browser, over the files as they stand. */
async function openPreview(host: string, credentials: Credentials): Promise<Preview> {
  const { createPreview, formatProblem } = await import("@wx-cos-upload/preview");
  const signGet = (objectKey: string) => {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const keyTime = formatKeyTime({ startSeconds: nowSeconds - 60, endSeconds: nowSeconds + OPEN_LINK_SECONDS });
    return signedUrl({ scheme: "http", host, objectKey, credentials, keyTime });
  };
  return createPreview({
    projectDirectory: PROJECT_DIRECTORY,
    watch: true,
    bucket: { origin: `http://${host}`, signGet },
    onProblems: (problems) =>
      process.stderr.write(`The mini program does not compile:\n  ${problems.map(formatProblem).join("\n  ")}\n`),
  });
}

/** The page of the API; `undefined` in an install without it. */
export async function loadApiDocs() {
  try {
    return (await import("@wx-cos-upload/api-docs")).apiDocs;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** The stand-in for WeChat, listening. */
export async function startLocalWechat(options: { readonly appId: string }) {
  const localWechat = await import("@wx-cos-upload/local-cloud/wechat");
  return localWechat.startLocalWechat(options);
}
