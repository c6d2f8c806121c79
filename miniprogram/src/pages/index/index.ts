import type { UploaderEvents } from "../../components/cos-uploader/events";
import { callWechat } from "../../components/cos-uploader/wechat/call";
import { statusBarHeight, textScale, wechatInfo, windowWidth } from "../../components/cos-uploader/wechat/calls";
import { MAX_FILES, SIZE_LIMIT } from "../../config";
import { connectServer } from "../../server";
import { chooseTexts } from "../../texts/choose-texts";
import { en } from "../../texts/en";
import { copyLinks } from "../common/copy-links";
import { screenClasses } from "../common/screen";
import type { ResultRow } from "./result-row";
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
    this.setData({
      serverUrl: connectServer().url,
      textScale: textScale(wx),
      screen: screenClasses(windowWidth(wx)),
      isSkyline: this.renderer === "skyline",
      statusBarHeight: statusBarHeight(wx),
    });
    this.render(INITIAL_SETTINGS);
  },

  onReady() {
    // The component shares the session of all pages.
    this.selectComponent("#uploader")["setAuthorize"](connectServer().authorize);
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

  async onCopy(event: Tap<{ id: number }>) {
    await this.copy(this.data.results.filter(({ id }) => id === event.currentTarget.dataset.id));
  },

  async onCopyAll() {
    await this.copy(this.data.results);
  },

  onUploads() {
    void callWechat((callbacks) => wx.navigateTo({ url: "/pages/uploads/uploads", ...callbacks }));
  },

  onThumbnailError(event: Tap<{ id: number }>) {
    this.brokenThumbnails.add(event.currentTarget.dataset.id);
    this.render(this.data.settings);
  },

  async copy(results: readonly ResultRow[]) {
    const { uploads } = connectServer();
    const keys = results.map(({ objectKey }) => objectKey);
    if (keys.length > 0) await copyLinks({ uploads, wechat: wx, texts: this.texts }, keys);
  },

  render(settings: Settings) {
    this.setData({ ...viewOf(settings, this.files, this.texts, this.brokenThumbnails) });
  },
});
