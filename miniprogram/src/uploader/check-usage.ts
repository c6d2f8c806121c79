import type { LocalFile } from "./local-file";
import { describe, fieldsOf, isRecord } from "./platform-values";
import type { UploadTask } from "./upload-task";
import type { UploaderOptions, UploadOptions } from "./uploader-options";

type IsValid = (value: unknown) => boolean;

/** Which values are valid, and what the error recommends. */
type Rule = readonly [isValid: IsValid, use: string];

/** The rules of some values, by name. */
export type Rules = Readonly<Record<string, Rule>>;

/** A timer's longest delay is 24.8 days. */
const timeout = wholeNumber(1, 2_000_000_000);

const FILE_RULES: Rules = {
  method: [(value) => isText(value, /^(auto|put|post|multipart)$/), '"auto", "put", "post" or "multipart"'],
  checkIntegrity: [isBoolean, "true or false"],
  compress: either([isBoolean, "true, false"], wholeNumbers("quality", "minBytes")),
  confirm: [isBoolean, "true or false"],
  fileTimeoutMs: timeout,
};

const UPLOADER_RULES: Rules = {
  ...FILE_RULES,
  serverUrl: [(value) => isText(value, /^https?:\/\/./), '"https?://…", such as "https://sign.example.com"'],
  platform: [(value) => typeof value === "object" && value !== null, "createWechatPlatform()"],
  authorize: [(value) => value === undefined || typeof value === "function", "function or undefined"],
  concurrency: wholeNumber(1, 10),
  multipart: [(value) => value === undefined || typeof fieldsOf(value)["connect"] === "function", "createMultipart()"],
  retry: wholeNumbers("maxAttempts", "baseDelayMs", "maxDelayMs"),
  maxBytes: either(
    [(value) => isCount(value) && value > 0, "a whole number of at least 1"],
    wholeNumbers("photo", "video", "other"),
  ),
  accept: [
    (value) => Array.isArray(value) && value.length > 0 && value.every(isName),
    'kinds and extensions without a dot, such as ["photo", "mp4"]',
  ],
  signTimeoutMs: timeout,
  authorizeTimeoutMs: timeout,
  uploadTimeoutMs: timeout,
  stallTimeoutMs: timeout,
  fileCallTimeoutMs: timeout,
};

const LOCAL_FILE_RULES: Rules = {
  ...FILE_RULES,
  filePath: [(value) => isText(value, /./), "a path, such as tempFilePath"],
  extension: [(value) => value === undefined || isName(value), '"\\w+", such as "pdf"'],
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

/**
 * Validates values by name. A name without a rule is invalid.
 *
 * @throws {TypeError} with the value and what to use
 */
export function check(values: object, rules: Rules): void {
  // A map, because option names may be those of Object.prototype.
  const known = new Map(Object.entries(rules));
  const unknown: Rule = [() => false, `only ${Object.keys(rules).join(", ")}`];
  for (const [name, value] of Object.entries(values)) {
    const [isValid, use] = known.get(name) ?? unknown;
    if (!isValid(value)) throw new TypeError(`${name} is ${quote(value)}; use ${use}`);
  }
}

/** A value as it is written in code. */
function quote(value: unknown): string {
  if (typeof value === "function") return "function";
  return typeof value === "string" ? JSON.stringify(value) : describe(value);
}

/** A whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): Rule {
  return [(value) => isCount(value) && value >= min && value <= max, `${min} to ${max}`];
}

/** An object that has no fields but these, each a whole number. */
function wholeNumbers(...names: readonly string[]): Rule {
  const isField = ([name, value]: [string, unknown]) => names.includes(name) && isCount(value);
  return [
    (value) => isRecord(value) && Object.entries(value).every(isField),
    `{ ${names.join(", ")} } of whole numbers`,
  ];
}

/** A value that either rule allows. */
function either([isFirst, useFirst]: Rule, [isSecond, useSecond]: Rule): Rule {
  return [(value) => isFirst(value) || isSecond(value), `${useFirst} or ${useSecond}`];
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

function isText(value: unknown, pattern: RegExp): boolean {
  return typeof value === "string" && pattern.test(value);
}

/** A kind, or an extension without its dot. */
function isName(value: unknown): boolean {
  return isText(value, /^\w+$/);
}
