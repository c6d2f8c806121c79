import type { LoginPlatform, Platform } from "./platform";
import { withTimeLimit } from "./time-limit";

/**
 * The same platform with a time limit on every call, since a phone may never call back: iOS after a broken connection, a codec that
 * hangs. Requests and forms have the limit of their own `timeout`.
 *
 * @param fileCallTimeoutMs limit of each call that reads or compresses a file
 */
export function createTimedPlatform(platform: Platform, fileCallTimeoutMs: number): Platform {
  // Names each method by itself, since a platform may be an instance of a class.
  return {
    request: timedRequest(platform),
    uploadFile: (work, form, onProgress) =>
      withTimeLimit(work, platform, form.timeout, "uploadFile: no response", (call) =>
        platform.uploadFile(call, form, onProgress),
      ),
    getFileInfo: (work, file) =>
      withTimeLimit(work, platform, fileCallTimeoutMs, "getFileInfo: no result", (call) =>
        platform.getFileInfo(call, file),
      ),
    readFile: (work, file) =>
      withTimeLimit(work, platform, fileCallTimeoutMs, "readFile: no result", (call) => platform.readFile(call, file)),
    compressImage: (work, photo) =>
      withTimeLimit(work, platform, fileCallTimeoutMs, "compressImage: no result", (call) =>
        platform.compressImage(call, photo),
      ),
    watch: (report) => platform.watch(report),
    delay: (work, delayMs) => platform.delay(work, delayMs),
    nowMs: () => platform.nowMs(),
    random: () => platform.random(),
  };
}

/** The same for a login. */
export function createTimedLoginPlatform(platform: LoginPlatform): LoginPlatform {
  return {
    request: timedRequest(platform),
    loginCode: (work, timeout) =>
      withTimeLimit(work, platform, timeout, "login: no code", (call) => platform.loginCode(call, timeout)),
    delay: (work, delayMs) => platform.delay(work, delayMs),
  };
}

function timedRequest(platform: Pick<Platform, "request" | "delay">): Platform["request"] {
  return (work, request) =>
    withTimeLimit(work, platform, request.timeout, "request: no response", (call) => platform.request(call, request));
}
