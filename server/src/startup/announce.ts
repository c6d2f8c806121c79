import type { Logger } from "../observability/logger.ts";
import { redactUserInfo } from "../observability/redact-secrets.ts";
import type { Bucket } from "./bucket.ts";
import type { Login } from "./create-login.ts";

export interface Announcement {
  readonly production: boolean;
  /** The URL of the signing server. */
  readonly url: string;
  readonly bucket: Bucket;
  readonly login: Login;
}

/** Prints the addresses for a person at a terminal. In production, it logs them as a line of JSON instead. */
export function announce({ production, url, bucket, login }: Announcement, logger: Logger): void {
  if (production) {
    logger.logEvent("listening", {
      url,
      bucket: bucket.name,
      bucketUrl: bucket.url,
      login: login.description ?? "none",
    });
    return;
  }
  const kind = bucket.scheme === "https" ? "Tencent COS" : "Local COS  ";
  const lines = [
    `Signing server  ${url}`,
    `${kind}     ${bucket.url}`,
    ...(bucket.preview === undefined ? [] : [`Preview         ${url}/ – the mini program: open it and choose a photo`]),
    ...bucket.notes,
    ...(login.description === undefined ? [] : [`Login           ${login.description}`]),
    `Try             ${login.tryWith(url)}`,
  ];
  // By mistake, the URL of an issuer may contain a password.
  process.stdout.write(`${redactUserInfo(lines.join("\n"))}\n`);
}
