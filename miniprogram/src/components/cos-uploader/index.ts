import { createUploader } from "../../uploader/index";
import { createWechatLogin } from "../../uploader/wechat-login";
import { createWechatPlatform } from "../../uploader/wechat-platform";
import { announcement } from "./announcement";
import { changedData } from "./changed-data";
import { eventsBetween } from "./events";
import { limitsOf, listOptions, PROPERTIES, type Properties } from "./properties";
import type { ListState } from "./state";
import { chooseTexts } from "./texts/choose-texts";
import type { UploaderTexts } from "./texts/texts";
import type { ActionView } from "./tile-view";
import { fromUploadFile, toUploadFile } from "./upload-file";
import { createUploadList, type UploadList } from "./upload-list";
import { type View, viewOf } from "./view-model";
import { wechatInfo } from "./wechat-calls";

export type { UploaderEvents } from "./events";
export type { Properties } from "./properties";
export type { TextChanges } from "./texts/texts";
export type { UploadFile, UploadFileError } from "./upload-file";

type Tap<Dataset extends WechatMiniprogram.IAnyObject> = WechatMiniprogram.BaseEvent<
  WechatMiniprogram.IAnyObject,
  Dataset
>;

/** What a page calls: `this.selectComponent("#uploader").choose()`. Ids are those of the events' files. */
export type CosUploaderMethods = {
  /** Opens the picker, as a tap on the add tile does. */
  choose(): Promise<void>;
  /** Begins all that is ready: for `autoUpload="{{false}}"`. */
  upload(): Promise<void>;
  /** Begins a file anew that failed or was cancelled, or one that waits for Wi-Fi. */
  retry(id: number): void;
  cancel(id: number): void;
  cancelAll(): void;
  /** Takes a file off the list, and cancels it first. */
  remove(id: number): void;
};

type Handlers = {
  onChoose(): Promise<void>;
  onAgree(): Promise<void>;
  onDecline(): void;
  onReadContract(): void;
  onRefusalAction(): Promise<void>;
  onAction(event: Tap<{ id: number; action: ActionView["name"] }>): void;
  onRetry(event: Tap<{ ids: readonly number[] }>): void;
  onFace(event: Tap<{ id: number }>): void;
  onThumbnailError(event: Tap<{ id: number }>): void;
  onNothing(): void;
  draw(): void;
  drawChange(state: ListState, previous: ListState): void;
};

/** What an instance holds besides data. */
type Parts = {
  list: UploadList | undefined;
  shown: View | undefined;
  language: string;
};

type ViewData = Partial<View> & { announcement: string };

Component<ViewData, typeof PROPERTIES, CosUploaderMethods & Handlers, [], Parts>({
  options: { multipleSlots: true },
  externalClasses: ["cos-class", "cos-class-tile", "cos-class-add", "cos-class-limits"],
  properties: PROPERTIES,
  data: { tiles: [], failures: [], announcement: "" },

  lifetimes: {
    attached() {
      this.language = wechatInfo(wx).language;
      this.list = createUploadList({
        wechat: wx,
        createUploader: ({ serverUrl, authorize = createWechatLogin({ serverUrl }), ...options }) =>
          createUploader({ ...options, serverUrl, authorize, platform: createWechatPlatform(wx) }),
        options: () => listOptions(this.properties, textsOf(this.properties, this.language)),
        onChange: (state, previous, cause) => {
          this.drawChange(state, previous);
          // The page knows what it gave.
          if (cause === "filesGiven") return;
          for (const { name, detail } of eventsBetween(previous, state)) this.triggerEvent(name, detail);
        },
      });
      this.list.giveFiles(this.properties.files.map(fromUploadFile));
      this.draw();
    },
    detached() {
      this.list?.close();
      this.list = undefined;
    },
  },

  observers: {
    files(files: Properties["files"]) {
      this.list?.giveFiles((files ?? []).map(fromUploadFile));
    },
    "max, mediaType, source, sizeLimit, accept, disabled, addBtn, preview, texts, language"() {
      this.draw();
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
    cancel(id) {
      this.list?.cancel(id);
    },
    cancelAll() {
      this.list?.cancelAll();
    },
    remove(id) {
      this.list?.remove(id);
    },

    async onChoose() {
      await this.list?.choose();
    },
    async onAgree() {
      await this.list?.agree();
    },
    onDecline() {
      this.list?.decline();
    },
    onReadContract() {
      wx.openPrivacyContract({});
    },
    async onRefusalAction() {
      await this.list?.resolveRefusal();
    },
    onAction({ currentTarget: { dataset } }) {
      const { id, action } = dataset;
      if (action === "cancel") this.list?.cancel(id);
      else if (action === "remove") this.list?.remove(id);
      else this.list?.retry(id);
    },
    onRetry({ currentTarget: { dataset } }) {
      for (const id of dataset.ids) this.list?.retry(id);
    },
    onFace({ currentTarget: { dataset } }) {
      const items = this.list?.state.items ?? [];
      const index = items.findIndex(({ id }) => id === dataset.id);
      const item = items[index];
      if (item === undefined) return;
      this.triggerEvent("click", { index, file: toUploadFile(item) });
      if (!this.properties.preview || item.file.type === "file") return;
      const shown = items.filter(({ file }) => file.type !== "file");
      wx.previewMedia({
        current: shown.indexOf(item),
        sources: shown.map(({ file: { path, type, thumbnailPath } }) => ({
          url: path,
          type: type === "video" ? "video" : "image",
          ...(type === "video" && thumbnailPath && { poster: thumbnailPath }),
        })),
      });
    },
    onThumbnailError({ currentTarget: { dataset } }) {
      this.list?.breakThumbnail(dataset.id);
    },
    onNothing() {},

    draw() {
      if (this.list) this.drawChange(this.list.state, this.list.state);
    },
    drawChange(state, previous) {
      const { disabled, preview, addBtn } = this.properties;
      const texts = textsOf(this.properties, this.language);
      const limits = limitsOf(this.properties);
      const view = viewOf(state, texts, { limits, maxBytes: limits.maxBytes, disabled, preview, addBtn });
      const said = announcement(previous, state, texts);
      const data = { ...changedData(this.shown, view), ...(said !== undefined && { announcement: said }) };
      this.shown = view;
      if (Object.keys(data).length > 0) this.setData(data);
    },
  },
});

function textsOf({ language, texts }: Properties, wechatLanguage: string): UploaderTexts {
  return chooseTexts(language || wechatLanguage, texts);
}
