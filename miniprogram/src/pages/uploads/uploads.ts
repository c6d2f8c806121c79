import { callWechat } from "../../components/cos-uploader/wechat/call";
import {
  statusBarHeight,
  textScale,
  wechatInfo,
  windowHeight,
  windowWidth,
} from "../../components/cos-uploader/wechat/calls";
import { connectServer } from "../../server";
import { chooseTexts } from "../../texts/choose-texts";
import { en } from "../../texts/en";
import { fieldsOf } from "../../uploader/platform-values";
import { columnsClass, screenClasses } from "../common/screen";
import { createUploads, type Uploads } from "./create-uploads";
import { INITIAL_STATE, type UploadsState } from "./state/state";
import { changedData } from "./view/changed-data";
import { type UploadsView, viewOf } from "./view/view-model";

type Tap<Dataset extends WechatMiniprogram.IAnyObject> = WechatMiniprogram.BaseEvent<
  WechatMiniprogram.IAnyObject,
  Dataset
>;

Page({
  data: {
    ...viewOf(INITIAL_STATE, en.uploads, 0),
    textScale: 1,
    screenClass: "",
    isSkyline: false,
    statusBarHeight: 0,
  },
  uploads: undefined as Uploads | undefined,
  shown: undefined as UploadsView | undefined,
  texts: en,

  onLoad() {
    this.texts = chooseTexts(wechatInfo(wx).language);
    wx.setNavigationBarTitle({ title: this.texts.uploads.title });
    this.setData({
      textScale: textScale(wx),
      isSkyline: this.renderer === "skyline",
      statusBarHeight: statusBarHeight(wx),
    });
    this.onResize();
    this.uploads = createUploads({
      uploads: connectServer().uploads,
      wechat: wx,
      texts: this.texts,
      nowMs: Date.now,
      onChange: (state) => this.render(state),
    });
    this.render(INITIAL_STATE);
    void this.load("first");
  },

  onShow() {
    // Midnight may have passed.
    if (this.uploads) this.render(this.uploads.state);
  },

  onResize() {
    const width = windowWidth(wx);
    this.setData({ screenClass: `${screenClasses(width)} ${columnsClass(width)}` });
  },

  onUnload() {
    this.uploads?.close();
    this.uploads = undefined;
  },

  async onPullDownRefresh() {
    await this.load("refresh");
    void callWechat((callbacks) => wx.stopPullDownRefresh(callbacks));
  },

  /** Skyline's own. */
  async onRefresherRefresh() {
    await this.load("refresh");
  },

  async onReachBottom() {
    const { load, cursor } = this.uploads?.state ?? INITIAL_STATE;
    // The next page that failed is repeated by its button alone.
    const canLoad = load.name === "idle" || (load.name === "failed" && load.kind !== "more");
    // A request that loads nothing would measure the page again for ever.
    if (canLoad && cursor !== undefined) await this.load("more");
  },

  async onMore() {
    await this.load("more");
  },

  async onRetry() {
    await this.uploads?.retry();
    this.fillScreen();
  },

  async onTile({ currentTarget: { dataset } }: Tap<{ key: string }>) {
    await this.uploads?.tap(dataset.key);
  },

  onLongPress({ currentTarget: { dataset } }: Tap<{ key: string }>) {
    if (this.uploads?.state.selected === undefined) this.uploads?.select(dataset.key);
  },

  onThumbnailError({ currentTarget: { dataset } }: Tap<{ key: string; url: string }>) {
    this.uploads?.thumbnailFailed(dataset.key, dataset.url);
  },

  onSelect() {
    if (this.uploads?.state.selected === undefined) this.uploads?.select();
    else this.uploads.endSelection();
  },

  async onCopy() {
    await this.uploads?.copySelected();
  },

  async onSave() {
    await this.uploads?.saveSelected();
  },

  async onDelete() {
    await this.uploads?.deleteSelected();
    this.fillScreen();
  },

  onUpload() {
    const back = (callbacks: object) => wx.navigateBack({ ...callbacks });
    const open = (callbacks: object) => wx.reLaunch({ url: "/pages/index/index", ...callbacks });
    // Without a page below, this one was opened by a link.
    void callWechat(getCurrentPages().length > 1 ? back : open);
  },

  async load(kind: "first" | "refresh" | "more") {
    await this.uploads?.load(kind);
    this.fillScreen();
  },

  /** Loads the next page if its place is in sight: a page that is too short to scroll never reaches its bottom. */
  fillScreen() {
    wx.createSelectorQuery()
      .select(".footer")
      .boundingClientRect((footer) => {
        const { top } = fieldsOf(footer);
        if (typeof top === "number" && top < windowHeight(wx)) void this.onReachBottom();
      })
      .exec();
  },

  render(state: UploadsState) {
    const view = viewOf(state, this.texts.uploads, Date.now());
    const data = changedData(this.shown, view);
    this.shown = view;
    if (Object.keys(data).length > 0) this.setData(data);
  },
});
