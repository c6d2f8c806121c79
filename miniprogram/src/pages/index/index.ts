import type { UploaderEvents } from "../../components/cos-uploader/events";
import { fillIn } from "../../components/cos-uploader/texts/format";
import { statusBarHeight, textScale, wechatInfo, windowWidth } from "../../components/cos-uploader/wechat/calls";
import { MAX_FILES, SERVER_URLS, SIZE_LIMIT } from "../../config";
import { chooseTexts } from "../../texts/choose-texts";
import { en } from "../../texts/en";
import type { ResultRow } from "./result-row";
import { screenClasses } from "./screen";
import {
  INITIAL_SETTINGS,
  type OfferedMethod,
  type Settings,
  type SwitchName,
  withMethod,
  withSwitch,
} from "./settings";
import { viewOf } from "./view-model";

type Tap<Dataset extends WechatMiniprogram.IAnyObject> = WechatMiniprogram.BaseEvent<
  WechatMiniprogram.IAnyObject,
  Dataset
>;

Page({
  data: {
    ...viewOf(INITIAL_SETTINGS, [], en),
    serverUrl: "",
    textScale: 1,
    screen: "",
    isSkyline: false,
    statusBarHeight: 0,
    maxFiles: MAX_FILES,
    sizeLimit: SIZE_LIMIT,
  },
  texts: en,
  files: [] as UploaderEvents["change"]["files"],
  brokenThumbnails: new Set<number>(),

  onLoad() {
    this.brokenThumbnails = new Set();
    this.texts = chooseTexts(wechatInfo(wx).language);
    wx.setNavigationBarTitle({ title: this.texts.title });
    const { envVersion } = wx.getAccountInfoSync().miniProgram;
    this.setData({
      serverUrl: SERVER_URLS[envVersion],
      textScale: textScale(wx),
      screen: screenClasses(windowWidth(wx)),
      isSkyline: this.renderer === "skyline",
      statusBarHeight: statusBarHeight(wx),
    });
    this.render(INITIAL_SETTINGS);
  },

  onResize() {
    this.setData({ screen: screenClasses(windowWidth(wx)) });
  },

  onMethod(event: Tap<{ method: OfferedMethod }>) {
    this.render(withMethod(this.data.settings, event.currentTarget.dataset.method));
  },

  onSwitch(event: Tap<{ name: SwitchName }>) {
    this.render(withSwitch(this.data.settings, event.currentTarget.dataset.name));
  },

  onFiles({ detail }: WechatMiniprogram.CustomEvent<UploaderEvents["change"]>) {
    this.files = detail.files;
    this.render(this.data.settings);
  },

  onCancelAll() {
    this.selectComponent("#uploader")["cancelAll"]();
  },

  onCopy(event: Tap<{ id: number }>) {
    this.copy(this.data.results.filter(({ id }) => id === event.currentTarget.dataset.id));
  },

  onCopyAll() {
    this.copy(this.data.results);
  },

  onThumbnailError(event: Tap<{ id: number }>) {
    this.brokenThumbnails.add(event.currentTarget.dataset.id);
    this.render(this.data.settings);
  },

  copy(results: readonly ResultRow[]) {
    if (results.length === 0) return;
    const { linkCopied, linksCopied, copyFailed } = this.texts;
    const title = results.length === 1 ? linkCopied : fillIn(linksCopied, { count: results.length });
    wx.setClipboardData({
      data: results.map(({ link }) => link).join("\n"),
      // Replaces WeChat's own message about the copy.
      success: () => wx.showToast({ title, icon: "none" }),
      fail: () => wx.showToast({ title: copyFailed, icon: "none" }),
    });
  },

  render(settings: Settings) {
    this.setData({ ...viewOf(settings, this.files, this.texts, this.brokenThumbnails) });
  },
});
