import { fieldsOf, readNumber, readText } from "../../uploader/platform-values";

/**
 * The part of `wx` that the component uses besides the uploader. What old base libraries lack is optional.
 * https://developers.weixin.qq.com/miniprogram/dev/api/
 */
export interface WechatCalls {
  /** Base library 2.10.0. Missing on some platforms all the same: {@link isAvailable}. */
  chooseMedia(option: WechatMiniprogram.ChooseMediaOption): unknown;
  /** What `chooseMedia` replaced. */
  chooseImage?(option: WechatMiniprogram.ChooseImageOption): unknown;
  chooseVideo?(option: WechatMiniprogram.ChooseVideoOption): unknown;
  /** Base library 2.5.0. Missing in plugins. */
  chooseMessageFile(option: WechatMiniprogram.ChooseMessageFileOption): unknown;
  showActionSheet(option: WechatMiniprogram.ShowActionSheetOption): unknown;
  showModal(option: WechatMiniprogram.ShowModalOption): unknown;
  getNetworkType(option: WechatMiniprogram.GetNetworkTypeOption): unknown;
  onNetworkStatusChange(listener: NetworkListener): void;
  offNetworkStatusChange(listener: NetworkListener): void;
  onAppShow(listener: () => void): void;
  offAppShow(listener: () => void): void;
  /** Base library 2.12.0. */
  previewMedia(option: WechatMiniprogram.PreviewMediaOption): unknown;
  showToast(option: WechatMiniprogram.ShowToastOption): unknown;
  setClipboardData(option: WechatMiniprogram.SetClipboardDataOption): unknown;
  openSetting(option: WechatMiniprogram.OpenSettingOption): unknown;
  /** Base library 2.25.3. */
  openAppAuthorizeSetting?(option: WechatMiniprogram.OpenAppAuthorizeSettingOption): unknown;
  /** Base library 2.32.3, like the other two of privacy. */
  getPrivacySetting?(option: WechatMiniprogram.GetPrivacySettingOption): void;
  requirePrivacyAuthorize?(option: WechatMiniprogram.RequirePrivacyAuthorizeOption): void;
  openPrivacyContract?(option: WechatMiniprogram.OpenPrivacyContractOption): void;
  canIUse?(schema: string): boolean;
  /** WeCom's own calls, which WeChat does not have: https://developer.work.weixin.qq.com/document/path/91503 */
  readonly qy?: unknown;
  /** Base library 2.20.1; `getSystemInfoSync` before. */
  getDeviceInfo?(): Pick<WechatMiniprogram.DeviceInfo, "platform">;
  /** Likewise. */
  getAppBaseInfo?(): Pick<WechatMiniprogram.AppBaseInfo, "language" | "SDKVersion"> &
    Partial<Pick<WechatMiniprogram.AppBaseInfo, "fontSizeScaleFactor">>;
  getSystemInfoSync(): Pick<WechatMiniprogram.SystemInfo, "language" | "SDKVersion">;
}

/** WeChat's typings give taking it off another type than putting it on; this is both. */
export type NetworkListener = (status: {
  readonly isConnected?: boolean;
  readonly networkType?: string;
  readonly errMsg?: string;
}) => void;

/** WeChat's language and base library; empty where WeChat does not say. */
export function wechatInfo(wechat: WechatCalls): { readonly language: string; readonly baseLibrary: string } {
  const { language, SDKVersion } = baseInfo(wechat);
  return { language: readText(language) ?? "", baseLibrary: readText(SDKVersion) ?? "" };
}

/** Whether this is WeChat on a computer, whose pickers take less than a phone's. */
export function isOnPc(wechat: WechatCalls): boolean {
  const platformIn = (info: unknown) => readText(fieldsOf(info)["platform"]);
  const platform =
    platformIn(tried(() => wechat.getDeviceInfo?.())) ?? platformIn(tried(() => wechat.getSystemInfoSync()));
  return ["windows", "mac", "ohos_pc"].includes(platform ?? "");
}

/** Whether this is WeCom (企业微信), which runs WeChat's mini programs. */
export function isWeCom(wechat: WechatCalls): boolean {
  return typeof wechat.qy === "object" && wechat.qy !== null;
}

/** Whether the platform has one of its pickers. */
export function isAvailable(
  wechat: WechatCalls,
  name: "chooseMedia" | "chooseImage" | "chooseVideo" | "chooseMessageFile",
): boolean {
  return typeof wechat[name] === "function" && tried(() => wechat.canIUse?.(name)) !== false;
}

/** Undefined where WeChat throws. */
function tried<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Larger texts than these, tiles and buttons have no room for. */
const MAX_TEXT_SCALE = 1.6;

/** How much larger than usual the person wants texts: WeChat's setting. Smaller than usual is not needed. */
export function textScale(wechat: WechatCalls): number {
  const factor = readNumber(baseInfo(wechat)["fontSizeScaleFactor"]) ?? 1;
  return Math.min(MAX_TEXT_SCALE, Math.max(1, factor));
}

/** Base libraries before 2.20.1 know it by another call, without the text scale. */
function baseInfo(wechat: WechatCalls): Readonly<Record<string, unknown>> {
  return fieldsOf(tried(() => wechat.getAppBaseInfo?.()) ?? tried(() => wechat.getSystemInfoSync()));
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
