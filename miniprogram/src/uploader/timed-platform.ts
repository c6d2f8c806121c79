import type { LoginPlatform, Platform } from "./platform";
import { withTimeLimit } from "./time-limit";

/**
 * Adds a time limit to every call of a platform, because a phone may never call back: iOS after a lost connection, a codec that hangs.
 * The limit of a request or form is its own `timeout`. Calls to the storage are limited where they are made.
 *
 * @param fileCallTimeoutMs limit of each call that reads or compresses a file, in milliseconds. @default 30000
 */
export function createTimedPlatform(platform: Platform, fileCallTimeoutMs = 30_000): Platform {
  // Each method is listed, because spreading a class instance would lose its methods.
  return {
    request: timedRequest(platform),
    uploadFile: (scope, form, onProgress) =>
      withTimeLimit(scope, platform, form.timeout, "uploadFile: no response", (call) =>
        platform.uploadFile(call, form, onProgress),
      ),
    getFileInfo: (scope, file) =>
      withTimeLimit(scope, platform, fileCallTimeoutMs, "getFileInfo: no result", (call) =>
        platform.getFileInfo(call, file),
      ),
    readFile: (scope, file) =>
      withTimeLimit(scope, platform, fileCallTimeoutMs, "readFile: no result", (call) => platform.readFile(call, file)),
    compressImage: (scope, photo) =>
      withTimeLimit(scope, platform, fileCallTimeoutMs, "compressImage: no result", (call) =>
        platform.compressImage(call, photo),
      ),
    ...(platform.md5 && { md5: (bytes) => platform.md5?.(bytes) ?? "" }),
    storage: platform.storage,
    watch: (report) => platform.watch(report),
    ...(platform.watchPressure && { watchPressure: (report) => platform.watchPressure?.(report) ?? (() => {}) }),
    delay: (scope, delayMs) => platform.delay(scope, delayMs),
    nowMs: () => platform.nowMs(),
    random: () => platform.random(),
  };
}

/** Adds a time limit to every call of a login platform. */
export function createTimedLoginPlatform(platform: LoginPlatform): LoginPlatform {
  return {
    request: timedRequest(platform),
    loginCode: (scope, timeout) =>
      withTimeLimit(scope, platform, timeout, "login: no code", (call) => platform.loginCode(call, timeout)),
    delay: (scope, delayMs) => platform.delay(scope, delayMs),
  };
}

function timedRequest(platform: Pick<Platform, "request" | "delay">): Platform["request"] {
  return (scope, request) =>
    withTimeLimit(scope, platform, request.timeout, "request: no response", (call) => platform.request(call, request));
}
