import type { UploadTask } from "./upload-task";
import type { LocalFile, UploaderOptions, UploadOptions } from "./uploader-options";
import { UsageError } from "./usage-error";

/** What an option looks like in JSON, and what to write instead of anything else. */
type Rules = Readonly<Record<string, readonly [pattern: RegExp, fix: string]>>;

/** Timers take at most 24.8 days. */
const MILLISECONDS: Rules[string] = [/^[1-9]\d{0,8}$/, "milliseconds, from 1 to 999999999"];

const FILE_RULES: Rules = {
  method: [/^"(auto|put|post)"$/, '"auto", "put" or "post"'],
  checkIntegrity: [/^(true|false)$/, "true or false"],
  compress: [
    /^(true|false|\{("(quality":(100|\d\d?)|minBytes":\d+),?)*\})$/,
    "true or { quality: 80, minBytes: 204800 }, quality from 0 to 100",
  ],
  fileTimeoutMs: MILLISECONDS,
};

const UPLOADER_RULES: Rules = {
  ...FILE_RULES,
  serverUrl: [/^"https?:\/\/[^\s/?#"]/i, '"https://sign.example.com"'],
  platform: [/^\{/, "createWechatPlatform()"],
  concurrency: [/^([1-9]|10)$/, "a whole number from 1 to 10"],
  retry: [
    /^\{("(maxAttempts":[1-9]\d?|(base|max)DelayMs":\d{1,9}),?)*\}$/,
    "{ maxAttempts: 5, baseDelayMs: 1000, maxDelayMs: 30000 }, maxAttempts from 1 to 99",
  ],
  maxBytes: [/^([1-9]\d*|\{("(photo|video|other)":[1-9]\d*,?)*\})$/, "20971520 or { photo: 20971520, video: … }"],
  accept: [/^\["[a-z\d]+"(,"[a-z\d]+")*\]$/i, '["photo", "mp4"]: kinds and extensions, without a dot'],
  signTimeoutMs: MILLISECONDS,
  uploadTimeoutMs: MILLISECONDS,
};

const LOCAL_FILE_RULES: Rules = {
  filePath: [/^".+"$/, "tempFilePath, as in { filePath: tempFilePath }"],
  extension: [/^"[a-z\d]{1,16}"$/i, '"jpg": letters and digits, without a dot'],
};

/** @throws {UsageError} that says what was given and what to write */
export function checkUploaderOptions(options: UploaderOptions): void {
  const { serverUrl, platform } = options;
  check("createUploader", { ...options, serverUrl, platform }, UPLOADER_RULES);
}

/** @throws {UsageError} */
export function checkUploads(files: readonly LocalFile[], options: UploadOptions): void {
  check("upload", options, FILE_RULES);
  if (!Array.isArray(files)) fail("files", files, "[{ filePath: tempFilePath }]");
  for (const file of files)
    check("a file", { filePath: file?.filePath, extension: file?.extension ?? "jpg" }, LOCAL_FILE_RULES);
}

/** @throws {UsageError} */
export function checkRetry({ id, state }: UploadTask): void {
  if (state.name === "failed" || state.name === "cancelled") return;
  throw new UsageError(`task ${id} is ${state.name}; retry() only what failed or was cancelled`);
}

function check(where: string, values: object, rules: Rules): void {
  for (const [name, value] of Object.entries(values)) {
    const rule = rules[name];
    if (rule === undefined) {
      const fix = /^on[A-Z]/.test(name) ? 'task.on("change", (state) => …)' : Object.keys(rules).join(", ");
      throw new UsageError(`${where} has no option ${name}; use ${fix}`);
    }
    if (!rule[0].test(JSON.stringify(value))) fail(name, value, rule[1]);
  }
}

function fail(name: string, value: unknown, fix: string): void {
  throw new UsageError(`${name} is ${JSON.stringify(value)}; write ${fix}`);
}
