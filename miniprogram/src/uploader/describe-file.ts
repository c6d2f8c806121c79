import type { CancelSignal } from "./cancel-signal";
import { fileExtension } from "./file-extension";
import { md5Base64 } from "./md5-base64";
import type { Platform } from "./platform";
import type { SignRequest } from "./sign-client";
import { UploadError, type UploadStage } from "./upload-error";
import type { LocalFile, UploadOptions } from "./upload-options";

export interface DescribeFileDependencies {
  readonly platform: Platform;
  readonly maxBytes: number;
  enter(stage: UploadStage): void;
}

/**
 * What the signing server has to know of a file, once the file is found fit to be sent.
 *
 * @throws {UploadError} `missing_extension`, `empty_file`, `file_too_large`, `file_too_large_for_put`, `digest_unavailable`
 */
export async function describeFile(
  file: LocalFile,
  options: UploadOptions,
  { platform, maxBytes, enter }: DescribeFileDependencies,
  signal: CancelSignal,
): Promise<SignRequest> {
  enter("check");
  const extension = file.extension ?? fileExtension(file.filePath);
  if (extension === undefined) {
    throw new UploadError("missing_extension", "check", `the file's name has no extension: ${file.filePath}`);
  }
  enter("read");
  const wantsMd5 = options.method === "put" && options.checkIntegrity === true;
  // Without MD5 first: computing it of a file that is too large would be in vain.
  const { bytes } = await platform.fileInfo(file.filePath, { md5: false }, signal);
  checkSize(bytes, maxBytes, options.method === "put" ? platform.maxReadBytes : Number.POSITIVE_INFINITY);
  return { extension, bytes, md5: wantsMd5 ? await readMd5(file, platform, signal) : undefined };
}

function checkSize(bytes: number, maxBytes: number, maxPutBytes: number): void {
  if (bytes === 0) throw new UploadError("empty_file", "check", "the file is empty");
  if (bytes > maxBytes) {
    throw new UploadError("file_too_large", "check", `the file has ${bytes} bytes; the limit is ${maxBytes}`);
  }
  if (bytes > maxPutBytes) {
    const message = `the file has ${bytes} bytes; at most ${maxPutBytes} can be read for PUT`;
    throw new UploadError("file_too_large_for_put", "check", message);
  }
}

async function readMd5({ filePath }: LocalFile, platform: Platform, signal: CancelSignal): Promise<string> {
  const { md5Hex = "" } = await platform.fileInfo(filePath, { md5: true }, signal);
  const md5 = md5Base64(md5Hex);
  if (md5 !== undefined) return md5;
  throw new UploadError("digest_unavailable", "read", "this platform computes no MD5 of files");
}
