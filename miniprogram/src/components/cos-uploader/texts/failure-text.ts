import type { UploadError } from "../../../uploader/index";
import { fillIn, formatBytes } from "./format";
import type { KnownRemoteCode, UploaderTexts } from "./texts";

/**
 * The sentence for a failure: by the server's own code if that is known, otherwise by the error code.
 *
 * @param maxBytes the size limit of the file, Infinity if there was none
 */
export function failureText(
  texts: UploaderTexts,
  { code, remoteCode = "", status = 0 }: Pick<UploadError, "code" | "remoteCode" | "status">,
  maxBytes = Number.POSITIVE_INFINITY,
): string {
  if (isKnown(texts, remoteCode)) return texts.remoteFailures[remoteCode];
  if (code === "file_too_large" && Number.isFinite(maxBytes)) {
    return fillIn(texts.tooLarge, { size: formatBytes(maxBytes) });
  }
  const isUnavailable = status >= 500 || status === 429;
  if (isUnavailable && code === "sign_refused") return texts.unavailable.server;
  if (isUnavailable && code === "upload_refused") return texts.unavailable.storage;
  return texts.failures[code];
}

function isKnown(texts: UploaderTexts, remoteCode: string): remoteCode is KnownRemoteCode {
  return Object.keys(texts.remoteFailures).includes(remoteCode);
}
