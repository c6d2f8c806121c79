import { fits, HTTP_URL, isObject, jsonOf, type Rules, range, TEXT } from "./rules";
import type { UploadTask } from "./upload-task";
import type { LocalFile, UploaderOptions, UploadOptions } from "./uploader-options";
import { UsageError } from "./usage-error";

/** Timers take at most 24.8 days. */
const MAX_TIMER_MS = 2_147_483_647;
const MILLISECONDS = range(1, MAX_TIMER_MS);
const DELAY = range(0, MAX_TIMER_MS);
const BYTES = range(1);

const FILE_RULES: Rules = {
  method: ['"auto"|"put"|"post"'],
  checkIntegrity: ["true|false"],
  compress: ["true|false", undefined, { quality: range(0, 100), minBytes: range(0) }],
  fileTimeoutMs: MILLISECONDS,
};

const UPLOADER_RULES: Rules = {
  ...FILE_RULES,
  serverUrl: HTTP_URL,
  platform: ["createWechatPlatform()", /^\{/],
  authorize: ["async () => token", /^undefined$/],
  concurrency: range(1, 10),
  retry: ["{ maxAttempts: 5 }", /$^/, { maxAttempts: range(1, 99), baseDelayMs: DELAY, maxDelayMs: DELAY }],
  maxBytes: [BYTES[0], BYTES[1], { photo: BYTES, video: BYTES, other: BYTES }],
  accept: ['["photo", "mp4"], without a dot', /^\[("\w+",?)+\]$/],
  signTimeoutMs: MILLISECONDS,
  uploadTimeoutMs: MILLISECONDS,
};

const LOCAL_FILE_RULES: Rules = {
  files: ["[{ filePath: tempFilePath }]", /^\[/],
  filePath: ["{ filePath: tempFilePath }", TEXT[1]],
  extension: ['"jpg", without a dot', /^"[a-z\d]{1,16}"$/i],
};

/** @throws {UsageError} that says what was given and what to use */
export function checkUploaderOptions(options: UploaderOptions): void {
  // These two there have to be.
  const { serverUrl, platform } = options;
  check({ ...options, serverUrl, platform }, UPLOADER_RULES);
}

/** @throws {UsageError} */
export function checkUploads(files: readonly LocalFile[], options: UploadOptions = {}): void {
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

function check(values: object, rules: Rules, parent = ""): void {
  for (const [name, value] of Object.entries(values)) {
    const path = parent + name;
    const names = Object.keys(rules).map((known) => parent + known);
    const rule = rules[name] ?? [/^on[A-Z]/.test(name) ? 'task.on("change")' : `only ${names.join(", ")}`, /$^/];
    if (rule[2] && isObject(value)) check(value, rule[2], `${path}.`);
    else if (!fits(value, rule)) throw new UsageError(`${path} is ${jsonOf(value)}; use ${rule[0]}`);
  }
}
