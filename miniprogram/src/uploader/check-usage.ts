import { isHttpUrl } from "./sign-answer";
import type { UploadTask } from "./upload-task";
import type { LocalFile, UploaderOptions, UploadOptions } from "./uploader-options";
import { UsageError } from "./usage-error";

/** Timers take no more: 24.8 days. */
const MAX_DELAY_MS = 2 ** 31 - 1;

const FILE_OPTIONS = ["method", "checkIntegrity", "compress", "fileTimeoutMs"];
const UPLOADER_OPTIONS = [
  ...FILE_OPTIONS,
  "serverUrl",
  "platform",
  "concurrency",
  "retry",
  "maxBytes",
  "accept",
  "signTimeoutMs",
  "uploadTimeoutMs",
];

/** @throws {UsageError} that says what was given and what to write */
export function checkUploaderOptions(options: UploaderOptions): void {
  checkNames(options, UPLOADER_OPTIONS, "createUploader");
  const { serverUrl, platform, concurrency, retry = {}, maxBytes, accept } = options;
  expect(isHttpUrl(serverUrl), "serverUrl", serverUrl, '"https://sign.example.com"');
  expect(typeof platform === "object", "platform", platform, "createWechatPlatform()");
  checkNumber("concurrency", concurrency, 1, 10, true);
  checkNames(retry, ["maxAttempts", "baseDelayMs", "maxDelayMs"], "retry");
  checkNumber("retry.maxAttempts", retry.maxAttempts, 1, 100, true);
  checkNumber("retry.baseDelayMs", retry.baseDelayMs, 0, MAX_DELAY_MS);
  checkNumber("retry.maxDelayMs", retry.maxDelayMs, 0, MAX_DELAY_MS);
  checkNumber("signTimeoutMs", options.signTimeoutMs, 1, MAX_DELAY_MS);
  checkNumber("uploadTimeoutMs", options.uploadTimeoutMs, 1, MAX_DELAY_MS);
  if (typeof maxBytes === "object") {
    checkNames(maxBytes, ["photo", "video", "other"], "maxBytes");
    for (const [kind, bytes] of Object.entries(maxBytes)) checkNumber(`maxBytes.${kind}`, bytes, 1);
  } else checkNumber("maxBytes", maxBytes, 1);
  const isList = Array.isArray(accept) && accept.length > 0 && accept.every((entry) => /^[a-z\d]+$/i.test(entry));
  expect(accept === undefined || isList, "accept", accept, '["photo", "mp4"]: kinds and extensions, without a dot');
  checkFileOptions(options);
}

/** @throws {UsageError} */
export function checkUpload(file: LocalFile, options: UploadOptions): void {
  expect(typeof file?.filePath === "string" && file.filePath !== "", "file", file, "{ filePath: tempFilePath }");
  const { extension = "jpg" } = file;
  expect(/^[a-z\d]{1,16}$/i.test(extension), "extension", extension, '"jpg": letters and digits, without a dot');
  checkNames(options, FILE_OPTIONS, "upload");
  checkFileOptions(options);
}

/** @throws {UsageError} */
export function checkUploads(files: readonly LocalFile[], options: UploadOptions): void {
  expect(Array.isArray(files), "files", files, "[{ filePath: tempFilePath }]");
  for (const file of files) checkUpload(file, options);
}

/** @throws {UsageError} */
export function checkRetry({ id, state }: UploadTask): void {
  if (state.name === "failed" || state.name === "cancelled") return;
  throw new UsageError(`task ${id} is ${state.name}; retry() only what failed or was cancelled`);
}

function checkFileOptions({ method = "auto", compress, fileTimeoutMs }: UploadOptions): void {
  expect(["auto", "put", "post"].includes(method), "method", method, '"auto", "put" or "post"');
  if (typeof compress === "object") checkNumber("compress.quality", compress.quality, 0, 100);
  checkNumber("fileTimeoutMs", fileTimeoutMs, 1, MAX_DELAY_MS);
}

function checkNames(options: object, known: readonly string[], where: string): void {
  expect(typeof options === "object" && options !== null, where, options, "an object");
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const fix = /^on[A-Z]/.test(name) ? 'task.on("change", (state) => …)' : known.join(", ");
    throw new UsageError(`${where} has no option ${name}; use ${fix}`);
  }
}

function checkNumber(name: string, value: unknown, min: number, max = Number.POSITIVE_INFINITY, isWhole = false): void {
  if (value === undefined) return;
  const fits = typeof value === "number" && value >= min && value <= max && (!isWhole || value % 1 === 0);
  expect(
    fits,
    name,
    value,
    `a ${isWhole ? "whole " : ""}number from ${min}${max < Number.POSITIVE_INFINITY ? ` to ${max}` : ""}`,
  );
}

function expect(isMet: boolean, name: string, value: unknown, fix: string): void {
  if (!isMet) throw new UsageError(`${name} is ${JSON.stringify(value)}; write ${fix}`);
}
