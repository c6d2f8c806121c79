import type { UploadTask } from "./upload-task";
import type { LocalFile, UploaderOptions, UploadOptions } from "./uploader-options";
import { UsageError } from "./usage-error";

/** By an option's name: what it looks like in JSON, and what to use instead of anything else. */
type Rules = Readonly<Record<string, readonly [pattern: RegExp, fix: string]>>;

/** Timers take at most 24.8 days. */
const MILLISECONDS: Rules[string] = [/^[1-9]\d{0,8}$/, "1 to 999999999"];

const FILE_RULES: Rules = {
  method: [/^"(auto|put|post)"$/, '"auto", "put" or "post"'],
  checkIntegrity: [/^(true|false)$/, "true or false"],
  compress: [
    /^(true|false|\{("(quality":(100|\d\d?)|minBytes":\d+),?)*\})$/,
    "true or { quality: 0 to 100, minBytes: 204800 }",
  ],
  fileTimeoutMs: MILLISECONDS,
};

const UPLOADER_RULES: Rules = {
  ...FILE_RULES,
  serverUrl: [/^"https?:\/\/[^\s/?#"]/i, '"https://sign.example.com"'],
  platform: [/^\{/, "createWechatPlatform()"],
  concurrency: [/^([1-9]|10)$/, "1 to 10"],
  retry: [
    /^\{("(maxAttempts":[1-9]\d?|(base|max)DelayMs":\d{1,9}),?)*\}$/,
    "{ maxAttempts: 1 to 99, baseDelayMs: 1000, maxDelayMs: 30000 }",
  ],
  maxBytes: [/^([1-9]\d*|\{("(photo|video|other)":[1-9]\d*,?)*\})$/, "204800 or { photo: 204800 }"],
  accept: [/^\["[a-z\d]+"(,"[a-z\d]+")*\]$/i, '["photo", "mp4"], without a dot'],
  signTimeoutMs: MILLISECONDS,
  uploadTimeoutMs: MILLISECONDS,
};

const LOCAL_FILE_RULES: Rules = {
  files: [/^\[/, "[{ filePath: tempFilePath }]"],
  filePath: [/^".+"$/, "{ filePath: tempFilePath }"],
  extension: [/^"[a-z\d]{1,16}"$/i, '"jpg", without a dot'],
};

/** Fits what has no rule: nothing. */
const NOTHING = /$^/;

/** @throws {UsageError} that says what was given and what to use */
export function checkUploaderOptions(options: UploaderOptions): void {
  const { serverUrl, platform } = options;
  check({ ...options, serverUrl, platform }, UPLOADER_RULES);
}

/** @throws {UsageError} */
export function checkUploads(files: readonly LocalFile[], options: UploadOptions): void {
  check(options, FILE_RULES);
  check({ files }, LOCAL_FILE_RULES);
  for (const file of files) {
    check({ filePath: file?.filePath, extension: file?.extension ?? "jpg" }, LOCAL_FILE_RULES);
  }
}

/** @throws {UsageError} */
export function checkRetry({ id, state }: UploadTask): void {
  if (state.name === "failed" || state.name === "cancelled") return;
  throw new UsageError(`task ${id} is ${state.name}; retry() only what failed or was cancelled`);
}

function check(values: object, rules: Rules): void {
  for (const [name, value] of Object.entries(values)) {
    const json = JSON.stringify(value);
    const otherNames = /^on[A-Z]/.test(name) ? 'task.on("change", …)' : `only ${Object.keys(rules).join(", ")}`;
    const [pattern, fix] = rules[name] ?? [NOTHING, otherNames];
    if (!pattern.test(json)) throw new UsageError(`${name} is ${json}; use ${fix}`);
  }
}
