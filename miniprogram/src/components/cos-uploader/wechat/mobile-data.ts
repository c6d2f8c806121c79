import { fieldsOf, readText } from "../../../uploader/platform-values";
import { fillIn, formatBytes } from "../texts/format";
import type { UploaderTexts } from "../texts/texts";
import { callWechat } from "./call";
import type { NetworkListener, WechatCalls } from "./calls";

/** https://developers.weixin.qq.com/miniprogram/dev/api/device/network/wx.getNetworkType.html */
const MOBILE: readonly string[] = ["2g", "3g", "4g", "5g"];

/** Time limit for WeChat's response, which usually comes at once. */
const NETWORK_TYPE_TIMEOUT_MS = 3_000;

/** How often the network is checked while files wait for Wi-Fi. */
const WIFI_CHECK_MS = 10_000;

/** Whether the phone is on mobile data. Never rejects; an unknown network counts as not mobile. */
export async function isOnMobileData(wechat: WechatCalls): Promise<boolean> {
  return MOBILE.includes(await networkType(wechat));
}

/** Whether the phone is on Wi-Fi. Never rejects; an unknown network does not count as Wi-Fi. */
export async function isOnWifi(wechat: WechatCalls): Promise<boolean> {
  return (await networkType(wechat)) === "wifi";
}

/** WeChat's network type; `unknown` if WeChat fails, throws, or does not respond in time. */
async function networkType(wechat: WechatCalls): Promise<string> {
  const outcome = await callWechat((callbacks) => wechat.getNetworkType(callbacks), NETWORK_TYPE_TIMEOUT_MS);
  const network = fieldsOf(outcome.name === "success" && outcome.result);
  return readText(network["networkType"]) ?? "unknown";
}

/**
 * Asks the user whether to send these bytes by mobile data now. False means to wait for Wi-Fi. Never rejects. Stays pending if WeChat
 * loses the question; the user can still start the file from its tile.
 */
export async function confirmMobileData(
  wechat: WechatCalls,
  { mobileData }: Pick<UploaderTexts, "mobileData">,
  bytes: number,
): Promise<boolean> {
  const outcome = await callWechat((callbacks) =>
    wechat.showModal({
      title: mobileData.title,
      content: fillIn(mobileData.text, { size: formatBytes(bytes) }),
      confirmText: mobileData.confirm,
      cancelText: mobileData.wait,
      ...callbacks,
    }),
  );
  return outcome.name === "success" && fieldsOf(outcome.result)["confirm"] === true;
}

/**
 * Calls back whenever the phone is on Wi-Fi. It checks when WeChat reports a change, when the mini program returns to the foreground, and
 * on a timer, because phones lose events.
 *
 * @returns a function that stops the checks
 */
export function onWifi(wechat: WechatCalls, callback: () => void): () => void {
  let isStopped = false;
  const check = async () => {
    if ((await isOnWifi(wechat)) && !isStopped) callback();
  };
  const onChange: NetworkListener = (status) => {
    const { isConnected, networkType } = fieldsOf(status);
    if (isConnected !== false && networkType === "wifi") callback();
  };
  const onShow = () => void check();
  const timer = setInterval(check, WIFI_CHECK_MS);
  wechat.onNetworkStatusChange(onChange);
  wechat.onAppShow(onShow);
  return () => {
    isStopped = true;
    clearInterval(timer);
    wechat.offNetworkStatusChange(onChange);
    wechat.offAppShow(onShow);
  };
}
