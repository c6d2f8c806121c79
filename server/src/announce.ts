import type { Bucket } from "./bucket.ts";
import type { Logger } from "./logger.ts";
import type { Login } from "./open-login.ts";
import { redactUserInfo } from "./redact-secrets.ts";

export interface Announcement {
  readonly production: boolean;
  /** Where the signing server answers. */
  readonly url: string;
  readonly bucket: Bucket;
  readonly login: Login;
}

/** For a person at a terminal; a log collector gets the same as a line of JSON. */
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
  // An issuer may be a URL with a password, as wrong as that is.
  process.stdout.write(`${redactUserInfo(lines.join("\n"))}\n`);
}
