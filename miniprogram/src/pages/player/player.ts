import { statusBarHeight, textScale, wechatInfo, windowWidth } from "../../components/cos-uploader/wechat/calls";
import { connectServer } from "../../server";
import { chooseTexts } from "../../texts/choose-texts";
import { en } from "../../texts/en";
import { attempt, fieldsOf, readNumber } from "../../uploader/platform-values";
import { screenClasses } from "../common/screen";
import { createPlayback, type Playback, type PlaybackView } from "./playback";

/** The id of the video in the WXML. */
const VIDEO = "video";

Page({
  data: {
    view: { name: "loading" } as PlaybackView,
    texts: en.player,
    textScale: 1,
    screen: "",
    isSkyline: false,
    statusBarHeight: 0,
  },
  playback: undefined as Playback | undefined,

  onLoad(query: Record<string, string | undefined>) {
    const texts = chooseTexts(wechatInfo(wx).language).player;
    wx.setNavigationBarTitle({ title: texts.title });
    this.setData({
      texts,
      textScale: textScale(wx),
      screen: screenClasses(windowWidth(wx)),
      isSkyline: this.renderer === "skyline",
      statusBarHeight: statusBarHeight(wx),
    });
    const video = () => wx.createVideoContext(VIDEO, this);
    this.playback = createPlayback({
      // WeChat passes a query as it is written. A link from elsewhere may be malformed: there is no object with an empty key.
      key: attempt(() => decodeURIComponent(query["key"] ?? "")) ?? "",
      uploads: connectServer().uploads,
      wechat: wx,
      player: { play: () => video().play(), seek: (seconds) => video().seek(seconds) },
      nowMs: Date.now,
      show: (view) => this.setData({ view }),
    });
    void this.playback.start();
  },

  onUnload() {
    this.playback?.close();
    this.playback = undefined;
  },

  onResize() {
    this.setData({ screen: screenClasses(windowWidth(wx)) });
  },

  onTimeUpdate({ detail }: WechatMiniprogram.CustomEvent) {
    this.playback?.timeUpdated(readNumber(fieldsOf(detail)["currentTime"]) ?? 0);
  },

  onPlay() {
    this.playback?.played();
  },

  onPause() {
    this.playback?.paused();
  },

  onLoaded() {
    this.playback?.loaded();
  },

  async onError() {
    await this.playback?.failed();
  },

  async onWaiting() {
    await this.playback?.waiting();
  },

  async onRetry() {
    await this.playback?.start();
  },
});
