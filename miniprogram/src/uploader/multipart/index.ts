import type { Multipart } from "../multipart-sender";
import { attempt } from "../platform-values";
import { createSender } from "./sender";

export type { Multipart, UnfinishedUpload } from "../multipart-sender";

/** How large files are sent. */
export interface MultipartOptions {
  /**
   * Files with more bytes are sent in parts, with `method: "auto"`. Larger form uploads fail on some phones.
   * @default 10485760 (10 MiB)
   */
  readonly thresholdBytes?: number;
  /**
   * Who uploads, such as a user id. People who share a phone do not see each other's unfinished uploads. Needed only if the token of
   * `authorize` is no JWT with a `sub`.
   */
  readonly owner?: () => string | undefined;
}

/**
 * Makes an uploader send large files in parts. What breaks the connection costs one part, and an upload can be paused, and continued after the
 * app was closed. If the signing server does not support it, the uploader sends forms.
 *
 * @throws {TypeError} for an invalid option, with the value and what to use
 * @example
 * const uploader = createUploader({ serverUrl: "https://sign.example.com", platform, multipart: createMultipart() });
 */
export function createMultipart({ thresholdBytes = 10_485_760, owner }: MultipartOptions = {}): Multipart {
  if (!Number.isSafeInteger(thresholdBytes) || thresholdBytes < 0) {
    throw new TypeError(`thresholdBytes is ${thresholdBytes}; use a whole number of bytes, such as 10485760`);
  }
  if (owner !== undefined && typeof owner !== "function") {
    throw new TypeError(`owner is ${typeof owner}; use a function that returns the user's id`);
  }
  return { thresholdBytes, connect: (host) => createSender(host, owner, warn) };
}

function warn(message: string): void {
  // biome-ignore lint/suspicious/noConsole: WeChat shows developers the console.
  attempt(() => console.warn(`cos-uploader: ${message}`));
}
