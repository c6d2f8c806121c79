import { createUploader } from "../../uploader/index";
import { createMultipart } from "../../uploader/multipart/index";
import { createWechatLogin } from "../../uploader/wechat-login";
import { createWechatPlatform } from "../../uploader/wechat-platform";
import { createDrag } from "./drag/drag";
import { measureAll, touchPoint } from "./drag/measure";
import { eventsBetween, isInOtherOrder } from "./events";
import type { CosUploaderMethods, Handlers, Parts, ViewData } from "./instance";
import { isPickerOpening, isSecondTap } from "./instance";
import { LARGE_FILE_BYTES } from "./list/large-files";
import { previewMedia } from "./list/preview-media";
import { sizeMessage } from "./list/size-limit";
import { createUploadList } from "./list/upload-list";
import { filesToGive, firstFiles } from "./properties/files-to-give";
import { listOptions } from "./properties/list-options";
import { withFunctions } from "./properties/page-functions";
import { PROPERTIES, type PropertyValues } from "./properties/properties";
import { createPropertyReader } from "./properties/read-properties";
import { chooseTexts } from "./texts/choose-texts";
import type { UploaderTexts } from "./texts/texts";
import { fromUploadFile, toUploadFile } from "./upload-file";
import { render } from "./view/render";
import { callWechat } from "./wechat/call";
import { hasRootPortal, isWide, textScale, wechatInfo } from "./wechat/calls";
import { createScreen } from "./wechat/screen";
import { warn } from "./wechat/warn";

export type { UploaderEvents } from "./events";
export type { PageHooks, ReplacementFile } from "./hooks/page-hooks";
export type { CosUploaderMethods } from "./instance";
export type { Properties } from "./properties/properties";
export type { TextChanges } from "./texts/texts";
export type { UploadFile, UploadFileError, UploadFileResult } from "./upload-file";

/** All components share these: files are sent in parts by one uploader at a time, and the phone has one screen. */
const multipart = createMultipart({ thresholdBytes: LARGE_FILE_BYTES });
const screen = createScreen(() => wx);

/** Properties on which the offered uploads depend. */
const UPLOADER_PROPERTIES = ["serverUrl", "authorize", "multipart", "offerUnfinished", "disabled"] as const;

Component<ViewData, typeof PROPERTIES, CosUploaderMethods & Handlers, [], Parts>({
  options: { multipleSlots: true },
  externalClasses: ["cos-class", "cos-class-tile", "cos-class-add", "cos-class-limits"],
  properties: PROPERTIES,
  data: {
    dragStyles: [],
    draggedId: 0,
    tiles: [],
    fillers: [],
    failures: [],
    announcement: "",
    textScale: 1,
    isWide: false,
    hasRootPortal: false,
  },

  lifetimes: {
    attached() {
      this.language = wechatInfo(wx).language;
      this.readProperties = createPropertyReader(warn);
      this.given = this.readProperties(this.properties);
      this.functions ??= {};
      this.list = createUploadList({
        wechat: wx,
        screen,
        createUploader: ({ serverUrl, authorize = createWechatLogin({ serverUrl }), multipart: isOn, ...options }) =>
          createUploader({
            ...options,
            serverUrl,
            authorize,
            platform: createWechatPlatform(wx),
            ...(isOn && { multipart }),
          }),
        options: () => listOptions(withFunctions(this.given, this.functions), textsOf(this.given, this.language)),
        onChange: (state, previous, cause) => {
          // A drag knows only the files that it began with.
          if (isInOtherOrder(previous.items, state.items)) this.drag?.cancel();
          this.renderChange(state, previous);
          // The page set these files itself, so it needs no event.
          if (cause === "filesGiven") return;
          for (const { name, detail } of eventsBetween(previous, state)) this.triggerEvent(name, detail);
        },
      });
      this.drag = createDrag({
        feedback: () => !this.given.disabled && this.given.draggable,
        transition: () => this.given.transition,
        ids: () => this.list?.state.items.map(({ id }) => id) ?? [],
        measure: () => measureAll(this, ".file"),
        show: (draggedId, dragStyles) => this.setData({ draggedId, dragStyles }),
        showOne: (index, style) => this.setData({ [`dragStyles[${index}]`]: style }),
        drop: (id, index) => this.list?.move(id, index),
        together: (run) => this.groupSetData(run),
        vibrate: (type) => void callWechat(() => wx.vibrateShort({ type })),
      });
      const files = firstFiles(this.given);
      if (files) this.list.giveFiles(files.map(fromUploadFile));
      this.setData({ textScale: textScale(wx), isWide: isWide(wx), hasRootPortal: hasRootPortal(wx) });
      this.render();
      void this.list.unfinished.refresh();
    },
    detached() {
      this.drag?.cancel();
      this.list?.close();
      this.list = undefined;
    },
  },

  pageLifetimes: {
    // The user may have logged in on another page.
    show() {
      void this.list?.unfinished.refresh();
    },
    resize() {
      this.setData({ isWide: isWide(wx) });
    },
  },

  observers: {
    [Object.keys(PROPERTIES).join(", ")]() {
      this.receiveProperties();
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
    pause(id) {
      this.list?.pause(id);
    },
    resume(id) {
      this.list?.resume(id);
    },
    async retryConfirm() {
      await this.list?.retryConfirm();
    },
    remove(id) {
      this.list?.remove(id);
    },
    move(id, index) {
      this.list?.move(id, index);
    },
    setAuthorize(authorize) {
      const { hooks } = this.functions;
      this.functions = { ...(hooks && { hooks }), ...(authorize && { authorize }) };
      void this.list?.unfinished.refresh();
    },
    setHooks(hooks) {
      const { authorize } = this.functions;
      this.functions = { ...(authorize && { authorize }), ...(hooks && { hooks }) };
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
    async onAction(event) {
      if (isSecondTap(event, this.actedAt)) return;
      this.actedAt = event.timeStamp;
      const { id, action } = event.currentTarget.dataset;
      if (action === "cancel") this.list?.cancel(id);
      else if (action === "remove") await this.removeByUser(id);
      else if (action === "pause") this.list?.pause(id);
      else if (action === "resume") this.list?.resume(id);
      else this.list?.retry(id);
    },
    async removeByUser(id) {
      const sentence = await this.list?.removeByUser(id);
      if (sentence) void callWechat(() => wx.showToast({ title: sentence, icon: "none" }));
    },
    async onContinue(event) {
      if (isSecondTap(event, this.actedAt)) return;
      this.actedAt = event.timeStamp;
      await this.list?.unfinished.continueUpload(event.currentTarget.dataset.id);
    },
    async onDiscard(event) {
      if (isSecondTap(event, this.actedAt)) return;
      this.actedAt = event.timeStamp;
      const isDone = await this.list?.unfinished.discard(event.currentTarget.dataset.id);
      const { discard } = textsOf(this.given, this.language).unfinished;
      if (isDone === false) void callWechat(() => wx.showToast({ title: discard.failed, icon: "none" }));
    },
    onRetry({ currentTarget: { dataset } }) {
      this.list?.retry(...dataset.ids);
    },
    onCopyRequestId({ currentTarget: { dataset } }) {
      const { copyFailed } = textsOf(this.given, this.language);
      const fail = () => void callWechat(() => wx.showToast({ title: copyFailed, icon: "none" }));
      try {
        // WeChat itself confirms the copy.
        wx.setClipboardData({ data: dataset.requestIds, fail });
      } catch {
        fail();
      }
    },
    onTouch(event) {
      this.drag?.touch(event.type, touchPoint(event));
    },
    async onLongPress({ currentTarget: { dataset } }) {
      await this.drag?.begin(dataset.id);
    },
    onGrip({ currentTarget: { dataset } }) {
      this.movingId = this.movingId === dataset.id ? undefined : dataset.id;
      this.render();
    },
    onMoveStep({ currentTarget: { dataset } }) {
      const index = this.list?.state.items.findIndex(({ id }) => id === this.movingId) ?? -1;
      // The first file cannot move further, and the list keeps the last one at its end.
      if (this.movingId !== undefined && index + dataset.step >= 0)
        this.list?.move(this.movingId, index + dataset.step);
      this.setData({ announcement: this.shown?.moving?.title ?? "" });
    },
    onMoveDone() {
      this.movingId = undefined;
      this.render();
    },
    onFace(event) {
      const items = this.list?.state.items ?? [];
      const index = items.findIndex(({ id }) => id === event.currentTarget.dataset.id);
      const item = items[index];
      if (item === undefined || isSecondTap(event, this.actedAt)) return;
      this.triggerEvent("click", { index, file: toUploadFile(item) });
      if (!this.given.preview || item.file.type === "file") return;
      previewMedia(wx, items, item);
    },
    onThumbnailError({ currentTarget: { dataset } }) {
      this.list?.breakThumbnail(dataset.id);
    },
    onNothing() {},

    receiveProperties() {
      if (this.list === undefined) return;
      const previous = this.given;
      this.given = this.readProperties(this.properties);
      const files = filesToGive(previous, this.given);
      if (files) this.list.giveFiles(files.map(fromUploadFile));
      this.list.applyOptions();
      if (UPLOADER_PROPERTIES.some((name) => this.given[name] !== previous[name])) void this.list.unfinished.refresh();
      this.render();
    },
    render() {
      if (this.list) this.renderChange(this.list.state, this.list.state);
    },
    renderChange(state, previous) {
      const { shown, given, language, movingId } = this;
      const { view, data } = render({ state, previous, shown, movingId }, given, textsOf(given, language));
      this.shown = view;
      if (Object.keys(data).length > 0) this.setData(data);
    },
  },
});

function textsOf({ language, texts, sizeLimit }: PropertyValues, wechatLanguage: string): UploaderTexts {
  const chosen = chooseTexts(language || wechatLanguage, texts);
  const tooLarge = sizeMessage(sizeLimit);
  return tooLarge === undefined ? chosen : { ...chosen, tooLarge };
}
