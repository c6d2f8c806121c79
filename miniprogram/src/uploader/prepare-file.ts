import { DETECTION_BYTES, extensionOf, type Format, fileExtension, formatOf } from "./file-type";
import type { Job } from "./job";
import { UploadError } from "./upload-error";

/** What phones take. GIF, PNG and WebP may be animated or transparent, which does not survive. */
const COMPRESSED = /^(jpe?g|hei[cf]|bmp)$/;

/** 20 MiB. `auto` takes no larger files into memory, where up to `concurrency` of them would be at a time. */
const AUTO_PUT_MAX_BYTES = 20_971_520;

/** https://developers.weixin.qq.com/miniprogram/dev/api/file/FileSystemManager.readFile.html */
const MAX_READ_BYTES = 104_857_600;

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
  readonly format: Format;
}

/**
 * Finds a file fit to be sent, or says why it is not. Nothing is asked of a server.
 *
 * @throws {UploadError} with any code of stage `check`
 */
export async function prepareFile(job: Job): Promise<PreparedFile> {
  const { platform, picked, method, checkIntegrity, accept, maxBytes } = job;
  const { filePath, extension } = picked;
  job.show({ name: "checking" });
  const file = await compressed(job, await inspect(job, filePath, extension ?? fileExtension(filePath)));
  const { ext, size, format } = file;
  if (accept && !accept.some((kindOrExtension) => format.includes(kindOrExtension.toLowerCase()))) {
    throw new UploadError("unsupported_type", `${ext}, not ${accept}`);
  }
  const limit = typeof maxBytes === "object" ? maxBytes[format[0]] : maxBytes;
  if (size > (limit ?? size)) throw new UploadError("file_too_large", `${size} bytes, limit ${limit}`);
  const isPut = method === "put" || (method !== "post" && checkIntegrity && size <= AUTO_PUT_MAX_BYTES);
  if (!isPut) return { ...file, method: "post" };
  if (size > MAX_READ_BYTES) throw new UploadError("file_too_large_for_put", `${size} bytes, limit 100 MiB`);
  const { digest: md5 } = checkIntegrity
    ? await platform.getFileInfo(job, { filePath: file.filePath, digestAlgorithm: "md5" })
    : {};
  if (checkIntegrity && !md5) throw new UploadError("digest_unavailable");
  return { ...file, method: "put", md5 };
}

/** Reads size and type. What the name counts for: {@link extensionOf}. */
async function inspect(job: Job, filePath: string, extension = ""): Promise<InspectedFile> {
  const { size } = await job.platform.getFileInfo(job, { filePath });
  if (!size) throw new UploadError("empty_file");
  const { data } = await job.platform.readFile(job, { filePath, length: Math.min(size, DETECTION_BYTES) });
  const ext = extensionOf(new Uint8Array(data), extension.toLowerCase());
  if (ext === undefined) throw new UploadError("type_mismatch", `the bytes are not those of a .${extension} file`);
  if (!ext) throw new UploadError("missing_extension");
  return { filePath, ext, size, format: formatOf(ext) };
}

/** The smaller copy, if one is asked for and it is one. */
async function compressed(job: Job, original: InspectedFile): Promise<InspectedFile> {
  const { compress } = job;
  const { filePath: src, ext, size } = original;
  const { quality = 80, minBytes = 204_800 } = typeof compress === "object" ? compress : {};
  if (!compress || size < minBytes || !COMPRESSED.test(ext)) return original;
  job.show({ name: "compressing" });
  try {
    const { tempFilePath } = await job.platform.compressImage(job, { src, quality });
    const copy = await inspect(job, tempFilePath);
    if (copy.size < size) return copy;
  } catch {
    // A phone that can't compress this photo can still send it.
  }
  return original;
}
