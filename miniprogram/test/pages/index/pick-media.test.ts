import { pickMedia } from "../../../src/pages/index/pick-media";

const media = (fileType: "image" | "video", thumbTempFilePath = ""): WechatMiniprogram.MediaFile => ({
  tempFilePath: `wxfile://tmp/1.${fileType}`,
  fileType,
  size: 10,
  thumbTempFilePath,
  duration: 0,
  width: 0,
  height: 0,
});

function pick(tempFiles: WechatMiniprogram.MediaFile[]) {
  return pickMedia((option) => option.success?.({ tempFiles, type: "mix", errMsg: "chooseMedia:ok" }), 9);
}

test("asks for photos and videos, from album and camera", async () => {
  const chooseMedia = jest.fn((option: WechatMiniprogram.ChooseMediaOption) =>
    option.fail?.({ errMsg: "chooseMedia:fail cancel" }),
  );
  await pickMedia(chooseMedia, 9);
  expect(chooseMedia.mock.calls[0]?.[0]).toMatchObject({
    count: 9,
    mediaType: ["image", "video"],
    sourceType: ["album", "camera"],
  });
});

test("a photo is its own thumbnail, a video has one or none", async () => {
  expect(await pick([media("image"), media("video", "wxfile://tmp/t.jpg"), media("video")])).toEqual({
    name: "filesPicked",
    files: [
      { filePath: "wxfile://tmp/1.image", kind: "image", bytes: 10, thumbnailPath: "wxfile://tmp/1.image" },
      { filePath: "wxfile://tmp/1.video", kind: "video", bytes: 10, thumbnailPath: "wxfile://tmp/t.jpg" },
      { filePath: "wxfile://tmp/1.video", kind: "video", bytes: 10, thumbnailPath: undefined },
    ],
  });
});

test("no file – as if the picker had been closed", async () => {
  expect(await pick([])).toEqual({ name: "pickerClosed" });
});

test.each([
  ["chooseMedia:fail cancel", undefined],
  ["chooseMedia:fail privacy permission is not authorized", "privacy_refused"],
  ["chooseMedia:fail api scope is not declared in the privacy agreement", "privacy_undeclared"],
  ["chooseMedia:fail auth deny", "permission_denied"],
  ["chooseMedia:fail system permission denied", "permission_denied"],
  ["chooseMedia:fail", "picker_failed"],
])("%s – %s", async (errMsg, why) => {
  const outcome = await pickMedia((option) => option.fail?.({ errMsg }), 9);
  expect(outcome).toEqual(why === undefined ? { name: "pickerClosed" } : { name: "pickerRefused", why });
});
