import type { UploaderEvents } from "../../components/cos-uploader/events";
import { wechatInfo } from "../../components/cos-uploader/wechat-calls";
import { MAX_FILES, SERVER_URLS, SIZE_LIMIT } from "../../config";
import { chooseTexts } from "../../texts/choose-texts";
import { en } from "../../texts/en";
import type { UploadMethod } from "../../uploader/index";
import { INITIAL_SETTINGS, type Settings, type SwitchName, withMethod, withSwitch } from "./settings";
import { viewOf } from "./view-model";

type Tap<Dataset extends WechatMiniprogram.IAnyObject> = WechatMiniprogram.BaseEvent<
  WechatMiniprogram.IAnyObject,
  Dataset
>;

Page({
  data: {
    ...viewOf(INITIAL_SETTINGS, [], en),
    serverUrl: "",
    maxFiles: MAX_FILES,
    sizeLimit: SIZE_LIMIT,
  },
  texts: en,
  files: [] as UploaderEvents["change"]["files"],

  onLoad() {
    this.texts = chooseTexts(wechatInfo(wx).language);
    wx.setNavigationBarTitle({ title: this.texts.title });
    this.setData({ serverUrl: SERVER_URLS[wx.getAccountInfoSync().miniProgram.envVersion] });
    this.draw(INITIAL_SETTINGS);
  },

  onMethod(event: Tap<{ method: UploadMethod }>) {
    this.draw(withMethod(this.data.settings, event.currentTarget.dataset.method));
  },

  onSwitch(event: Tap<{ name: SwitchName }>) {
    this.draw(withSwitch(this.data.settings, event.currentTarget.dataset.name));
  },

  onFiles({ detail }: WechatMiniprogram.CustomEvent<UploaderEvents["change"]>) {
    this.files = detail.files;
    this.draw(this.data.settings);
  },

  onCancelAll() {
    this.selectComponent("#uploader")["cancelAll"]();
  },

  onCopy(event: Tap<{ id: number }>) {
    const row = this.data.results.find(({ id }) => id === event.currentTarget.dataset.id);
    if (row === undefined) return;
    const { linkCopied, requestIdCopied, copyFailed } = this.texts;
    wx.setClipboardData({
      data: row.copied,
      // WeChat says "copied" in its own words first; this puts it in the page's.
      success: () => wx.showToast({ title: row.isDone ? linkCopied : requestIdCopied, icon: "none" }),
      fail: () => wx.showToast({ title: copyFailed, icon: "none" }),
    });
  },

  draw(settings: Settings) {
    this.setData({ ...viewOf(settings, this.files, this.texts) });
  },
});
