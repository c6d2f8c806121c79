import { DETECTION_BYTES, detectFormat, fileExtension, formatOf } from "./file-type";
import type { Job } from "./job";
import { UploadError, type UploadErrorCode } from "./upload-error";

/** JPEG is what phones take; GIF, PNG and WebP may be animated or transparent, which does not survive. */
const COMPRESSED_FORMATS = /jpg|heic|bmp/;

/** 20 MiB. `auto` takes no larger files into memory, where up to `concurrency` of them would be at a time. */
const AUTO_PUT_MAX_BYTES = 20_971_520;

/** A file that may be sent. */
export interface PreparedFile extends InspectedFile {
  readonly method: "put" | "post";
  /** MD5 in hex, for PUT only: COS then refuses other bytes. */
  readonly md5?: string | undefined;
}

/** Of the bytes to send: the compressed copy's, if there is one. */
interface InspectedFile {
  readonly filePath: string;
  /** The extension of what it is. */
  readonly ext: string;
  /** In bytes. */
  readonly size: number;
}

/**
 * Finds a file fit to be sent, or says why it is not. Nothing is asked of a server.
 *
 * @throws {UploadError} with any code of stages `check` and `read`
 */
export async function prepareFile(job: Job): Promise<PreparedFile> {
  const { platform, method = "auto", checkIntegrity, accept, maxBytes } = job.options;
  const { filePath, extension } = job.picked;
  job.stage = "read";
  job.show({ name: "checking" });
  const file = await compressed(job, await inspect(job, filePath, extension ?? fileExtension(filePath)));
  const { ext, size } = file;
  const format = formatOf(ext);
  if (accept && !accept.some((kindOrExtension) => format.includes(kindOrExtension.toLowerCase()))) {
    refuse(job, "unsupported_type", `${ext} is not accepted`);
  }
  const limit = typeof maxBytes === "object" ? maxBytes[format[0]] : maxBytes;
  if (limit && size > limit) refuse(job, "file_too_large", `${size} bytes, the limit is ${limit}`);
  const isPut = method === "put" || (method === "auto" && checkIntegrity && size <= AUTO_PUT_MAX_BYTES);
  if (isPut && size > platform.maxReadBytes) refuse(job, "file_too_large_for_put", `${size} bytes`);
  if (!isPut || !checkIntegrity) return { ...file, method: isPut ? "put" : "post" };
  const { digest: md5 } = await platform.getFileInfo(job, { filePath: file.filePath, digestAlgorithm: "md5" });
  if (!md5) throw new UploadError("digest_unavailable");
  return { ...file, method: "put", md5 };
}

/** The name counts for as much as the bytes leave open: `jpeg` or `jpg`, and what is no photo or video. */
async function inspect(job: Job, filePath: string, extension = ""): Promise<InspectedFile> {
  const { platform } = job.options;
  const { size } = await platform.getFileInfo(job, { filePath });
  if (!size) refuse(job, "empty_file");
  const { data } = await platform.readFile(job, { filePath, position: 0, length: Math.min(size, DETECTION_BYTES) });
  const named = extension.toLowerCase();
  const detected = detectFormat(new Uint8Array(data));
  const isNamedRight = detected ? detected.includes(named) : formatOf(named)[0] === "other";
  const ext = isNamedRight ? named : detected?.[1];
  if (ext) return { filePath, ext, size };
  return refuse(job, named ? "type_mismatch" : "missing_extension", `"${named}", unknown bytes`);
}

/** The smaller copy, if one is asked for and it is one. */
async function compressed(job: Job, original: InspectedFile): Promise<InspectedFile> {
  const { platform, compress } = job.options;
  const { filePath: src, ext, size } = original;
  const { quality = 80, minBytes = 204_800 } = typeof compress === "object" ? compress : {};
  if (!compress || size < minBytes || !COMPRESSED_FORMATS.test(`${formatOf(ext)}`)) return original;
  job.show({ name: "compressing" });
  try {
    const { tempFilePath } = await platform.compressImage(job, { src, quality });
    const copy = await inspect(job, tempFilePath);
    if (copy.size < size && formatOf(copy.ext)[0] === "photo") return copy;
  } catch {
    // A phone that can't compress this photo can still send it.
    job.stage = "read";
  }
  return original;
}

function refuse(job: Job, code: UploadErrorCode, message?: string): never {
  job.stage = "check";
  throw new UploadError(code, message);
}
