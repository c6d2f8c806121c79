import { formatKeyTime, signedUrl } from "@wx-cos-upload/cos-signature";
import { reachableAuthority } from "@wx-cos-upload/node-kit";
import { LOCAL_COS_DEFAULTS } from "./defaults.ts";
import { type Environment, EnvironmentError, readEnvironment } from "./environment.ts";

/** How long a printed URL is valid. */
const LIFETIME_SECONDS = 900;

/**
 * Creates a URL that reads one object of the running local bucket. It is valid for 15 minutes. Like a new bucket at Tencent, the local
 * bucket is private, so a browser and curl need a signature too.
 *
 * @throws {EnvironmentError} if a variable is invalid, or if the environment does not determine the port
 */
export function localSignedUrl(objectKey: string, environment: Environment, nowMs: number): string {
  const { hosts, credentials = LOCAL_COS_DEFAULTS.credentials, ...listen } = readEnvironment(environment);
  const { listenHost = LOCAL_COS_DEFAULTS.listenHost, port = LOCAL_COS_DEFAULTS.port } = listen;
  const [host] = hosts ?? [];
  if (host === undefined && port === 0) {
    throw new EnvironmentError([
      "LOCAL_COS_PORT: 0 means any free port; set it to the port that the local COS printed",
    ]);
  }
  const nowSeconds = Math.floor(nowMs / 1000);
  return signedUrl({
    scheme: "http",
    host: host ?? reachableAuthority(listenHost, port),
    objectKey,
    credentials,
    keyTime: formatKeyTime({ startSeconds: nowSeconds - 60, endSeconds: nowSeconds + LIFETIME_SECONDS }),
  });
}
