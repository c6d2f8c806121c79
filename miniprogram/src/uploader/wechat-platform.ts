import { cancellable } from "./cancellable";
import type { FileData, FileInfo, FormUpload, HttpAnswer, HttpRequest, LoginPlatform, Platform } from "./platform";
import { UploadError } from "./upload-error";
import { call } from "./wechat-call";

/** The part of `wx` that the uploader uses. */
export interface WechatApi {
  request(option: WechatMiniprogram.RequestOption<string>): Pick<WechatMiniprogram.RequestTask, "abort">;
  uploadFile(option: WechatMiniprogram.UploadFileOption): WechatMiniprogram.UploadTask;
  getFileSystemManager(): WechatFiles;
  compressImage(option: WechatMiniprogram.CompressImageOption): void;
  getNetworkType(option: WechatMiniprogram.GetNetworkTypeOption): unknown;
  onNetworkStatusChange(listener: WechatMiniprogram.OnNetworkStatusChangeCallback): void;
  offNetworkStatusChange: WechatMiniprogram.Wx["offNetworkStatusChange"];
  onAppShow(listener: () => void): void;
  offAppShow(listener: () => void): void;
  onAppHide(listener: () => void): void;
  offAppHide(listener: () => void): void;
}

/** And what a login uses. */
export interface WechatLoginApi extends WechatApi {
  login(option: WechatMiniprogram.LoginOption): void;
}

export interface WechatFiles extends Pick<WechatMiniprogram.FileSystemManager, "getFileInfo"> {
  /** Text comes only where an encoding was asked for, which WeChat's typings can't say. */
  readFile(
    option: Omit<WechatMiniprogram.ReadFileOption, "encoding" | "success"> & {
      success?(result: { readonly data: ArrayBuffer; readonly errMsg: string }): void;
    },
  ): void;
}

/** What a method of the port takes. */
type Option<Name extends "getFileInfo" | "readFile" | "compressImage"> = Parameters<Platform[Name]>[1];

/**
 * The platform that a mini program runs on: `createWechatPlatform()`.
 * Base library 2.21.0 or later; `redirect` has an effect since 3.2.2.
 */
export function createWechatPlatform(api: WechatApi = wx): Platform {
  const files = api.getFileSystemManager();
  return {
    request: call<HttpRequest, Omit<HttpAnswer, "header">>(
      // Anything but "json" leaves the body a string, as COS's XML has to be.
      (option) => api.request({ ...option, dataType: "text", redirect: "manual" }),
      "network",
    ),
    uploadFile: call<FormUpload, Omit<HttpAnswer, "header">>((option) => api.uploadFile(option), "network"),
    getFileInfo: call<Option<"getFileInfo">, FileInfo>((option) => void files.getFileInfo(option)),
    readFile: call<Option<"readFile">, FileData>((option) => void files.readFile(option)),
    compressImage: call<Option<"compressImage">, { readonly tempFilePath: string }>(
      (option) => void api.compressImage(option),
    ),
    watch(tell) {
      const onNetwork = ({ networkType }: { readonly networkType?: string; readonly errMsg?: string }) =>
        tell("waiting_for_network", networkType === "none");
      const onShow = () => tell("waiting_for_foreground", false);
      const onHide = () => tell("waiting_for_foreground", true);
      api.onNetworkStatusChange(onNetwork);
      api.onAppShow(onShow);
      api.onAppHide(onHide);
      api.getNetworkType({ success: onNetwork });
      return () => {
        api.offNetworkStatusChange(onNetwork);
        api.offAppShow(onShow);
        api.offAppHide(onHide);
      };
    },
    delay: (work, delayMs) =>
      cancellable(work, (resolve) => {
        const timer = setTimeout(resolve, delayMs);
        return () => clearTimeout(timer);
      }),
    nowMs: Date.now,
    random: Math.random,
  };
}

/** What a login needs of WeChat. Base library 2.21.0 or later. */
export function createLoginPlatform(api: WechatLoginApi = wx): LoginPlatform {
  const login = call<{ timeout: number }, { readonly code: string }>(
    (option) => void api.login(option),
    "login_failed",
  );
  return {
    request: createWechatPlatform(api).request,
    async loginCode(work, timeout) {
      try {
        return (await login(work, { timeout })).code;
      } catch (error) {
        // A phone without a network says so here too.
        if (error instanceof UploadError && /network|net::/i.test(error.message)) {
          throw new UploadError("network", error.message, { cause: error.cause });
        }
        throw error;
      }
    },
  };
}
