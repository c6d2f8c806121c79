import { attempt, fieldsOf, readNumber, readText } from "../../../uploader/platform-values";
import type { Callbacks } from "./call";

/** The options of a call: its callbacks, and what the component sets. */
type Option<Own = unknown> = Callbacks & Own;

/** Where photos and videos come from, and how. Arrays are mutable, as in WeChat's typings. */
interface MediaSource {
  readonly sourceType: Array<"album" | "camera">;
  readonly camera?: "back" | "front";
  readonly maxDuration?: number;
}

/**
 * The part of `wx` that the component uses besides the uploader. Calls that old base libraries lack are optional. The types are written out,
 * so projects without `miniprogram-api-typings` compile. https://developers.weixin.qq.com/miniprogram/dev/api/
 */
export interface WechatCalls {
  /** Base library 2.10.0. Some platforms lack it nevertheless: {@link isAvailable}. */
  chooseMedia(
    option: Option<
      MediaSource & {
        readonly count: number;
        readonly mediaType: Array<"image" | "video">;
        readonly sizeType: Array<"original" | "compressed">;
      }
    >,
  ): unknown;
  /** For photos, until `chooseMedia` replaced it. */
  chooseImage?(
    option: Option<
      Pick<MediaSource, "sourceType"> & {
        readonly count: number;
        readonly sizeType: Array<"original" | "compressed">;
      }
    >,
  ): unknown;
  /** For one video, until `chooseMedia` replaced it. */
  chooseVideo?(option: Option<MediaSource & { readonly compressed: boolean }>): unknown;
  /** Base library 2.5.0. Missing in plugins. */
  chooseMessageFile(
    option: Option<{ readonly count: number; readonly type: "all" | "file"; readonly extension?: string[] }>,
  ): unknown;
  showActionSheet(option: Option<{ readonly itemList: string[] }>): unknown;
  showModal(
    option: Option<{
      readonly title: string;
      readonly content: string;
      readonly confirmText: string;
      readonly cancelText: string;
    }>,
  ): unknown;
  getNetworkType(option: Option): unknown;
  onNetworkStatusChange(listener: NetworkListener): void;
  offNetworkStatusChange(listener: NetworkListener): void;
  onAppShow(listener: () => void): void;
  offAppShow(listener: () => void): void;
  /** Base library 2.12.0. */
  previewMedia(option: {
    readonly current: number;
    readonly sources: Array<{ readonly url: string; readonly type: "image" | "video"; readonly poster?: string }>;
  }): unknown;
  showToast(option: { readonly title: string; readonly icon: "none" }): unknown;
  setClipboardData(option: { readonly data: string; fail(failure: unknown): void }): unknown;
  /** Base library 1.4.0. */
  setKeepScreenOn?(option: Option<{ readonly keepScreenOn: boolean }>): unknown;
  openSetting(option: Option): unknown;
  /** Base library 2.25.3. */
  openAppAuthorizeSetting?(option: Option): unknown;
  /** Base library 2.32.3, like the other two of privacy. */
  getPrivacySetting?(option: Option): unknown;
  requirePrivacyAuthorize?(option: Option): unknown;
  openPrivacyContract?(option: Option): unknown;
  canIUse?(schema: string): boolean;
  /** WeCom's own calls, which WeChat lacks: https://developer.work.weixin.qq.com/document/path/91503 */
  readonly qy?: unknown;
  /** Base library 2.20.1; use `getSystemInfoSync` before. */
  getDeviceInfo?(): unknown;
  /** Base library 2.20.1; use `getSystemInfoSync` before. */
  getAppBaseInfo?(): unknown;
  /** Base library 2.20.1; use `getSystemInfoSync` before. */
  getWindowInfo?(): unknown;
  getSystemInfoSync(): unknown;
}

/** WeChat's typings use different listener types for adding and removing; this type fits both. */
export type NetworkListener = (status: {
  readonly isConnected?: boolean;
  readonly networkType?: string;
  readonly errMsg?: string;
}) => void;

/** WeChat's language and base library; empty if WeChat does not report them. */
export function wechatInfo(wechat: WechatCalls): { readonly language: string; readonly baseLibrary: string } {
  const { language, SDKVersion } = baseInfo(wechat);
  return { language: readText(language) ?? "", baseLibrary: readText(SDKVersion) ?? "" };
}

/** Whether this is WeChat on a computer, where pickers have lower limits than on a phone. */
export function isOnPc(wechat: WechatCalls): boolean {
  const platformIn = (info: unknown) => readText(fieldsOf(info)["platform"]);
  const platform =
    platformIn(attempt(() => wechat.getDeviceInfo?.())) ?? platformIn(attempt(() => wechat.getSystemInfoSync()));
  return ["windows", "mac", "ohos_pc"].includes(platform ?? "");
}

/** The window's width in px; 0 if WeChat does not report it. */
export function windowWidth(wechat: WechatCalls): number {
  return readNumber(windowInfo(wechat)["windowWidth"]) ?? 0;
}

/** The window's height in px; 0 if WeChat does not report it. */
export function windowHeight(wechat: WechatCalls): number {
  return readNumber(windowInfo(wechat)["windowHeight"]) ?? 0;
}

/** Tablets and computers, in px. */
const WIDE_WINDOW = 480;

/** Whether the window has room for larger tiles. */
export function isWide(wechat: WechatCalls): boolean {
  return windowWidth(wechat) >= WIDE_WINDOW;
}

/** https://developers.weixin.qq.com/miniprogram/dev/component/root-portal.html */
const ROOT_PORTAL_VERSION = "2.25.2";

/** Whether there is `<root-portal>`, which draws its content over everything else on the page. */
export function hasRootPortal(wechat: WechatCalls): boolean {
  return isAtLeast(wechatInfo(wechat).baseLibrary, ROOT_PORTAL_VERSION);
}

/** The height of the phone's status bar in px; 0 if WeChat does not report it. */
export function statusBarHeight(wechat: WechatCalls): number {
  return readNumber(windowInfo(wechat)["statusBarHeight"]) ?? 0;
}

/** Base libraries before 2.20.1 need the other call. */
function windowInfo(wechat: WechatCalls): Readonly<Record<string, unknown>> {
  return fieldsOf(attempt(() => wechat.getWindowInfo?.()) ?? attempt(() => wechat.getSystemInfoSync()));
}

/** Whether this is WeCom (企业微信), which can run WeChat mini programs. */
export function isWeCom(wechat: WechatCalls): boolean {
  return typeof wechat.qy === "object" && wechat.qy !== null;
}

/** Whether the platform has this picker. */
export function isAvailable(
  wechat: WechatCalls,
  name: "chooseMedia" | "chooseImage" | "chooseVideo" | "chooseMessageFile",
): boolean {
  return typeof wechat[name] === "function" && attempt(() => wechat.canIUse?.(name)) !== false;
}

/** Tiles and buttons have no room for larger texts. */
const MAX_TEXT_SCALE = 1.6;

/** WeChat's font size setting, relative to the usual size. At least 1: smaller texts are not supported. */
export function textScale(wechat: WechatCalls): number {
  const factor = readNumber(baseInfo(wechat)["fontSizeScaleFactor"]) ?? 1;
  return Math.min(MAX_TEXT_SCALE, Math.max(1, factor));
}

/** Base libraries before 2.20.1 need the other call, which has no font size. */
function baseInfo(wechat: WechatCalls): Readonly<Record<string, unknown>> {
  return fieldsOf(attempt(() => wechat.getAppBaseInfo?.()) ?? attempt(() => wechat.getSystemInfoSync()));
}

/** Whether a base library is at least another: `isAtLeast("2.25.0", "2.9.5")`. */
export function isAtLeast(version: string, wanted: string): boolean {
  const [have, want] = [version, wanted].map((text) => text.split(".").map(Number));
  for (const [index, part] of (want ?? []).entries()) {
    const own = have?.[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}
