import { fieldsOf, readNumber, readText } from "../../uploader/platform-values";

/**
 * The part of `wx` that the component uses besides the uploader. What old base libraries lack is optional.
 * https://developers.weixin.qq.com/miniprogram/dev/api/
 */
export interface WechatCalls {
  /** Base library 2.10.0. */
  chooseMedia(option: WechatMiniprogram.ChooseMediaOption): unknown;
  /** Base library 2.5.0. */
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
  /** Base library 2.20.1; `getSystemInfoSync` before. */
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

/** Larger texts than these, tiles and buttons have no room for. */
const MAX_TEXT_SCALE = 1.6;

/** How much larger than usual the person wants texts: WeChat's setting. Smaller than usual is not needed. */
export function textScale(wechat: WechatCalls): number {
  const factor = readNumber(baseInfo(wechat)["fontSizeScaleFactor"]) ?? 1;
  return Math.min(MAX_TEXT_SCALE, Math.max(1, factor));
}

/** Base libraries before 2.20.1 know it by another call, without the text scale. */
function baseInfo(wechat: WechatCalls): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(wechat.getAppBaseInfo?.() ?? wechat.getSystemInfoSync());
  } catch {
    return {};
  }
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
