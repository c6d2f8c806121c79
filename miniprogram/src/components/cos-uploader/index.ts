import { createUploader } from "../../uploader/index";
import { createWechatLogin } from "../../uploader/wechat-login";
import { createWechatPlatform } from "../../uploader/wechat-platform";
import { eventsBetween } from "./events";
import type { CosUploaderMethods, Handlers, Parts, ViewData } from "./instance";
import { isPickerOpening, isSecondTap } from "./instance";
import { previewMedia } from "./list/preview-media";
import type { GivenFile } from "./list/state";
import { createUploadList } from "./list/upload-list";
import { listOptions, PROPERTIES, type Properties } from "./properties";
import { chooseTexts } from "./texts/choose-texts";
import type { UploaderTexts } from "./texts/texts";
import { fromUploadFile, toUploadFile } from "./upload-file";
import { render } from "./view/render";
import { callWechat } from "./wechat/call";
import { textScale, wechatInfo } from "./wechat/calls";

export type { UploaderEvents } from "./events";
export type { CosUploaderMethods } from "./instance";
export type { Properties } from "./properties";
export type { TextChanges } from "./texts/texts";
export type { UploadFile, UploadFileError } from "./upload-file";

Component<ViewData, typeof PROPERTIES, CosUploaderMethods & Handlers, [], Parts>({
  options: { multipleSlots: true },
  externalClasses: ["cos-class", "cos-class-tile", "cos-class-add", "cos-class-limits"],
  properties: PROPERTIES,
  data: { tiles: [], failures: [], announcement: "", textScale: 1 },

  lifetimes: {
    attached() {
      this.language = wechatInfo(wx).language;
      this.list = createUploadList({
        wechat: wx,
        createUploader: ({ serverUrl, authorize = createWechatLogin({ serverUrl }), ...options }) =>
          createUploader({ ...options, serverUrl, authorize, platform: createWechatPlatform(wx) }),
        options: () => listOptions(this.properties, textsOf(this.properties, this.language)),
        onChange: (state, previous, cause) => {
          this.renderChange(state, previous);
          // The page set these files itself, so it needs no event.
          if (cause === "filesGiven") return;
          for (const { name, detail } of eventsBetween(previous, state)) this.triggerEvent(name, detail);
        },
      });
      this.list.giveFiles(filesOf(this.properties));
      this.setData({ textScale: textScale(wx) });
      this.render();
    },
    detached() {
      this.list?.close();
      this.list = undefined;
    },
  },

  observers: {
    files(files: Properties["files"]) {
      this.list?.giveFiles(filesOf({ files }));
    },
    "max, mediaType, source, sizeLimit, accept, disabled, addBtn, removeBtn, preview, texts, language"() {
      this.render();
    },
  },

  methods: {
    async choose() {
      await this.list?.choose();
    },
    async upload() {
      await this.list?.upload();
    },
    retry(id) {
      this.list?.retry(id);
    },
    retryAll() {
      this.list?.retryAll();
    },
    cancel(id) {
      this.list?.cancel(id);
    },
    cancelAll() {
      this.list?.cancelAll();
    },
    remove(id) {
      this.list?.remove(id);
    },

    async onChoose(event) {
      const isOpen = this.list?.state.picker.name === "open";
      if (isSecondTap(event, this.actedAt) || (isOpen && isPickerOpening(event, this.pickerOpenedAt))) return;
      this.pickerOpenedAt = event.timeStamp;
      await this.list?.choose();
    },
    async onAgree() {
      await this.list?.agree();
    },
    onDecline() {
      this.list?.decline();
    },
    onReadContract() {
      void callWechat((callbacks) => wx.openPrivacyContract(callbacks));
    },
    async onRefusalAction() {
      await this.list?.resolveRefusal();
    },
    onAction(event) {
      if (isSecondTap(event, this.actedAt)) return;
      this.actedAt = event.timeStamp;
      const { id, action } = event.currentTarget.dataset;
      if (action === "cancel") this.list?.cancel(id);
      else if (action === "remove") this.list?.remove(id);
      else this.list?.retry(id);
    },
    onRetry({ currentTarget: { dataset } }) {
      this.list?.retry(...dataset.ids);
    },
    onCopyRequestId({ currentTarget: { dataset } }) {
      const { copyFailed } = textsOf(this.properties, this.language);
      const fail = () => void callWechat(() => wx.showToast({ title: copyFailed, icon: "none" }));
      try {
        // WeChat itself confirms the copy.
        wx.setClipboardData({ data: dataset.requestIds, fail });
      } catch {
        fail();
      }
    },
    onFace(event) {
      const items = this.list?.state.items ?? [];
      const index = items.findIndex(({ id }) => id === event.currentTarget.dataset.id);
      const item = items[index];
      if (item === undefined || isSecondTap(event, this.actedAt)) return;
      this.triggerEvent("click", { index, file: toUploadFile(item) });
      if (!this.properties.preview || item.file.type === "file") return;
      previewMedia(wx, items, item);
    },
    onThumbnailError({ currentTarget: { dataset } }) {
      this.list?.breakThumbnail(dataset.id);
    },
    onNothing() {},

    render() {
      if (this.list) this.renderChange(this.list.state, this.list.state);
    },
    renderChange(state, previous) {
      const { shown, properties, language } = this;
      const { view, data } = render({ state, previous, shown }, properties, textsOf(properties, language));
      this.shown = view;
      if (Object.keys(data).length > 0) this.setData(data);
    },
  },
});

/** The given files. Empty if the value is not an array, as before a page has loaded its data. */
function filesOf({ files }: Pick<Properties, "files">): GivenFile[] {
  return Array.isArray(files) ? files.map(fromUploadFile) : [];
}

function textsOf({ language, texts }: Properties, wechatLanguage: string): UploaderTexts {
  return chooseTexts(language || wechatLanguage, texts);
}
