import { PlatformError, type PlatformErrorCode } from "./platform-error";

/** What WeChat calls `fail` with. Files have `errCode`; network calls have `errno` since base library 2.24.0. */
export interface WechatFailure {
  readonly errMsg?: string;
  readonly errno?: number;
  readonly errCode?: number;
}

/**
 * What a failure's numbers and text tell; the first pattern that fits counts. Loose, as WeChat does not document its texts.
 * 1300002 is "no such file": https://developers.weixin.qq.com/miniprogram/dev/api/file/FileSystemManager.readFile.html
 */
const PATTERNS: readonly (readonly [PlatformErrorCode, RegExp])[] = [
  ["file_not_found", /1300002|no such file|file not found|not exist/i],
  ["domain_not_allowed", /domain list/i],
  ["timeout", /timed?[ -]?out/i],
  ["interrupted", /interrupted|abort/i],
];

/** Names a failure of WeChat's; `otherwise` if it says nothing known. */
export function fromWechatFailure(failure: WechatFailure, otherwise: PlatformErrorCode): PlatformError {
  const text = [failure.errMsg, failure.errCode ?? failure.errno].join(" ");
  const [code] = PATTERNS.find(([, pattern]) => pattern.test(text)) ?? [otherwise];
  return new PlatformError(code, text, failure);
}
