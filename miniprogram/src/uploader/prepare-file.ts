import type { CancelSignal } from "./cancel-signal";
import { throwIfCancelled } from "./cancellable";
import { DETECTION_BYTES, detectExtension } from "./detect-extension";
import { fileExtension } from "./file-extension";
import { formatOf, kindOf } from "./file-type";
import { md5Base64 } from "./md5-base64";
import type { Platform } from "./platform";
import type { SignRequest } from "./sign-client";
import { UploadError } from "./upload-error";
import type { CompressOptions, LocalFile, UploaderOptions, UploadOptions } from "./uploader-options";

/** `auto` takes no larger files into memory, where up to `concurrency` of them would be at a time. */
const AUTO_PUT_MAX_BYTES = 20 * 1024 * 1024;

/** JPEG is what phones take; GIF, PNG and WebP may be animated or transparent, which does not survive. */
const COMPRESSED_FORMATS: readonly string[] = ["jpg", "heic", "bmp"];

/** A file that may be sent, and what the signing server has to know of it. */
export interface PreparedFile extends SignRequest {
  /** Of the bytes to send: the compressed copy's, if there is one. */
  readonly filePath: string;
}

export interface PrepareOptions extends Pick<UploaderOptions, "accept" | "maxBytes">, UploadOptions {
  readonly platform: Platform;
  /** Called before a photo is compressed. */
  onCompress(): void;
}

interface InspectedFile {
  readonly filePath: string;
  readonly bytes: number;
  readonly extension: string;
}

/**
 * Finds a file fit to be sent, or says why it is not. Nothing is asked of a server.
 *
 * @throws {UploadError} with any code of stages `check` and `read`; what the platform throws otherwise
 */
export async function prepareFile(
  file: LocalFile,
  options: PrepareOptions,
  signal: CancelSignal,
): Promise<PreparedFile> {
  const { platform, method = "auto", checkIntegrity = false } = options;
  const picked = await inspect(platform, file, signal);
  const { filePath, bytes, extension } = await compressed(picked, options, signal);
  checkType(extension, options.accept);
  checkSize(bytes, limitOf(extension, options.maxBytes));
  const isPut = method === "put" || (method === "auto" && checkIntegrity && bytes <= AUTO_PUT_MAX_BYTES);
  if (!isPut) return { filePath, bytes, extension, method: "post" };
  if (bytes > platform.maxReadBytes) {
    const message = `the file has ${bytes} bytes; at most ${platform.maxReadBytes} can be read for PUT`;
    throw new UploadError("file_too_large_for_put", "check", message);
  }
  const md5 = checkIntegrity ? await readMd5(platform, filePath, signal) : undefined;
  return { filePath, bytes, extension, method: "put", ...(md5 && { md5 }) };
}

async function inspect(platform: Platform, file: LocalFile, signal: CancelSignal): Promise<InspectedFile> {
  const { filePath } = file;
  const { bytes } = await platform.fileInfo(filePath, { md5: false }, signal);
  if (bytes === 0) throw new UploadError("empty_file", "check", "the file is empty");
  const range = { position: 0, length: Math.min(bytes, DETECTION_BYTES) };
  const firstBytes = new Uint8Array(await platform.readFile(filePath, signal, range));
  const named = file.extension?.toLowerCase() ?? fileExtension(filePath);
  return { filePath, bytes, extension: realExtension(named, detectExtension(firstBytes)) };
}

/** The name counts for as much as the bytes leave open: `jpeg` or `jpg`, and what is no photo or video. */
function realExtension(named: string | undefined, detected: string | undefined): string {
  if (detected !== undefined) {
    return named !== undefined && formatOf(named) === formatOf(detected) ? named : detected;
  }
  if (named === undefined) {
    throw new UploadError("missing_extension", "check", "neither the file's bytes nor its name tell its type");
  }
  if (kindOf(named) !== "other") {
    throw new UploadError(
      "type_mismatch",
      "check",
      `the file is called ${named}, and its first bytes are of no such format`,
    );
  }
  return named;
}

async function compressed(
  picked: InspectedFile,
  { platform, compress, onCompress }: PrepareOptions,
  signal: CancelSignal,
): Promise<InspectedFile> {
  if (!compress || !COMPRESSED_FORMATS.includes(formatOf(picked.extension))) return picked;
  const { quality = 80, minBytes = 200 * 1024 }: CompressOptions = compress === true ? {} : compress;
  if (picked.bytes < minBytes) return picked;
  onCompress();
  try {
    const copy = await inspect(
      platform,
      { filePath: await platform.compressImage(picked.filePath, quality, signal) },
      signal,
    );
    return copy.bytes < picked.bytes && kindOf(copy.extension) === "photo" ? copy : picked;
  } catch {
    // A phone that can't compress this photo can still send it.
    throwIfCancelled(signal);
    return picked;
  }
}

function checkType(extension: string, accept: UploaderOptions["accept"]): void {
  const isAccepted = (accepted: string) => accepted === kindOf(extension) || formatOf(accepted) === formatOf(extension);
  if (accept === undefined || accept.some(isAccepted)) return;
  throw new UploadError("unsupported_type", "check", `the file is ${extension}; accepted are ${accept.join(", ")}`);
}

function limitOf(extension: string, maxBytes: UploaderOptions["maxBytes"]): number {
  const limit = typeof maxBytes === "object" ? maxBytes[kindOf(extension)] : maxBytes;
  return limit ?? Number.POSITIVE_INFINITY;
}

function checkSize(bytes: number, maxBytes: number): void {
  if (bytes <= maxBytes) return;
  throw new UploadError("file_too_large", "check", `the file has ${bytes} bytes; the limit is ${maxBytes}`);
}

async function readMd5(platform: Platform, filePath: string, signal: CancelSignal): Promise<string> {
  const { md5Hex = "" } = await platform.fileInfo(filePath, { md5: true }, signal);
  const md5 = md5Base64(md5Hex);
  if (md5 !== undefined) return md5;
  throw new UploadError("digest_unavailable", "read", "this platform computes no MD5 of files");
}
