import type { NetworkListener, WechatCalls } from "../../src/components/cos-uploader/wechat/calls";

type PickerName = "chooseMedia" | "chooseImage" | "chooseVideo" | "chooseMessageFile";

export interface FakeWechatCallsOptions {
  /** The files that the pickers return, or WeChat's failure. */
  readonly media?: readonly Partial<WechatMiniprogram.MediaFile>[] | string;
  readonly messageFiles?: readonly Partial<WechatMiniprogram.ChooseFile>[] | string;
  /** The choice in the action sheet; undefined closes it. */
  readonly tapIndex?: number;
  readonly networkType?: "wifi" | "4g" | "5g" | "none" | "unknown";
  /** Replaces the network type with a call that fails, throws or never calls back. */
  getNetworkType?(option: WechatMiniprogram.GetNetworkTypeOption): void;
  /** Replaces the modal with a call that fails, throws or never calls back. */
  showModal?(option: WechatMiniprogram.ShowModalOption): void;
  /** The network type after the modal has opened. */
  readonly networkWhenAsked?: "wifi" | "none";
  /** The choice in the modal; undefined leaves it open. */
  readonly confirm?: boolean;
  /** Whether WeChat requires consent. Undefined: a base library without privacy calls. */
  readonly needsConsent?: boolean;
  /** The failure of `requirePrivacyAuthorize`. */
  readonly consentFailure?: string;
  /** The failure of `setClipboardData`. */
  readonly clipboardFailure?: string;
  readonly authSetting?: Readonly<Record<string, boolean>>;
  readonly baseLibrary?: string;
  /** The platform that WeChat reports. Undefined: a base library that reports none. */
  readonly platform?: WechatMiniprogram.DeviceInfo["platform"];
  /** Pickers that this platform lacks: the functions are missing. */
  readonly without?: readonly PickerName[];
  /** Pickers that `canIUse` reports as missing. Undefined: a base library without `canIUse`. */
  readonly unusable?: readonly string[];
  readonly isWeCom?: boolean;
  readonly language?: string;
  /** Undefined: a base library that does not report it. */
  readonly fontSizeScaleFactor?: number;
}

const FILE_OF_MEDIA: WechatMiniprogram.MediaFile = {
  tempFilePath: "wxfile://tmp/photo.jpg",
  fileType: "image",
  size: 2048,
  thumbTempFilePath: "",
  duration: 0,
  width: 0,
  height: 0,
};
const FILE_OF_MESSAGE: WechatMiniprogram.ChooseFile = {
  path: "wxfile://tmp/1",
  name: "报告 1.pdf",
  size: 10,
  time: 0,
  type: "file",
};

/** A fake of the WeChat calls that the component makes. `calls` has every call with its option. */
export function createFakeWechatCalls(options: FakeWechatCallsOptions = {}) {
  const calls: { readonly name: string; readonly option: object }[] = [];
  const network = new Set<NetworkListener>();
  const shown = new Set<() => void>();
  const note = (name: string, option: object) => calls.push({ name, option });
  const ok = { errMsg: "ok" };
  let { networkType = "wifi" } = options;
  const setNetwork = (next: typeof networkType) => {
    networkType = next;
    for (const listener of network) listener({ isConnected: next !== "none", networkType: next });
  };

  const wechat: WechatCalls = {
    chooseMedia(option) {
      note("chooseMedia", option);
      const { media = [{}] } = options;
      if (typeof media === "string") return option.fail?.({ errMsg: media });
      return option.success?.({ ...ok, type: "mix", tempFiles: media.map((file) => ({ ...FILE_OF_MEDIA, ...file })) });
    },
    chooseImage(option) {
      note("chooseImage", option);
      const path = "wxfile://tmp/image.jpg";
      option.success?.({ ...ok, tempFilePaths: [path], tempFiles: [{ path, size: 1024 }] });
    },
    chooseVideo(option) {
      note("chooseVideo", option);
      const file = { tempFilePath: "wxfile://tmp/video.mp4", size: 4096, duration: 3, width: 1, height: 1 };
      option.success?.({ ...ok, ...file });
    },
    chooseMessageFile(option) {
      note("chooseMessageFile", option);
      const { messageFiles = [{}] } = options;
      if (typeof messageFiles === "string") return option.fail?.({ errMsg: messageFiles });
      return option.success?.({ ...ok, tempFiles: messageFiles.map((file) => ({ ...FILE_OF_MESSAGE, ...file })) });
    },
    showActionSheet(option) {
      note("showActionSheet", option);
      if (options.tapIndex === undefined) return option.fail?.({ errMsg: "showActionSheet:fail cancel" });
      return option.success?.({ ...ok, tapIndex: options.tapIndex });
    },
    showModal(option) {
      note("showModal", option);
      if (options.showModal) return options.showModal(option);
      if (options.networkWhenAsked) setNetwork(options.networkWhenAsked);
      if (options.confirm === undefined) return undefined;
      return option.success?.({ ...ok, confirm: options.confirm, cancel: !options.confirm, content: "" });
    },
    getNetworkType(option) {
      note("getNetworkType", option);
      if (options.getNetworkType) return options.getNetworkType(option);
      return option.success?.({ ...ok, networkType, signalStrength: 0, hasSystemProxy: false, weakNet: false });
    },
    onNetworkStatusChange: (listener) => network.add(listener),
    offNetworkStatusChange: (listener) => network.delete(listener),
    onAppShow: (listener) => shown.add(listener),
    offAppShow: (listener) => shown.delete(listener),
    previewMedia: (option) => note("previewMedia", option),
    showToast: (option) => note("showToast", option),
    setKeepScreenOn(option) {
      note("setKeepScreenOn", option);
      option.success(ok);
    },
    setClipboardData(option) {
      note("setClipboardData", option);
      if (options.clipboardFailure !== undefined) option.fail?.({ errMsg: options.clipboardFailure });
    },
    openSetting(option) {
      note("openSetting", option);
      const authSetting: object = options.authSetting ?? {};
      option.success?.({ ...ok, authSetting, subscriptionsSetting: { mainSwitch: true, itemSettings: {} } });
    },
    openAppAuthorizeSetting(option) {
      note("openAppAuthorizeSetting", option);
      option.success?.(ok);
    },
    ...(options.needsConsent !== undefined && {
      getPrivacySetting(option: WechatMiniprogram.GetPrivacySettingOption) {
        note("getPrivacySetting", option);
        option.success?.({
          ...ok,
          needAuthorization: options.needsConsent === true,
          privacyContractName: "《隐私保护指引》",
        });
      },
      requirePrivacyAuthorize(option: WechatMiniprogram.RequirePrivacyAuthorizeOption) {
        note("requirePrivacyAuthorize", option);
        if (options.consentFailure === undefined) option.success?.(ok);
        else option.fail?.({ errMsg: options.consentFailure });
      },
      openPrivacyContract: (option: WechatMiniprogram.OpenPrivacyContractOption) => {
        note("openPrivacyContract", option);
      },
    }),
    getAppBaseInfo: () => ({
      language: options.language ?? "en",
      SDKVersion: options.baseLibrary ?? "3.8.12",
      ...(options.fontSizeScaleFactor !== undefined && { fontSizeScaleFactor: options.fontSizeScaleFactor }),
    }),
    getSystemInfoSync: () => ({ language: options.language ?? "en", SDKVersion: options.baseLibrary ?? "3.8.12" }),
  };
  const { platform, unusable, without = [] } = options;
  if (platform !== undefined) wechat.getDeviceInfo = () => ({ platform });
  if (unusable !== undefined) wechat.canIUse = (schema) => !unusable.includes(schema);
  for (const name of without) Object.assign(wechat, { [name]: undefined });
  return {
    wechat: options.isWeCom ? { ...wechat, qy: {} } : wechat,
    calls,
    names: () => calls.map(({ name }) => name),
    last: (name: string) => calls.filter((call) => call.name === name).pop()?.option,
    network,
    shown,
    /** Changes the phone's network. */
    setNetwork,
    /** Changes the phone's network without an event. */
    setNetworkSilently(next: typeof networkType) {
      networkType = next;
    },
  };
}
