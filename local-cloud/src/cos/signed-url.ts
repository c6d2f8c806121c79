import { formatKeyTime, signedUrl } from "@wx-cos-upload/server/cos";
import { LOCAL_COS_DEFAULTS } from "./defaults.ts";
import { type Environment, readEnvironment } from "./environment.ts";

/** How long a printed URL works. */
const LIFETIME_SECONDS = 900;

/**
 * A URL that reads one object of the running local bucket for a quarter of an hour. The bucket is as private as a new one at Tencent,
 * so a person with a browser or curl needs a signature too.
 *
 * @throws {EnvironmentError}
 */
export function localSignedUrl(objectKey: string, environment: Environment, nowMs: number): string {
  const { listenHost, port, hosts, credentials = LOCAL_COS_DEFAULTS.credentials } = readEnvironment(environment);
  const nowSeconds = Math.floor(nowMs / 1000);
  return signedUrl({
    scheme: "http",
    host: hosts?.[0] ?? `${listenHost}:${port}`,
    objectKey,
    credentials,
    keyTime: formatKeyTime({ startSeconds: nowSeconds - 60, endSeconds: nowSeconds + LIFETIME_SECONDS }),
  });
}
