import { describe, isRecord } from "./platform-values";
import type { UploadTask } from "./upload-task";
import type { LocalFile, UploaderOptions, UploadOptions } from "./uploader-options";

/** Which values are valid, and what the error recommends. */
interface Rule {
  readonly isValid: (value: unknown) => boolean;
  readonly use: string;
}

type Rules = Readonly<Record<string, Rule>>;

const FILE_KINDS: readonly string[] = ["photo", "video", "other"];

/** A timer's longest delay is 24.8 days. */
const MAX_TIMEOUT_MS = 2_000_000_000;

const timeout: Rule = wholeNumber(1, MAX_TIMEOUT_MS);
const trueOrFalse: Rule = { isValid: (value) => typeof value === "boolean", use: "true or false" };

const FILE_RULES: Rules = {
  method: {
    isValid: (value) => value === "auto" || value === "put" || value === "post",
    use: '"auto", "put" or "post"',
  },
  checkIntegrity: trueOrFalse,
  compress: {
    isValid: (value) => typeof value === "boolean" || isRecordOf(value, ["quality", "minBytes"], isCount),
    use: "true, false or { quality, minBytes } of whole numbers",
  },
  fileTimeoutMs: timeout,
};

const UPLOADER_RULES: Rules = {
  ...FILE_RULES,
  serverUrl: {
    isValid: (value) => matches(value, /^https?:\/\/./),
    use: '"https?://…", such as "https://sign.example.com"',
  },
  platform: { isValid: (value) => typeof value === "object" && value !== null, use: "createWechatPlatform()" },
  authorize: { isValid: (value) => value === undefined || typeof value === "function", use: "function or undefined" },
  concurrency: wholeNumber(1, 10),
  retry: {
    isValid: (value) => isRecordOf(value, ["maxAttempts", "baseDelayMs", "maxDelayMs"], isCount),
    use: "{ maxAttempts, baseDelayMs, maxDelayMs } of whole numbers",
  },
  maxBytes: {
    isValid: (value) => isPositiveCount(value) || isRecordOf(value, FILE_KINDS, isCount),
    use: "a whole number of at least 1, or { photo|video|other: bytes }",
  },
  accept: {
    isValid: (value) => Array.isArray(value) && value.length > 0 && value.every((item) => matches(item, /^\w+$/)),
    use: 'kinds and extensions without a dot, such as ["photo", "mp4"]',
  },
  signTimeoutMs: timeout,
  authorizeTimeoutMs: timeout,
  uploadTimeoutMs: timeout,
  stallTimeoutMs: timeout,
  fileCallTimeoutMs: timeout,
};

const LOCAL_FILE_RULES: Rules = {
  ...FILE_RULES,
  filePath: { isValid: (value) => matches(value, /./), use: "a path, such as tempFilePath" },
  extension: { isValid: (value) => value === undefined || matches(value, /^\w+$/), use: '"\\w+", such as "pdf"' },
};

/**
 * Validates the options of an uploader.
 *
 * @throws {TypeError} with the value and what to use
 */
export function checkUploaderOptions(options: UploaderOptions): void {
  // These two are required, so they are checked even if they are missing.
  check({ ...options, serverUrl: options.serverUrl, platform: options.platform }, UPLOADER_RULES);
}

/**
 * Validates files and the options for them.
 *
 * @throws {TypeError} with the value and what to use
 */
export function checkUploads(files: readonly LocalFile[], options: UploadOptions = {}): void {
  for (const file of files) {
    check({ ...options, filePath: file?.filePath, extension: file?.extension }, LOCAL_FILE_RULES);
  }
}

/** @throws {TypeError} for a task that is under way or done */
export function checkRetry({ state: { name } }: UploadTask): void {
  if (name !== "failed" && name !== "cancelled") throw new TypeError(`no retry() while ${name}`);
}

function check(values: object, rules: Rules): void {
  for (const [name, value] of Object.entries(values)) {
    const rule = Object.entries(rules).find(([known]) => known === name)?.[1];
    if (rule?.isValid(value)) continue;
    const use = rule?.use ?? `only ${Object.keys(rules).join(", ")}`;
    throw new TypeError(`${name} is ${typeof value === "function" ? "function" : quote(value)}; use ${use}`);
  }
}

/** A value as it stands in code. */
function quote(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : describe(value);
}

function wholeNumber(min: number, max: number): Rule {
  return { isValid: (value) => isCount(value) && value >= min && value <= max, use: `${min} to ${max}` };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isPositiveCount(value: unknown): boolean {
  return isCount(value) && value > 0;
}

function matches(value: unknown, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

/** Whether a value is an object of these fields at most, each valid. */
function isRecordOf(value: unknown, names: readonly string[], isValid: (field: unknown) => boolean): boolean {
  return isRecord(value) && Object.entries(value).every(([name, field]) => names.includes(name) && isValid(field));
}
