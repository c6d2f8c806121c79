import type { View } from "../../../src/pages/index/view-model";
import { en } from "../../../src/texts/en";
import { zh } from "../../../src/texts/zh";
import { createFakeWechat, type FakeAnswer, type FakeWechatOptions, type Reply } from "../../fakes/fake-wechat";
import { createSigningServer, PUT_SIGN } from "../../fakes/signatures";

const PHOTO = "wxfile://tmp/photo.jpg";
const VIDEO = "wxfile://tmp/video.mp4";

interface PageOptions {
  onLoad(): void;
  onUnload(): void;
  onPick(): Promise<void>;
  onMethod(event: unknown): void;
  onAction(event: unknown): void;
  onThumbnailError(event: unknown): void;
}

interface OpenPageOptions extends FakeWechatOptions {
  readonly language?: string;
  /** Base libraries before 2.20.1 have no `getAppBaseInfo`. */
  readonly isOldBaseLibrary?: boolean;
  /** WeChat's text if the picker fails; it gives a photo and a video otherwise. */
  readonly pickerFailure?: string;
  readonly sign?: Reply<FakeAnswer>;
  readonly cos?: Reply<FakeAnswer>;
}

/** Loads the page as WeChat does: `Page()` is given its options, and `setData` fills what is shown. */
function openPage({
  language = "en",
  pickerFailure,
  sign,
  cos = { statusCode: 200 },
  ...options
}: OpenPageOptions = {}) {
  const server = createSigningServer();
  const photo = { bytes: new Uint8Array([0xff, 0xd8, 0xff]) };
  const video = { bytes: new Uint8Array(Buffer.from("00000018667479706d703432", "hex")) };
  const { wx, ...wechat } = createFakeWechat({
    files: { [PHOTO]: photo, [VIDEO]: video },
    onRequest: (option) => {
      if (option.method === "PUT") return cos;
      return sign ?? { statusCode: 200, data: JSON.stringify(server.answer(option)) };
    },
    onUploadFile: () => cos,
    ...options,
  });
  const setClipboardData = jest.fn((option: WechatMiniprogram.SetClipboardDataOption) =>
    option.success?.({ errMsg: "setClipboardData:ok" }),
  );
  const showToast = jest.fn();
  const setNavigationBarTitle = jest.fn();
  const media = { duration: 0, width: 0, height: 0, size: 3 };
  const global = {
    ...wx,
    ...(options.isOldBaseLibrary ? {} : { getAppBaseInfo: () => ({ language }) }),
    getSystemInfoSync: () => ({ language }),
    getAccountInfoSync: () => ({ miniProgram: { envVersion: "develop" } }),
    setNavigationBarTitle,
    setClipboardData,
    showToast,
    chooseMedia: jest.fn((option: WechatMiniprogram.ChooseMediaOption) => {
      if (pickerFailure !== undefined) return option.fail?.({ errMsg: pickerFailure });
      const tempFiles: WechatMiniprogram.MediaFile[] = [
        { ...media, tempFilePath: PHOTO, fileType: "image", thumbTempFilePath: "" },
        { ...media, tempFilePath: VIDEO, fileType: "video", thumbTempFilePath: "wxfile://tmp/thumb.jpg" },
      ];
      return option.success?.({ tempFiles, type: "mix", errMsg: "chooseMedia:ok" });
    }),
  };
  const shown = createShownData();
  let page: (PageOptions & { setData: typeof shown.setData }) | undefined;
  Object.assign(globalThis, {
    wx: global,
    Page: (pageOptions: PageOptions) => {
      page = { ...pageOptions, setData: shown.setData };
    },
  });
  jest.isolateModules(() => require("../../../src/pages/index/index"));
  if (page === undefined) throw new Error("the file did not call Page()");
  page.onLoad();
  return { page, shown, wechat, global };
}

/** What the page shows, put together from what it gave to `setData`. */
function createShownData() {
  const data: { -readonly [Name in keyof View]?: View[Name] } = {};
  const paths: string[] = [];
  return {
    paths,
    data,
    row: (index: number) => data.rows?.[index],
    phases: () => data.rows?.map(({ phase }) => phase),
    setData(changes: Record<string, unknown>) {
      for (const [path, value] of Object.entries(changes)) {
        paths.push(path);
        const index = /^rows\[(\d+)\]$/.exec(path)?.[1];
        if (index === undefined) Object.assign(data, { [path]: value });
        else data.rows = Object.assign([...(data.rows ?? [])], { [index]: value });
      }
    },
  };
}

/** A tap on a button with this data set. */
const tap = (dataset: Readonly<Record<string, unknown>>) => ({ currentTarget: { dataset } });

const allTurns = () => new Promise(setImmediate);

test("opens empty, in WeChat's language", () => {
  const { shown, global } = openPage({ language: "zh_CN" });
  expect(shown.data.rows).toEqual([]);
  expect(shown.data.texts?.emptyTitle).toBe(zh.emptyTitle);
  expect(global.setNavigationBarTitle).toHaveBeenCalledWith({ title: zh.title });
});

test("finds the language on old base libraries", () => {
  const { shown } = openPage({ language: "zh_CN", isOldBaseLibrary: true });
  expect(shown.data.texts?.heading).toBe(zh.heading);
});

test("picked files upload by PUT from the signing server of this build, and their links show", async () => {
  const { page, shown, wechat } = openPage();
  await page.onPick();
  await allTurns();
  expect(shown.phases()).toEqual(["succeeded", "succeeded"]);
  expect(shown.row(0)).toMatchObject({ objectUrl: `https://${PUT_SIGN.cosHost}/uploads/1.jpg`, thumbnailPath: PHOTO });
  expect(shown.row(1)).toMatchObject({ kind: "video", thumbnailPath: "wxfile://tmp/thumb.jpg" });
  expect(wechat.requests[0]?.url).toBe("http://127.0.0.1:3000/put-sign/batch");
  expect(wechat.uploads).toEqual([]);
});

test("as a form, progress is redrawn one row at a time", async () => {
  const { page, shown, wechat } = openPage({ progress: [10, 10.4, 50] });
  page.onMethod(tap({ method: "post" }));
  await page.onPick();
  shown.paths.length = 0;
  await allTurns();
  expect(wechat.uploads).toHaveLength(2);
  expect(shown.phases()).toEqual(["succeeded", "succeeded"]);
  expect([...new Set(shown.paths)].sort()).toEqual(["rows[0]", "rows[1]", "summary"]);
  // Preparing is drawn with the list; then sending, 10 %, 50 % and success.
  expect(shown.paths.filter((path) => path === "rows[0]")).toHaveLength(4);
});

test("copies the link that is shown", async () => {
  const { page, shown, global } = openPage();
  await page.onPick();
  await allTurns();
  page.onAction(tap({ id: 1, action: "copy" }));
  expect(global.setClipboardData.mock.calls[0]?.[0].data).toBe(shown.row(0)?.objectUrl);
  expect(global.showToast).toHaveBeenCalledWith({ title: en.linkCopied, icon: "none" });
});

test("says so if a link can't be copied", async () => {
  const { page, global } = openPage();
  await page.onPick();
  await allTurns();
  global.setClipboardData.mockImplementation((option) => option.fail?.({ errMsg: "setClipboardData:fail" }));
  page.onAction(tap({ id: 1, action: "copy" }));
  expect(global.showToast).toHaveBeenCalledWith({ title: en.copyFailed, icon: "none" });
});

test("copies nothing of a file that has no link", () => {
  const { page, global } = openPage();
  page.onAction(tap({ id: 7, action: "copy" }));
  expect(global.setClipboardData).not.toHaveBeenCalled();
});

test("a failure shows what to do and the request id, and can be tried again", async () => {
  const cos = {
    statusCode: 400,
    header: { "x-cos-request-id": "NjQw" },
    data: "<Error><Code>IncompleteBody</Code></Error>",
  };
  const { page, shown, wechat } = openPage({ cos });
  await page.onPick();
  await allTurns();
  expect(shown.row(0)).toMatchObject({ failureText: en.failures.upload_refused, requestId: "NjQw" });
  const before = wechat.requests.length;
  page.onAction(tap({ id: 1, action: "retry" }));
  expect(shown.row(0)?.phase).toBe("preparing");
  await allTurns();
  expect(wechat.requests).toHaveLength(before + 2);
});

test("cancels one, removes it, and leaves the other alone", async () => {
  const { page, shown } = openPage({ cos: "never" });
  await page.onPick();
  await allTurns();
  page.onAction(tap({ id: 1, action: "cancel" }));
  expect(shown.phases()).toEqual(["cancelled", "uploading"]);
  page.onAction(tap({ id: 1, action: "remove" }));
  expect(shown.phases()).toEqual(["uploading"]);
});

test("a photo that can't be shown gives way to a drawn one", async () => {
  const { page, shown } = openPage();
  await page.onPick();
  page.onThumbnailError(tap({ id: 1 }));
  expect(shown.row(0)?.thumbnailPath).toBe("");
});

test("a picker that was closed leaves no trace", async () => {
  const { page, shown } = openPage({ pickerFailure: "chooseMedia:fail cancel" });
  await page.onPick();
  expect(shown.data).toMatchObject({ notice: "", isPicking: false, rows: [] });
});

test("a refused permission is explained, without WeChat's error text", async () => {
  const { page, shown } = openPage({ pickerFailure: "chooseMedia:fail auth deny" });
  await page.onPick();
  expect(shown.data.notice).toBe(en.refusals.permission_denied);
});

test("the picker opens once, however often its button is tapped", async () => {
  const { page, global } = openPage();
  await Promise.all([page.onPick(), page.onPick()]);
  expect(global.chooseMedia).toHaveBeenCalledTimes(1);
});

test("left, the page breaks off what runs and draws no more", async () => {
  const { page, shown, wechat } = openPage({ cos: "never" });
  await page.onPick();
  await allTurns();
  const drawn = shown.paths.length;
  page.onUnload();
  await allTurns();
  expect(wechat.aborted).toEqual(["request", "request"]);
  expect(shown.paths).toHaveLength(drawn);
});
