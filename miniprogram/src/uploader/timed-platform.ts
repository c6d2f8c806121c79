import type { CancelScope } from "./cancel-scope";
import type { LoginPlatform, Platform, PlatformStorage } from "./platform";
import { withTimeLimit } from "./time-limit";

/**
 * Adds a time limit to every call of a platform, because a phone may never call back: iOS after a lost connection, a codec that hangs.
 * The limit of a request or form is its own `timeout`.
 *
 * @param fileCallTimeoutMs limit of each call that reads or compresses a file, in milliseconds
 */
export function createTimedPlatform(platform: Platform, fileCallTimeoutMs: number): Platform {
  const { storage } = platform;
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
    ...(storage && { storage: timedStorage(platform, storage) }),
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

/** How long the phone may take to read or write a few kilobytes, in milliseconds. Without a record, an upload goes on. */
const STORAGE_TIMEOUT_MS = 3_000;

function timedStorage(platform: Pick<Platform, "delay">, storage: PlatformStorage): PlatformStorage {
  const limit = <Result>(scope: CancelScope, name: string, call: (scope: CancelScope) => Promise<Result>) =>
    withTimeLimit(scope, platform, STORAGE_TIMEOUT_MS, `${name}: no result`, call);
  return {
    get: (scope, key) => limit(scope, "getStorage", (call) => storage.get(call, key)),
    set: (scope, key, text) => limit(scope, "setStorage", (call) => storage.set(call, key, text)),
    remove: (scope, key) => limit(scope, "removeStorage", (call) => storage.remove(call, key)),
  };
}

function timedRequest(platform: Pick<Platform, "request" | "delay">): Platform["request"] {
  return (scope, request) =>
    withTimeLimit(scope, platform, request.timeout, "request: no response", (call) => platform.request(call, request));
}
