import type { CancelScope } from "./cancel-scope";
import { DETECTION_BYTES, extensionOf, type Format, fileExtension, formatOf } from "./file-type";
import type { LocalFile } from "./local-file";
import { UploadError } from "./upload-error";
import type { UploadState } from "./upload-state";
import type { UploaderOptions } from "./uploader-options";

/** Extensions that phones can compress. GIF, PNG and WebP are left out, because compression loses animation and transparency. */
const COMPRESSIBLE: readonly string[] = ["jpg", "jpeg", "heic", "heif", "bmp"];

/** 20 MiB. `auto` reads no larger file into memory, because up to `concurrency` of them are there at a time. */
const AUTO_PUT_MAX_BYTES = 20_971_520;

/** https://developers.weixin.qq.com/miniprogram/dev/api/file/FileSystemManager.readFile.html */
const MAX_READ_BYTES = 104_857_600;

/** A file that may be sent. */
export interface PreparedFile extends InspectedFile {
  readonly method: "put" | "post" | "multipart";
  /** MD5 in hex, for PUT only. COS then rejects other bytes. */
  readonly md5?: string | undefined;
}

/** A file whose size and type are known: the compressed copy, if there is one. */
interface InspectedFile {
  readonly filePath: string;
  /** The extension of its real type. */
  readonly ext: string;
  /** In bytes. */
  readonly size: number;
  readonly format: Format;
}

/**
 * Checks a file, and compresses it if the options require it. No request is sent.
 *
 * @param scope what the checks are part of
 * @param showState called with `checking` and `compressing`
 * @throws {UploadError} with any code of stage `check`
 */
export async function prepareFile(
  scope: CancelScope,
  { filePath, extension }: LocalFile,
  options: UploaderOptions,
  showState: (state: UploadState) => void,
): Promise<PreparedFile> {
  const { method = "auto", checkIntegrity, multipart } = options;
  showState({ name: "checking" });
  const original = await inspect(scope, options, filePath, extension ?? fileExtension(filePath));
  const file = await compress(scope, options, original, showState);
  checkLimits(file, options);
  const isLarge = multipart !== undefined && file.size > multipart.thresholdBytes;
  if (method === "multipart" || (method === "auto" && isLarge)) return { ...file, method: "multipart" };
  const isPut = method === "put" || (method !== "post" && checkIntegrity && file.size <= AUTO_PUT_MAX_BYTES);
  if (!isPut) return { ...file, method: "post" };
  if (file.size > MAX_READ_BYTES) throw new UploadError("file_too_large_for_put", `${file.size} bytes, limit 100 MiB`);
  return { ...file, method: "put", md5: checkIntegrity ? await readMd5(scope, options, file) : undefined };
}

/** @throws {UploadError} `unsupported_type`, `file_too_large` */
function checkLimits({ ext, size, format }: InspectedFile, { accept, maxBytes }: UploaderOptions): void {
  const isAccepted = accept?.some((kindOrExtension) => format.includes(kindOrExtension.toLowerCase())) ?? true;
  if (!isAccepted) throw new UploadError("unsupported_type", `${ext}, not ${accept}`);
  const [kind] = format;
  const limit = typeof maxBytes === "object" ? maxBytes[kind] : maxBytes;
  if (limit !== undefined && size > limit) throw new UploadError("file_too_large", `${size} bytes, limit ${limit}`);
}

async function readMd5(
  scope: CancelScope,
  { platform }: UploaderOptions,
  { filePath }: InspectedFile,
): Promise<string> {
  const { digest } = await platform.getFileInfo(scope, { filePath, digestAlgorithm: "md5" });
  if (digest) return digest;
  throw new UploadError("digest_unavailable");
}

/** Reads size and type. {@link extensionOf} explains how the name counts. */
async function inspect(
  scope: CancelScope,
  { platform }: UploaderOptions,
  filePath: string,
  extension = "",
): Promise<InspectedFile> {
  const { size } = await platform.getFileInfo(scope, { filePath });
  if (!size) throw new UploadError("empty_file");
  const { data } = await platform.readFile(scope, { filePath, length: Math.min(size, DETECTION_BYTES) });
  const ext = extensionOf(new Uint8Array(data), extension.toLowerCase());
  if (ext === undefined) throw new UploadError("type_mismatch", `the bytes are not those of a .${extension} file`);
  if (!ext) throw new UploadError("missing_extension");
  return { filePath, ext, size, format: formatOf(ext) };
}

/** The smaller copy, if the options want one and it is smaller; otherwise the original. */
async function compress(
  scope: CancelScope,
  options: UploaderOptions,
  original: InspectedFile,
  showState: (state: UploadState) => void,
): Promise<InspectedFile> {
  const { platform, compress } = options;
  const { quality = 80, minBytes = 204_800 } = typeof compress === "object" ? compress : {};
  if (!compress || original.size < minBytes || !COMPRESSIBLE.includes(original.ext)) return original;
  showState({ name: "compressing" });
  try {
    const { tempFilePath } = await platform.compressImage(scope, { src: original.filePath, quality });
    const copy = await inspect(scope, options, tempFilePath);
    return copy.size < original.size ? copy : original;
  } catch {
    // A phone that cannot compress this photo can still send it.
    return original;
  }
}
