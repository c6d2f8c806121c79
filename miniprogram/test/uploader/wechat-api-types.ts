import type { WechatCalls } from "../../src/components/cos-uploader/wechat/calls";
import type { WechatApi, WechatLoginApi } from "../../src/uploader/wechat-platform";

/*
 * WeChat's own typings fit the types that the package writes out. The compiler checks it.
 */
export const uploader: WechatLoginApi = wx;
export const component: WechatCalls = wx;

/** And an API that resembles WeChat's without its newer calls: no redirect, no headers, no login. */
interface OlderApi {
  request(option: { url: string; method?: string; success?: (result: { data: unknown }) => void }): {
    abort: () => void;
  };
  uploadFile(option: { url: string; filePath: string; name: string; formData?: object }): {
    abort: () => void;
    onProgressUpdate: (listener: (report: { progress: number }) => void) => void;
  };
  getFileSystemManager(): {
    getFileInfo: (option: { filePath: string; success?: (result: { size: number }) => void }) => void;
    readFile: (option: { filePath: string; encoding?: string }) => void;
  };
  compressImage(option: { src: string; quality?: number }): void;
  getNetworkType(option: { success?: (result: { networkType: string }) => void }): void;
  onNetworkStatusChange(listener: (status: { isConnected: boolean }) => void): void;
  offNetworkStatusChange(listener?: (status: { isConnected: boolean }) => void): void;
  onAppShow(listener: (options: { path: string }) => void): void;
  offAppShow(listener: (options: { path: string }) => void): void;
  onAppHide(listener: () => void): void;
  offAppHide(listener: () => void): void;
}

declare const older: OlderApi;
export const fitting: WechatApi = older;
