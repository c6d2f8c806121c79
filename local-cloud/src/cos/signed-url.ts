import { formatKeyTime, signedUrl } from "@wx-cos-upload/cos-signature";
import { LOCAL_COS_DEFAULTS } from "./defaults.ts";
import { type Environment, EnvironmentError, readEnvironment } from "./environment.ts";
import { reachableHost } from "./reachable-host.ts";

/** How long a printed URL works. */
const LIFETIME_SECONDS = 900;

/**
 * A URL that reads one object of the running local bucket for a quarter of an hour. The bucket is as private as a new one at Tencent,
 * so a person with a browser or curl needs a signature too.
 *
 * @throws {EnvironmentError}
 */
export function localSignedUrl(objectKey: string, environment: Environment, nowMs: number): string {
  const { hosts, credentials = LOCAL_COS_DEFAULTS.credentials, ...listen } = readEnvironment(environment);
  const { listenHost = LOCAL_COS_DEFAULTS.listenHost, port } = listen;
  const [host] = hosts ?? [];
  if (host === undefined && port === 0) {
    throw new EnvironmentError(["LOCAL_COS_PORT: 0 stands for any port; set the one that the local COS printed"]);
  }
  const nowSeconds = Math.floor(nowMs / 1000);
  return signedUrl({
    scheme: "http",
    host: host ?? `${reachableHost(listenHost)}:${port}`,
    objectKey,
    credentials,
    keyTime: formatKeyTime({ startSeconds: nowSeconds - 60, endSeconds: nowSeconds + LIFETIME_SECONDS }),
  });
}
