import { type PickOptions, pickFiles } from "../../../src/components/cos-uploader/pick-files";
import { en } from "../../../src/components/cos-uploader/texts/en";
import { isAtLeast, wechatInfo } from "../../../src/components/cos-uploader/wechat-calls";
import { createFakeWechatCalls, type FakeWechatCallsOptions } from "../../fakes/fake-wechat-calls";

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

test("asks for photos and videos, from album and camera, as many as the base library gives", async () => {
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
])("where %j are accepted, album and camera offer %j", async (accept, mediaType) => {
  const { phone } = await pick({}, { accept });
  expect(phone.last("chooseMedia")).toMatchObject({ mediaType });
});

test("the page's config goes along, and can't change the count", async () => {
  const { phone } = await pick({}, { config: { camera: "front", maxDuration: 60 }, maxFiles: 3 });
  expect(phone.last("chooseMedia")).toMatchObject({ camera: "front", maxDuration: 60, count: 3 });
});

test("a photo is its own thumbnail, a video has one or none", async () => {
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

test("chat files keep their names, and only wanted extensions are offered", async () => {
  const { outcome, phone } = await pick({}, { source: "messageFile", accept: ["pdf"] });
  expect(phone.last("chooseMessageFile")).toMatchObject({ count: 100, type: "file", extension: ["pdf"] });
  expect(outcome).toMatchObject({ files: [{ name: "报告 1.pdf", type: "file", thumbnailPath: undefined }] });
});

test.each([
  [[]],
  [["photo", "pdf"]],
  [["jpg"]],
  [["pdf", "MP4"]],
  [["other"]],
])("chat files with %j accepted – all are offered, as WeChat's extensions leave out photos and videos", async (accept) => {
  const { phone } = await pick({}, { source: "messageFile", accept });
  expect(phone.last("chooseMessageFile")).toMatchObject({ type: "all" });
  expect(phone.last("chooseMessageFile")).not.toHaveProperty("extension");
});

test.each([
  [0, ["showActionSheet", "chooseMedia"]],
  [1, ["showActionSheet", "chooseMessageFile"]],
  [undefined, ["showActionSheet"]],
])("from either source – what is tapped (%s) is opened", async (tapIndex, calls) => {
  const { phone } = await pick(tapIndex === undefined ? {} : { tapIndex }, { source: "any" });
  expect(phone.names()).toEqual(calls);
});

test("no more are taken than asked for; none are as if the picker had been closed", async () => {
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
])("%s – %s", async (errMsg, why) => {
  const { outcome } = await pick({ media: errMsg });
  expect(outcome).toEqual(why === undefined ? { name: "pickerClosed" } : { name: "pickerRefused", why });
});

test.each([
  ["2.25.0", "2.25.0", true],
  ["2.9.5", "2.25.0", false],
  ["3.0", "2.25.0", true],
  ["2.25", "2.25.1", false],
])("base library %s is at least %s: %s", (version, wanted, expected) => {
  expect(isAtLeast(version, wanted)).toBe(expected);
});

test("old base libraries tell language and version by the call that was replaced", () => {
  const { getAppBaseInfo: _, ...old } = createFakeWechatCalls({ language: "zh_CN", baseLibrary: "2.19.0" }).wechat;
  expect(wechatInfo(old)).toEqual({ language: "zh_CN", baseLibrary: "2.19.0" });
});
