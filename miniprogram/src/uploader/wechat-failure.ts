import { PlatformError, type PlatformErrorCode } from "./platform-error";

/** What WeChat calls `fail` with. Files have `errCode`; network calls have `errno` since base library 2.24.0. */
export interface WechatFailure {
  readonly errMsg?: string;
  readonly errno?: number;
  readonly errCode?: number;
}

/** https://developers.weixin.qq.com/miniprogram/dev/api/file/FileSystemManager.readFile.html */
const NO_SUCH_FILE = 1300002;

/** The first pattern that fits says the code. Loose, as WeChat does not document its texts. */
const PATTERNS: readonly (readonly [RegExp, PlatformErrorCode])[] = [
  [/domain list/i, "domain_not_allowed"],
  [/no such file|file not (found|exist)|not exist/i, "file_not_found"],
  [/time[d]?[ -]?out/i, "timeout"],
  [/interrupted|abort/i, "interrupted"],
];

/** Names a failure of WeChat's; `otherwise` if its text says nothing known. */
export function fromWechatFailure(failure: WechatFailure, otherwise: PlatformErrorCode): PlatformError {
  const message = failure.errMsg ?? "WeChat gave no reason";
  const known = PATTERNS.find(([pattern]) => pattern.test(message));
  const code = (failure.errCode ?? failure.errno) === NO_SUCH_FILE ? "file_not_found" : (known?.[1] ?? otherwise);
  return new PlatformError(code, message, failure);
}
