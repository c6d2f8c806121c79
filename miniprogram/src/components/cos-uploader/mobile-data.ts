import { formatBytes } from "./format-bytes";
import { fillIn } from "./texts/fill-in";
import type { UploaderTexts } from "./texts/texts";
import type { NetworkListener, WechatCalls } from "./wechat-calls";

/** https://developers.weixin.qq.com/miniprogram/dev/api/device/network/wx.getNetworkType.html */
const MOBILE: readonly string[] = ["2g", "3g", "4g", "5g"];

/** Whether the phone pays for what it sends. Never rejects; what WeChat does not know is not mobile. */
export async function isOnMobileData(wechat: WechatCalls): Promise<boolean> {
  return MOBILE.includes(await networkType(wechat));
}

/** Never rejects; what WeChat does not know is no Wi-Fi. */
export async function isOnWifi(wechat: WechatCalls): Promise<boolean> {
  return (await networkType(wechat)) === "wifi";
}

function networkType(wechat: WechatCalls): Promise<string> {
  return new Promise((resolve) => {
    wechat.getNetworkType({
      success: (network) => resolve(network.networkType),
      fail: () => resolve("unknown"),
    });
  });
}

/** Asks whether to send so many bytes by mobile data now; false means to wait for Wi-Fi. Never rejects. */
export function confirmMobileData(
  wechat: WechatCalls,
  { mobileData }: Pick<UploaderTexts, "mobileData">,
  bytes: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    wechat.showModal({
      title: mobileData.title,
      content: fillIn(mobileData.text, { size: formatBytes(bytes) }),
      confirmText: mobileData.confirm,
      cancelText: mobileData.wait,
      success: ({ confirm }) => resolve(confirm),
      fail: () => resolve(false),
    });
  });
}

/** Calls back whenever the phone comes to Wi-Fi. Gives a function that stops it. */
export function onWifi(wechat: WechatCalls, callback: () => void): () => void {
  const listener: NetworkListener = ({ isConnected, networkType }) => {
    if (isConnected && networkType === "wifi") callback();
  };
  wechat.onNetworkStatusChange(listener);
  return () => wechat.offNetworkStatusChange(listener);
}
