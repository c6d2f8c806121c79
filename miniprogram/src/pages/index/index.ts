import { MAX_PICKED_FILES, MAX_RUNNING_UPLOADS, SERVER_URLS } from "../../config";
import { chooseTexts } from "../../texts/choose-texts";
import type { Texts } from "../../texts/texts";
import { createUploader } from "../../uploader/index";
import { createWechatPlatform } from "../../uploader/wechat-platform";
import { changedData } from "./changed-data";
import { pickMedia } from "./pick-media";
import { createUploadList, type UploadList } from "./upload-list";
import type { UploadMethod } from "./upload-state";
import { type Action, type View, viewOf } from "./view-model";

type Tap<Dataset extends WechatMiniprogram.IAnyObject> = WechatMiniprogram.BaseEvent<
  WechatMiniprogram.IAnyObject,
  Dataset
>;

interface PageParts {
  readonly texts: Texts;
  readonly list: UploadList;
}

Page({
  data: { rows: [], methods: [] },
  parts: undefined as PageParts | undefined,

  onLoad() {
    const texts = chooseTexts(wechatLanguage());
    wx.setNavigationBarTitle({ title: texts.title });
    let shown: View | undefined;
    const show = (view: View) => {
      const data = changedData(shown, view);
      shown = view;
      if (Object.keys(data).length > 0) this.setData(data);
    };
    const uploader = createUploader({
      serverUrl: SERVER_URLS[wx.getAccountInfoSync().miniProgram.envVersion],
      platform: createWechatPlatform(wx),
    });
    const list = createUploadList({
      uploader,
      maxRunning: MAX_RUNNING_UPLOADS,
      onChange: (state) => show(viewOf(state, texts)),
    });
    this.parts = { texts, list };
    show(viewOf(list.state, texts));
  },

  onUnload() {
    this.parts?.list.close();
  },

  async onPick() {
    const list = this.parts?.list;
    if (list === undefined || list.state.picker.name === "open") return;
    list.dispatch({ name: "pickerOpened" });
    list.dispatch(await pickMedia((option) => wx.chooseMedia(option), MAX_PICKED_FILES));
  },

  onMethod(event: Tap<{ method: UploadMethod }>) {
    this.parts?.list.dispatch({ name: "methodChosen", method: event.currentTarget.dataset.method });
  },

  onAction(event: Tap<{ id: number; action: Action["name"] }>) {
    const { id, action } = event.currentTarget.dataset;
    if (action === "copy") return this.copyLink(id);
    const names = { retry: "retried", cancel: "cancelled", remove: "removed" } as const;
    this.parts?.list.dispatch({ name: "item", id, event: { name: names[action] } });
  },

  onThumbnailError(event: Tap<{ id: number }>) {
    const { id } = event.currentTarget.dataset;
    this.parts?.list.dispatch({ name: "item", id, event: { name: "thumbnailBroken" } });
  },

  copyLink(id: number) {
    if (this.parts === undefined) return;
    const { list, texts } = this.parts;
    const phase = list.state.items.find((item) => item.id === id)?.phase;
    if (phase?.name !== "succeeded") return;
    wx.setClipboardData({
      data: phase.objectUrl,
      // WeChat says "copied" in its own words first; this puts it in the page's.
      success: () => wx.showToast({ title: texts.linkCopied, icon: "none" }),
      fail: () => wx.showToast({ title: texts.copyFailed, icon: "none" }),
    });
  },
});

/** `getAppBaseInfo` since base library 2.20.1; before that, what it replaced. */
function wechatLanguage(): string {
  return typeof wx.getAppBaseInfo === "function" ? wx.getAppBaseInfo().language : wx.getSystemInfoSync().language;
}
