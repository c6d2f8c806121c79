import { isObject } from "./json-object";
import { MAX_TIMER_MS } from "./limits";
import type { UploadTask } from "./upload-task";
import type { LocalFile, UploaderOptions, UploadOptions } from "./uploader-options";
import { UsageError } from "./usage-error";

/** Whole numbers from least to most; or what a value looks like in JSON, and what to use instead of anything else. */
type Rule = readonly [least: number, most: number] | readonly [pattern: RegExp, fix: string];
type Rules = Readonly<Record<string, Rule>>;

const MILLISECONDS: Rule = [1, MAX_TIMER_MS];
const DELAY: Rule = [0, MAX_TIMER_MS];
const BYTES: Rule = [1, 2 ** 53];

const FILE_RULES: Rules = {
  method: [/^"(auto|put|post)"$/, '"auto", "put" or "post"'],
  checkIntegrity: [/^(true|false)$/, "true or false"],
  compress: [/^(true|false)$/, "true or { quality: 80 }"],
  "compress.quality": [0, 100],
  "compress.minBytes": [0, 2 ** 53],
  fileTimeoutMs: MILLISECONDS,
};

const UPLOADER_RULES: Rules = {
  ...FILE_RULES,
  serverUrl: [/^"https?:\/\/[^\s/?#"]/i, '"https://sign.example.com"'],
  platform: [/^\{/, "createWechatPlatform()"],
  concurrency: [1, 10],
  "retry.maxAttempts": [1, 99],
  "retry.baseDelayMs": DELAY,
  "retry.maxDelayMs": DELAY,
  maxBytes: BYTES,
  "maxBytes.photo": BYTES,
  "maxBytes.video": BYTES,
  "maxBytes.other": BYTES,
  accept: [/^\["[a-z\d]+"(,"[a-z\d]+")*\]$/i, '["photo", "mp4"], without a dot'],
  signTimeoutMs: MILLISECONDS,
  uploadTimeoutMs: MILLISECONDS,
};

const LOCAL_FILE_RULES: Rules = {
  files: [/^\[/, "[{ filePath: tempFilePath }]"],
  filePath: [/^".+"$/, "{ filePath: tempFilePath }"],
  extension: [/^"[a-z\d]{1,16}"$/i, '"jpg", without a dot'],
};

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

function check(values: object, rules: Rules, parent = ""): void {
  const names = Object.keys(rules);
  for (const [name, value] of Object.entries(values)) {
    const path = parent + name;
    if (isObject(value) && names.some((known) => known.startsWith(`${path}.`))) check(value, rules, `${path}.`);
    else {
      const json = `${JSON.stringify(value)}`;
      const otherNames = /^on[A-Z]/.test(name) ? 'task.on("change", …)' : `only ${names.join(", ")}`;
      const fix = fixOf(json, rules[path] ?? [/$^/, otherNames]);
      if (fix) throw new UsageError(`${path} is ${json}; use ${fix}`);
    }
  }
}

/** What to use instead of a value; undefined if it will do. */
function fixOf(json: string, [least, most]: Rule): string | undefined {
  if (least instanceof RegExp) return least.test(json) ? undefined : `${most}`;
  return /^\d+$/.test(json) && +json >= least && +json <= +most ? undefined : `${least} to ${most}`;
}
