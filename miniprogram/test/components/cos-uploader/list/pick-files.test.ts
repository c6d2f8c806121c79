import fc from "fast-check";
import { type PickOptions, pickFiles } from "../../../../src/components/cos-uploader/list/pick-files";
import { en } from "../../../../src/components/cos-uploader/texts/en";
import { isAtLeast, type WechatCalls, wechatInfo } from "../../../../src/components/cos-uploader/wechat/calls";
import { createFakeWechatCalls, type FakeWechatCallsOptions } from "../../../fakes/fake-wechat-calls";

const OPTIONS: PickOptions = {
  source: "media",
  mediaTypes: ["image", "video"],
  config: {},
  accept: [],
  maxFiles: Number.POSITIVE_INFINITY,
  texts: en,
};

async function pick(phoneOptions: FakeWechatCallsOptions, changes: Partial<PickOptions> = {}) {
  const phone = createFakeWechatCalls(phoneOptions);
  const outcome = await pickFiles(phone.wechat, { ...OPTIONS, ...changes });
  return { outcome, phone };
}

test("requests photos and videos from album and camera, as many as the base library allows", async () => {
  const { phone } = await pick({});
  expect(phone.last("chooseMedia")).toMatchObject({
    count: 20,
    mediaType: ["image", "video"],
    sourceType: ["album", "camera"],
  });
  const old = await pick({ baseLibrary: "2.24.7" });
  expect(old.phone.last("chooseMedia")).toMatchObject({ count: 9 });
});

test.each([
  [["photo"], ["image"]],
  [
    ["png", "mp4"],
    ["image", "video"],
  ],
  [["pdf"], ["image", "video"]],
])("accepting %j, offers %j in album and camera", async (accept, mediaType) => {
  const { phone } = await pick({}, { accept });
  expect(phone.last("chooseMedia")).toMatchObject({ mediaType });
});

test("passes on the page's config, which cannot change the count", async () => {
  const { phone } = await pick({}, { config: { camera: "front", maxDuration: 60 }, maxFiles: 3 });
  expect(phone.last("chooseMedia")).toMatchObject({ camera: "front", maxDuration: 60, count: 3 });
});

test("uses a photo as its own thumbnail, and a video's thumbnail if it has one", async () => {
  const video = { fileType: "video", tempFilePath: "v.mp4" } as const;
  const { outcome } = await pick({ media: [{}, { ...video, thumbTempFilePath: "t.jpg" }, video] });
  expect(outcome).toMatchObject({
    name: "filesPicked",
    files: [
      { type: "image", thumbnailPath: "wxfile://tmp/photo.jpg", bytes: 2048 },
      { type: "video", thumbnailPath: "t.jpg" },
      { type: "video", thumbnailPath: undefined },
    ],
  });
});

test("keeps the names of chat files, and offers only accepted extensions in the usual spellings", async () => {
  const { outcome, phone } = await pick({}, { source: "messageFile", accept: ["pdf"] });
  expect(phone.last("chooseMessageFile")).toMatchObject({ count: 100, type: "file", extension: ["pdf", "PDF", "Pdf"] });
  expect(outcome).toMatchObject({ files: [{ name: "报告 1.pdf", type: "file", thumbnailPath: undefined }] });
});

test.each([
  [[]],
  [["photo", "pdf"]],
  [["jpg"]],
  [["pdf", "MP4"]],
  [["other"]],
])("accepting %j, offers all chat files, because WeChat's extensions exclude photos and videos", async (accept) => {
  const { phone } = await pick({}, { source: "messageFile", accept });
  expect(phone.last("chooseMessageFile")).toMatchObject({ type: "all" });
  expect(phone.last("chooseMessageFile")).not.toHaveProperty("extension");
});

test.each([
  [0, ["showActionSheet", "chooseMedia"]],
  [1, ["showActionSheet", "chooseMessageFile"]],
  [undefined, ["showActionSheet"]],
])("opens the source that the user taps (%s)", async (tapIndex, calls) => {
  const { phone } = await pick(tapIndex === undefined ? {} : { tapIndex }, { source: "any" });
  expect(phone.names()).toEqual(calls);
});

test("returns no more files than requested, and treats none as a closed picker", async () => {
  expect((await pick({ media: [{}, {}, {}] }, { maxFiles: 2 })).outcome).toMatchObject({ files: [{}, {}] });
  expect((await pick({ media: [] })).outcome).toEqual({ name: "pickerClosed" });
});

test.each([
  ["chooseMedia:fail cancel", undefined],
  ["chooseMedia:fail privacy permission is not authorized", "privacy_refused"],
  ["chooseMedia:fail api scope is not declared in the privacy agreement", "privacy_undeclared"],
  ["chooseMedia:fail auth deny", "permission_denied"],
  ["chooseMedia:fail:system permission denied", "system_permission_denied"],
  ["chooseMedia:fail", "picker_failed"],
])("maps the failure %s to %s", async (errMsg, reason) => {
  const { outcome } = await pick({ media: errMsg });
  expect(outcome).toEqual(reason === undefined ? { name: "pickerClosed" } : { name: "pickerRefused", reason });
});

test.each([
  ["2.25.0", "2.25.0", true],
  ["2.9.5", "2.25.0", false],
  ["3.0", "2.25.0", true],
  ["2.25", "2.25.1", false],
])("base library %s is at least %s: %s", (version, wanted, expected) => {
  expect(isAtLeast(version, wanted)).toBe(expected);
});

test("reads language and version from the older call in old base libraries", () => {
  const { getAppBaseInfo: _, ...old } = createFakeWechatCalls({ language: "zh_CN", baseLibrary: "2.19.0" }).wechat;
  expect(wechatInfo(old)).toEqual({ language: "zh_CN", baseLibrary: "2.19.0" });
});

describe("extensions of chat files, which Android compares case-sensitively", () => {
  test.each([
    [["pdf"], ["pdf", "PDF", "Pdf"]],
    [["PDF"], ["PDF", "pdf", "Pdf"]],
    [["pDf"], ["pDf", "pdf", "PDF", "Pdf"]],
    [
      ["docx", "7z"],
      ["docx", "DOCX", "Docx", "7z", "7Z"],
    ],
    [
      ["pdf", "", "PDF"],
      ["pdf", "PDF", "Pdf"],
    ],
  ])("lists %j as %j", async (accept, extension) => {
    const { phone } = await pick({}, { source: "messageFile", accept });
    expect(phone.last("chooseMessageFile")).toMatchObject({ type: "file", extension });
  });

  test.each([
    [[""]],
    [["dng"]],
    [["pdf", "other"]],
  ])("lists nothing for %j, so everything is offered", async (accept) => {
    const { phone } = await pick({}, { source: "messageFile", accept });
    expect(phone.last("chooseMessageFile")).toMatchObject({ type: "all" });
  });
});

describe("values that the platform rejects are clamped or left out", () => {
  const ofMedia = async (phoneOptions: FakeWechatCallsOptions, changes: object) =>
    (await pick(phoneOptions, changes)).phone.last("chooseMedia");

  test.each([
    [30, 30],
    [60, 60],
    [61, 60],
    [3600, 60],
    [3, 3],
    [2, 3],
    [0, 3],
    [-5, undefined],
    [9.6, 10],
    ["30", 30],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    ["long", undefined],
    [null, undefined],
    [{}, undefined],
    [undefined, undefined],
  ])("a maxDuration of %j on a phone becomes %s", async (maxDuration, sent) => {
    const option = await ofMedia({ platform: "android" }, { config: { maxDuration } });
    if (sent === undefined) return expect(option).not.toHaveProperty("maxDuration");
    expect(option).toMatchObject({ maxDuration: sent });
  });

  test.each([
    ["windows", 60, undefined],
    ["windows", 11, undefined],
    ["windows", 10, undefined],
    ["mac", 30, undefined],
    ["ohos_pc", 30, undefined],
    ["windows", 9, 9],
    ["windows", 5, 5],
    ["ohos", 30, 30],
    ["ios", 30, 30],
    ["devtools", 30, 30],
  ] as const)("on %s, a maxDuration of %i becomes %s, because the picker on PC does not open for more than 10", async (platform, maxDuration, sent) => {
    const option = await ofMedia({ platform }, { config: { maxDuration } });
    if (sent === undefined) return expect(option).not.toHaveProperty("maxDuration");
    expect(option).toMatchObject({ maxDuration: sent });
  });

  test("reads the platform from the older call in an old base library", async () => {
    const { wechat, last } = createFakeWechatCalls();
    const getSystemInfoSync = () => ({ language: "en", SDKVersion: "2.16.1", platform: "windows" });
    const { getAppBaseInfo: _, ...old } = { ...wechat, getSystemInfoSync };
    await pickFiles(old, { ...OPTIONS, config: { maxDuration: 30 } });
    expect(last("chooseMedia")).not.toHaveProperty("maxDuration");
  });

  test.each<[FakeWechatCallsOptions, number, number]>([
    [{}, Number.POSITIVE_INFINITY, 20],
    [{}, 21, 20],
    [{}, 20, 20],
    [{}, 2.9, 2],
    [{}, 0.5, 1],
    [{ baseLibrary: "2.24.7" }, 20, 9],
    [{ baseLibrary: "" }, 20, 9],
    [{ platform: "windows" }, 20, 9],
    [{ platform: "mac" }, 5, 5],
  ])("on %j, at most %d files become a count of %i", async (phoneOptions, maxFiles, count) => {
    expect(await ofMedia(phoneOptions, { maxFiles })).toMatchObject({ count });
  });

  test.each([
    [["mix"], ["image", "video"]],
    [
      ["image", "mix"],
      ["image", "video"],
    ],
    [["video"], ["video"]],
    [["audio"], ["image", "video"]],
    [[], ["image", "video"]],
    [null, ["image", "video"]],
    ["image", ["image", "video"]],
  ])("media types %j become %j", async (mediaTypes, mediaType) => {
    expect(await ofMedia({}, { mediaTypes })).toMatchObject({ mediaType });
  });

  test.each([
    [{ sizeType: ["compressed"] }, { sizeType: ["compressed"] }],
    [{ sizeType: ["huge"] }, { sizeType: ["original", "compressed"] }],
    [{ sizeType: [] }, { sizeType: ["original", "compressed"] }],
    [{ sizeType: null }, { sizeType: ["original", "compressed"] }],
    [{ sourceType: ["camera"] }, { sourceType: ["camera"] }],
    [{ sourceType: ["chat", "album"] }, { sourceType: ["album"] }],
    [{ sourceType: "camera" }, { sourceType: ["album", "camera"] }],
    [{ camera: "front" }, { camera: "front" }],
    [null, { sizeType: ["original", "compressed"], sourceType: ["album", "camera"] }],
  ])("a config of %j becomes %j", async (config, sent) => {
    expect(await ofMedia({}, { config })).toMatchObject(sent);
  });

  test.each([
    { camera: "rear" },
    { camera: null },
    { count: 99 },
    {},
  ])("a config of %j has no camera", async (config) => {
    const option = await ofMedia({}, { config });
    expect(option).not.toHaveProperty("camera");
    expect(option).toMatchObject({ count: 20 });
  });
});

describe("if chooseMedia is missing", () => {
  const IMAGE = { type: "image", path: "wxfile://tmp/image.jpg", bytes: 1024, thumbnailPath: "wxfile://tmp/image.jpg" };
  const VIDEO = { type: "video", path: "wxfile://tmp/video.mp4", bytes: 4096, thumbnailPath: undefined };
  const MISSING: readonly [string, FakeWechatCallsOptions][] = [
    ["the function is", { without: ["chooseMedia"] }],
    ["canIUse reports it", { unusable: ["chooseMedia"] }],
    ["it is WeCom, which does not report it", { isWeCom: true }],
    ["WeChat for macOS reports it when it is called", { media: "chooseMedia:fail function cannot run on service" }],
    ["WeChat reports that it is not supported", { media: "chooseMedia:fail not support" }],
    ["WeChat reports it in Chinese", { media: "暂不支持该功能" }],
  ];

  test.each(MISSING)("%s: picks photos with chooseImage", async (_, phoneOptions) => {
    const { outcome, phone } = await pick(phoneOptions, {
      mediaTypes: ["image"],
      config: { sizeType: ["original"], sourceType: ["album"], maxDuration: 30 },
      maxFiles: 20,
    });
    expect(outcome).toMatchObject({ name: "filesPicked", files: [IMAGE] });
    expect(phone.last("chooseImage")).toMatchObject({ count: 9, sizeType: ["original"], sourceType: ["album"] });
    expect(phone.last("chooseImage")).not.toHaveProperty("maxDuration");
    expect(phone.names()).not.toContain("chooseVideo");
  });

  test.each(MISSING)("%s: picks a video with chooseVideo", async (_, phoneOptions) => {
    const { outcome, phone } = await pick(phoneOptions, {
      accept: ["mp4"],
      config: { sizeType: ["original"], camera: "front", maxDuration: 300 },
    });
    expect(outcome).toMatchObject({ name: "filesPicked", files: [VIDEO] });
    expect(phone.last("chooseVideo")).toMatchObject({ compressed: false, camera: "front", maxDuration: 60 });
  });

  test.each([
    [0, [IMAGE]],
    [1, [VIDEO]],
  ])("lets the user choose between photos and video (%i)", async (tapIndex, files) => {
    const { outcome, phone } = await pick({ without: ["chooseMedia"], tapIndex });
    expect(phone.last("showActionSheet")).toMatchObject({ itemList: [en.takes.image, en.takes.video] });
    expect(outcome).toMatchObject({ files });
  });

  test("opens nothing if the user does not choose between photos and video", async () => {
    const { outcome, phone } = await pick({ without: ["chooseMedia"] });
    expect([outcome, phone.names()]).toEqual([{ name: "pickerClosed" }, ["showActionSheet"]]);
  });

  test("offers photos if chooseVideo is missing as well", async () => {
    const { outcome } = await pick({ without: ["chooseMedia", "chooseVideo"] });
    expect(outcome).toMatchObject({ files: [IMAGE] });
  });

  test("tries chooseMedia if canIUse reports all pickers as missing", async () => {
    const { phone } = await pick({ unusable: ["chooseMedia", "chooseImage", "chooseVideo"] });
    expect(phone.names()).toEqual(["chooseMedia"]);
  });

  test.each<FakeWechatCallsOptions>([
    { without: ["chooseMedia", "chooseImage", "chooseVideo"] },
    { without: ["chooseImage", "chooseVideo"], media: "chooseMedia:fail not supported" },
  ])("ends in picker_unavailable if everything else is missing as well (%j)", async (phoneOptions) => {
    const { outcome } = await pick(phoneOptions);
    expect(outcome).toEqual({ name: "pickerRefused", reason: "picker_unavailable" });
  });

  test("opens no other picker after a failure of another kind", async () => {
    const { outcome, phone } = await pick({ media: "chooseMedia:fail" });
    expect([outcome, phone.names()]).toEqual([{ name: "pickerRefused", reason: "picker_failed" }, ["chooseMedia"]]);
  });
});

describe("if chooseMessageFile is missing", () => {
  test("ends in picker_unavailable for chat files", async () => {
    const { outcome } = await pick({ without: ["chooseMessageFile"] }, { source: "messageFile" });
    expect(outcome).toEqual({ name: "pickerRefused", reason: "picker_unavailable" });
  });

  test("reads WeCom's failure of the call", async () => {
    const messageFiles = "chooseMessageFile:fail 暂不支持";
    const { outcome } = await pick({ messageFiles }, { source: "messageFile" });
    expect(outcome).toEqual({ name: "pickerRefused", reason: "picker_unavailable" });
  });

  test("opens photos without a question in WeCom, for either source", async () => {
    const { phone } = await pick({ isWeCom: true }, { source: "any", mediaTypes: ["image"] });
    expect(phone.names()).toEqual(["chooseImage"]);
  });

  test.each<FakeWechatCallsOptions>([
    { without: ["chooseMessageFile"] },
    { unusable: ["chooseMessageFile"] },
  ])("opens album and camera without a question, for either source (%j)", async (phoneOptions) => {
    const { outcome, phone } = await pick(phoneOptions, { source: "any" });
    expect([outcome.name, phone.names()]).toEqual(["filesPicked", ["chooseMedia"]]);
  });
});

describe("values from WeChat are validated, whatever their typings", () => {
  /** Picks files from a picker with this result. */
  async function picked(result: unknown, changes: Partial<PickOptions> = {}) {
    const { wechat } = createFakeWechatCalls();
    const succeed = (option: { success?: unknown }) => {
      if (typeof option.success === "function") option.success(result);
    };
    return pickFiles({ ...wechat, chooseMedia: succeed, chooseMessageFile: succeed }, { ...OPTIONS, ...changes });
  }
  const FAILED = { name: "pickerRefused", reason: "picker_failed" };
  const path = "wxfile://tmp/a.jpg";

  test.each([
    ["nothing", undefined],
    ["null", null],
    ["a text", "chooseMedia:ok"],
    ["an empty object", {}],
    ["tempFiles that is not a list", { tempFiles: "a.jpg" }],
    ["tempFiles that is an object", { tempFiles: { 0: { path }, length: 1 } }],
    ["a list of null", { tempFiles: [undefined, null, 7, "a"] }],
    ["files without a path", { tempFiles: [{ size: 1 }, { tempFilePath: "" }, { tempFilePath: 5, path: {} }] }],
  ])("%s: picker_failed", async (_, result) => {
    expect(await picked(result)).toEqual(FAILED);
    expect(await picked(result, { source: "messageFile" })).toEqual(FAILED);
  });

  test("treats an empty list as a closed picker", async () => {
    expect(await picked({ tempFiles: [] })).toEqual({ name: "pickerClosed" });
    expect(await picked({ tempFiles: [] }, { source: "messageFile" })).toEqual({ name: "pickerClosed" });
  });

  test("picks the entries with a path from a list with holes", async () => {
    // biome-ignore lint/suspicious/noSparseArray: that is what is tested
    const tempFiles = [, { tempFilePath: path, size: 1 }, null, { path, size: 2, name: "a.jpg" }];
    expect(await picked({ tempFiles })).toMatchObject({ files: [{ bytes: 1 }, { bytes: 2 }] });
    expect(await picked({ tempFiles }, { source: "messageFile" })).toMatchObject({ files: [{ bytes: 2 }] });
  });

  test("picks paths without sizes, as older versions of chooseImage return them", async () => {
    expect(await picked({ tempFilePaths: [path] })).toMatchObject({ files: [{ path, bytes: 0, type: "image" }] });
  });

  test.each([
    ["6144000000", 6_144_000_000],
    [Number.NaN, 0],
    [-1, 0],
    [undefined, 0],
    [null, 0],
    ["?", 0],
    [Number.POSITIVE_INFINITY, 0],
  ])("reads a size of %j as %i bytes", async (size, bytes) => {
    expect(await picked({ tempFiles: [{ tempFilePath: path, size }] })).toMatchObject({ files: [{ bytes }] });
    const chat = await picked({ tempFiles: [{ path, size, name: "a.pdf" }] }, { source: "messageFile" });
    expect(chat).toMatchObject({ files: [{ bytes }] });
  });

  test.each([
    [{ fileType: "video" }, undefined, path, "video"],
    [{}, "video", path, "video"],
    [{}, "mix", "wxfile://tmp/a.MOV", "video"],
    [{}, "mix", path, "image"],
    [{ fileType: "VIDEO?" }, undefined, "wxfile://tmp/a.mp4?x=1", "video"],
    [{ fileType: 2 }, 5, "wxfile://tmp/a", "image"],
    [{ fileType: "image" }, "video", "wxfile://tmp/a.mp4", "image"],
  ])("a file %j in a result of type %j at %s has the type %s", async (file, type, tempFilePath, expected) => {
    const outcome = await picked({ type, tempFiles: [{ tempFilePath, size: 1, ...file }] });
    expect(outcome).toMatchObject({ files: [{ type: expected }] });
  });

  test("a file without a type has the offered type if there was only one", async () => {
    const outcome = await picked({ tempFiles: [{ tempFilePath: "wxfile://tmp/a" }] }, { mediaTypes: ["video"] });
    expect(outcome).toMatchObject({ files: [{ type: "video", thumbnailPath: undefined }] });
  });

  test.each([
    ["吃了吗?.pdf", undefined, "吃了吗?.pdf", "file"],
    ["a.JPG", "picture", "a.JPG", "image"],
    ["a.mp4", null, "a.mp4", "video"],
    [undefined, undefined, "", "image"],
    [{ name: "a" }, 3, "", "image"],
  ])("a chat file named %j of type %j gets the name %j and the type %s", async (name, type, expectedName, expected) => {
    const outcome = await picked({ tempFiles: [{ path, name, type }] }, { source: "messageFile" });
    expect(outcome).toMatchObject({ files: [{ path, name: expectedName, type: expected }] });
  });

  test("any result leads to valid files or to none", async () => {
    const file = fc.record(
      {
        tempFilePath: fc.oneof(fc.string(), fc.anything()),
        path: fc.anything(),
        size: fc.anything(),
        fileType: fc.anything(),
        type: fc.anything(),
        name: fc.anything(),
        thumbTempFilePath: fc.anything(),
      },
      { requiredKeys: [] },
    );
    const results = fc.oneof(fc.anything(), fc.record({ tempFiles: fc.array(fc.oneof(file, fc.anything())) }));
    const sources = fc.constantFrom<PickOptions["source"][]>("media", "messageFile");
    await fc.assert(
      fc.asyncProperty(results, sources, async (result, source) => {
        const outcome = await picked(result, { source });
        if (outcome.name !== "filesPicked") return;
        for (const { path: pickedPath, name, type, bytes, thumbnailPath } of outcome.files) {
          expect(pickedPath).toMatch(/./s);
          expect([typeof name, typeof (thumbnailPath ?? "")]).toEqual(["string", "string"]);
          expect(["image", "video", "file"]).toContain(type);
          expect(Number.isSafeInteger(bytes) && bytes >= 0).toBe(true);
        }
      }),
    );
  });

  test.each([
    [{}],
    [undefined],
    [null],
    [{ errMsg: 5 }],
    [""],
  ])("a failure with %j ends in picker_failed", async (failure) => {
    const { wechat } = createFakeWechatCalls();
    const fail = (option: { fail?: unknown }) => {
      if (typeof option.fail === "function") option.fail(failure);
    };
    const broken: WechatCalls = { ...wechat, chooseMedia: fail, chooseMessageFile: fail, showActionSheet: fail };
    for (const source of ["media", "messageFile", "any"] as const) {
      expect(await pickFiles(broken, { ...OPTIONS, source })).toEqual(FAILED);
    }
  });

  test.each([
    "media",
    "messageFile",
    "any",
  ] as const)("a picker that throws (%s) ends in picker_failed", async (source) => {
    const { wechat } = createFakeWechatCalls();
    const breaks = () => {
      throw new Error("native bridge is gone");
    };
    const broken: WechatCalls = { ...wechat, chooseMedia: breaks, chooseMessageFile: breaks, showActionSheet: breaks };
    expect(await pickFiles(broken, { ...OPTIONS, source })).toEqual(FAILED);
  });

  test.each([
    [0, "chooseMedia"],
    ["1", "chooseMessageFile"],
    [2, undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    [undefined, undefined],
  ])("a tapIndex of %j ends in %s", async (tapIndex, opened) => {
    const { wechat, names } = createFakeWechatCalls();
    const showActionSheet = (option: { success?: unknown }) => {
      if (typeof option.success === "function") option.success({ tapIndex });
    };
    const outcome = await pickFiles({ ...wechat, showActionSheet }, { ...OPTIONS, source: "any" });
    expect(names()).toEqual(opened === undefined ? [] : [opened]);
    if (opened === undefined) expect(outcome).toEqual(FAILED);
  });

  test("treats a base library that reports nothing, or throws, as an old one", async () => {
    const breaks = () => {
      throw new Error("not now");
    };
    const { wechat, last } = createFakeWechatCalls();
    const silent: WechatCalls = { ...wechat, getAppBaseInfo: breaks, getSystemInfoSync: breaks, canIUse: breaks };
    expect((await pickFiles(silent, OPTIONS)).name).toBe("filesPicked");
    expect(last("chooseMedia")).toMatchObject({ count: 9 });
    expect(wechatInfo(silent)).toEqual({ language: "", baseLibrary: "" });
  });
});
