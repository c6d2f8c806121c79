import { cancellable } from "./cancel-scope";
import type { FileInfo, FormUpload, HttpRequest, HttpResponse, LoginPlatform, Platform } from "./platform";
import { readCount, readText } from "./platform-values";
import { UploadError } from "./upload-error";
import type { WechatApi, WechatLoginApi } from "./wechat-api";
import { call, readResponse } from "./wechat-call";
import { watchPressure } from "./wechat-pressure";
import { createFileReader } from "./wechat-read";
import { createWechatStorage } from "./wechat-storage";
import { type WechatWatch, watchWechat } from "./wechat-watch";

export type { WechatApi, WechatFiles, WechatLoginApi } from "./wechat-api";

/** WeChat's API, if this is a mini program. */
declare const wx: WechatLoginApi | undefined;

/** The options of a method of the port. */
type Option<Name extends "getFileInfo" | "compressImage"> = Parameters<Platform[Name]>[1];

/** The given API, or `wx`. Web pages have no `wx`, or that of a framework, which has no files. */
function wechatApi<Api extends WechatApi>(given: Api | undefined, own: Api | undefined): Api {
  const api = given ?? own;
  if (typeof api?.getFileSystemManager === "function") return api;
  throw new TypeError(
    "wx.getFileSystemManager is missing, so this is no mini program: use createUploader({ platform }), or in a browser wx-cos-uploader/browser",
  );
}

const ownApi = () => (typeof wx === "undefined" ? undefined : wx);

/**
 * Creates the platform of a mini program. It needs base library 2.21.0 or later. WeChat applies the option
 * `redirect` since 3.2.2.
 *
 * @param givenApi `wx`, or an API that resembles it, such as Douyin's `tt`. @default wx
 * @throws {TypeError} outside of a mini program
 * @example
 * const uploader = createUploader({ serverUrl: "https://sign.example.com", platform: createWechatPlatform() });
 */
export function createWechatPlatform(givenApi?: WechatApi): Platform {
  const api = wechatApi(givenApi, ownApi());
  const files = api.getFileSystemManager();
  const watches = new Set<WechatWatch>();
  const reportInterruption = (error: unknown) => {
    if (error instanceof UploadError && error.code === "interrupted") {
      for (const watch of watches) watch.onInterrupted();
    }
    throw error;
  };
  const request = call<HttpRequest, HttpResponse>(
    (option) => {
      // Anything but "json" leaves the body a string, as COS's XML has to be.
      const complete = { ...option, dataType: "text", redirect: "manual" };
      return api.request(complete);
    },
    readResponse,
    "network",
  );
  const uploadFile = call<FormUpload, HttpResponse>((option) => api.uploadFile(option), readResponse, "network");
  return {
    request: (scope, option) => request(scope, option).catch(reportInterruption),
    uploadFile: (scope, form, onProgress) => uploadFile(scope, form, onProgress).catch(reportInterruption),
    getFileInfo: call<Option<"getFileInfo">, FileInfo>(
      (option) => void files.getFileInfo(option),
      ({ size, digest }) => {
        const bytes = readCount(size);
        return bytes === undefined ? undefined : { size: bytes, digest: readMd5(digest) };
      },
    ),
    readFile: createFileReader(files),
    compressImage: call<Option<"compressImage">, { readonly tempFilePath: string }>(
      (option) => void api.compressImage(option),
      ({ tempFilePath }) => {
        const path = readText(tempFilePath);
        return path === undefined ? undefined : { tempFilePath: path };
      },
    ),
    storage: createWechatStorage(api),
    watchPressure: (report) => watchPressure(api, report),
    watch(report) {
      const watch = watchWechat(api, report);
      watches.add(watch);
      return () => {
        watches.delete(watch);
        watch.stop();
      };
    },
    delay: wechatDelay,
    nowMs: Date.now,
    random: Math.random,
  };
}

/**
 * Creates the platform of a WeChat login. It needs base library 2.21.0 or later.
 *
 * @throws {TypeError} outside of a mini program
 * @example
 * const authorize = createWechatLogin({ serverUrl: "https://sign.example.com", platform: createLoginPlatform() });
 */
export function createLoginPlatform(givenApi?: WechatLoginApi): LoginPlatform {
  const api = wechatApi(givenApi, ownApi());
  const login = call<{ timeout: number }, string>(
    (option) => void api.login(option),
    ({ code }) => readText(code),
    "login_failed",
  );
  return {
    request: createWechatPlatform(api).request,
    delay: wechatDelay,
    async loginCode(scope, timeout) {
      try {
        return await login(scope, { timeout });
      } catch (error) {
        // On a phone without a network, `wx.login` fails with a message of its own.
        if (error instanceof UploadError && /network|net::/i.test(error.message)) {
          throw new UploadError("network", error.message, { cause: error.cause });
        }
        throw error;
      }
    },
  };
}

const wechatDelay: Platform["delay"] = (scope, delayMs) =>
  cancellable<void>(scope, (resolve) => {
    const timer = setTimeout(() => resolve(), delayMs);
    return () => clearTimeout(timer);
  });

/** The MD5, which WeChat computes in hex. */
function readMd5(digest: unknown): string | undefined {
  return typeof digest === "string" && /^[\da-f]{32}$/i.test(digest) ? digest : undefined;
}
