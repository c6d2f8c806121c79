import { detectExtension } from "./detect-extension";
import { fileExtension } from "./file-extension";
import { formatOf, kindOf } from "./file-type";
import type { Job } from "./job";
import { AUTO_PUT_MAX_BYTES, DETECTION_BYTES } from "./limits";
import { md5Base64 } from "./md5-base64";
import type { SignedMethod } from "./sign-answer";
import { UploadError, type UploadErrorCode } from "./upload-error";

/** JPEG is what phones take; GIF, PNG and WebP may be animated or transparent, which does not survive. */
const COMPRESSED_FORMATS = /^(jpg|heic|bmp)$/;

/** A file that may be sent, and what the signing server has to know of it. */
export interface PreparedFile {
  readonly method: SignedMethod;
  readonly extension: string;
  readonly bytes: number;
  /** MD5 in Base64, for PUT only: COS then refuses other bytes. */
  readonly md5?: string;
  /** Of the bytes to send: the compressed copy's, if there is one. */
  readonly filePath: string;
}

type InspectedFile = Pick<PreparedFile, "filePath" | "bytes" | "extension">;

/**
 * Finds a file fit to be sent, or says why it is not. Nothing is asked of a server.
 *
 * @throws {UploadError} with any code of stages `check` and `read`; what the platform throws otherwise
 */
export async function prepareFile(job: Job): Promise<PreparedFile> {
  const { options, signal, picked } = job;
  const { platform, method = "auto", checkIntegrity = false, accept, maxBytes } = options;
  job.show({ name: "checking" });
  const file = await compressed(job, await inspect(job, picked.filePath, picked.extension));
  const { filePath, bytes, extension } = file;
  const kind = kindOf(extension);
  const isAccepted = (accepted: string) => accepted === kind || formatOf(accepted) === formatOf(extension);
  if (accept && !accept.some(isAccepted)) throw unfit("unsupported_type", `${extension} is not accepted`);
  const limit = typeof maxBytes === "object" ? maxBytes[kind] : maxBytes;
  if (limit && bytes > limit) throw unfit("file_too_large", `${bytes} bytes, the limit is ${limit}`);
  if (method === "post" || (method === "auto" && (!checkIntegrity || bytes > AUTO_PUT_MAX_BYTES))) {
    return { ...file, method: "post" };
  }
  if (bytes > platform.maxReadBytes) throw unfit("file_too_large_for_put", `${bytes} bytes`);
  if (!checkIntegrity) return { ...file, method: "put" };
  const { md5Hex = "" } = await platform.fileInfo(filePath, { md5: true }, signal);
  const md5 = md5Base64(md5Hex);
  if (!md5) throw new UploadError("digest_unavailable", "read", "no MD5 of the file");
  return { ...file, method: "put", md5 };
}

async function inspect(
  { options: { platform }, signal }: Job,
  filePath: string,
  named = fileExtension(filePath),
): Promise<InspectedFile> {
  const { bytes } = await platform.fileInfo(filePath, { md5: false }, signal);
  if (bytes === 0) throw unfit("empty_file", "0 bytes");
  const range = { position: 0, length: Math.min(bytes, DETECTION_BYTES) };
  const firstBytes = new Uint8Array(await platform.readFile(filePath, signal, range));
  return { filePath, bytes, extension: realExtension(named?.toLowerCase(), detectExtension(firstBytes)) };
}

/** The name counts for as much as the bytes leave open: `jpeg` or `jpg`, and what is no photo or video. */
function realExtension(named: string | undefined, detected: string | undefined): string {
  if (named && (detected ? formatOf(named) === formatOf(detected) : kindOf(named) === "other")) return named;
  if (detected) return detected;
  throw named
    ? unfit("type_mismatch", `no ${named} by its first bytes`)
    : unfit("missing_extension", "no known first bytes, no extension");
}

/** The smaller copy, if one is asked for and it is one. */
async function compressed(job: Job, original: InspectedFile): Promise<InspectedFile> {
  const { platform, compress } = job.options;
  const { quality = 80, minBytes = 204_800 } = typeof compress === "object" ? compress : {};
  if (!compress || original.bytes < minBytes || !COMPRESSED_FORMATS.test(formatOf(original.extension))) return original;
  job.show({ name: "compressing" });
  try {
    const copy = await inspect(job, await platform.compressImage(original.filePath, quality, job.signal));
    return copy.bytes < original.bytes && kindOf(copy.extension) === "photo" ? copy : original;
  } catch (error) {
    // A phone that can't compress this photo can still send it.
    if (job.signal.cancelled) throw error;
    return original;
  }
}

function unfit(code: UploadErrorCode, message: string): UploadError {
  return new UploadError(code, "check", message);
}
