import type { UploadTask } from "./upload-task";
import type { LocalFile, UploaderOptions, UploadOptions } from "./uploader-options";

/*
 * By line, an option and what it has to be: `1 to 10` is a range of whole numbers; all else is the pattern of its JSON, up to the first
 * space, maybe with an example. Timers take 24.8 days at most.
 */
const FILE_RULES = `
method "auto"|"put"|"post"
checkIntegrity true|false
compress true|false|{("(quality|minBytes)":\\d+,?)*}
fileTimeoutMs 1 to 2e9`;

const UPLOADER_RULES = `${FILE_RULES}
serverUrl "https?://.+"
platform {.*} like createWechatPlatform()
authorize function|undefined
concurrency 1 to 10
retry {("(maxAttempts|baseDelayMs|maxDelayMs)":\\d+,?)*}
maxBytes [1-9]\\d*|{("(photo|video|other)":\\d+,?)*}
accept \\[("\\w+",?)+] like ["photo", "mp4"]
signTimeoutMs 1 to 2e9
authorizeTimeoutMs 1 to 2e9
uploadTimeoutMs 1 to 2e9
stallTimeoutMs 1 to 2e9
fileCallTimeoutMs 1 to 2e9`;

const LOCAL_FILE_RULES = `${FILE_RULES}
filePath ".+" like tempFilePath
extension "\\w+"|undefined`;

/** @throws {TypeError} that says what was given and what to use */
export function checkUploaderOptions(options: UploaderOptions): void {
  // These two there have to be.
  check({ ...options, serverUrl: options.serverUrl, platform: options.platform }, UPLOADER_RULES);
}

/** @throws {TypeError} */
export function checkUploads(files: readonly LocalFile[], options: UploadOptions = {}): void {
  for (const file of files) {
    check({ ...options, filePath: file?.filePath, extension: file?.extension }, LOCAL_FILE_RULES);
  }
}

/** @throws {TypeError} */
export function checkRetry({ state: { name } }: UploadTask): void {
  if (!/failed|cancelled/.test(name)) throw new TypeError(`no retry() while ${name}`);
}

function check(values: object, rules: string): void {
  for (const [name, value] of Object.entries(values)) {
    const json = JSON.stringify(value) ?? typeof value;
    const rule = rules.split(`\n${name} `)[1]?.split("\n")[0] ?? `only${rules}`;
    const [pattern = "", , most = ""] = rule.split(" ");
    const isInRange = +json % 1 === 0 && +json >= +pattern && +json <= +most;
    if (!isInRange && !RegExp(`^(${pattern})$`).test(json)) throw new TypeError(`${name} is ${json}; use ${rule}`);
  }
}
