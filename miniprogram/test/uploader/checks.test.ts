import type { UploaderOptions, UploadOptions } from "../../src/uploader/index";
import { JPEG, type PlatformFixtureOptions, platformFixture, statesOf } from "./platform-fixture";

const GIF = new Uint8Array(Buffer.from("GIF89a...."));
const PNG = new Uint8Array(Buffer.from("89504e470d0a1a0a0000", "hex"));
const MP4 = new Uint8Array(Buffer.from("00000018667479706d703432", "hex"));
const HEIC = new Uint8Array(Buffer.from("0000001866747970686569630000000000", "hex"));
const PDF = new Uint8Array(Buffer.from("%PDF-1.7"));
/** The brands of an ISO base media file: the major one, a version, the compatible ones. */
const brands = (major: string, ...compatible: readonly string[]) => {
  const size = String.fromCharCode(16 + 4 * compatible.length);
  return new Uint8Array(Buffer.from(`\0\0\0${size}ftyp${major}\0\0\0\0${compatible.join("")}`, "latin1"));
};
const TIFF = new Uint8Array(Buffer.from("49492a0008000000", "hex"));
const ZIP = new Uint8Array(Buffer.from("504b030414000600", "hex"));
const TEXT = new Uint8Array(Buffer.from("<script>alert(1)</script>"));

async function upload(
  filePath: string,
  fixture: PlatformFixtureOptions,
  options: UploadOptions = {},
  extension?: string,
) {
  const { uploader, platform } = platformFixture(fixture);
  const task = uploader.upload({ filePath, ...(extension && { extension }) }, options);
  const states = statesOf(task);
  await platform.advanceTime(0);
  return { state: task.state, states, platform, signUrl: platform.requests[0]?.url };
}

describe("the type", () => {
  test.each([
    ["photo.jpg", PNG, "png"],
    ["photo.jpg", HEIC, "heic"],
    ["photo.png", JPEG, "jpg"],
    ["photo.jpeg", JPEG, "jpeg"],
    ["photo", JPEG, "jpg"],
    ["film.m4v", MP4, "m4v"],
    ["film.mov", MP4, "mp4"],
    ["photo.pdf", JPEG, "jpg"],
    ["paper.pdf", PDF, "pdf"],
    ["paper", PDF, "pdf"],
    ["film.mp4", brands("cmfc", "isom"), "mp4"],
    ["film.mp4", brands("NDSC", "mp42"), "mp4"],
    ["film.mp4", brands("3gp5", "mp42"), "mp4"],
    ["film.mov", new Uint8Array(Buffer.from("\0\0\0\x08udta")), "mov"],
    ["film.mov", new Uint8Array(Buffer.from("\0\0\0\x20uuid")), "mov"],
    ["song.m4a", brands("mp42", "isom"), "m4a"],
    ["song.m4a", brands("isom"), "m4a"],
    ["photo.avif", brands("msf1", "avis"), "avif"],
    ["photo.avif", brands("miaf", "avif"), "avif"],
    ["photo.DNG", TIFF, "dng"],
    ["paper.docx", ZIP, "docx"],
    ["wxfile://usr/吃了吗?.docx", ZIP, "docx"],
  ])("%s has the type of its bytes", async (filePath, bytes, extension) => {
    const { signUrl, state } = await upload(filePath, { files: { [filePath]: bytes } });
    expect(signUrl).toContain(`?ext=${extension}&`);
    expect(state.name).toBe("done");
  });

  test.each([
    ["photo.jpg", TEXT],
    ["film.mp4", TEXT],
    ["photo.HEIC", TEXT],
    ["photo.jpg", ZIP],
    ["paper.pdf", ZIP],
    ["paper.docx", PDF],
  ])("%s with other bytes is a type_mismatch, and no request is sent", async (path, bytes) => {
    const { state, platform } = await upload(path, { files: { [path]: bytes } });
    expect(state).toMatchObject({
      name: "failed",
      error: {
        code: "type_mismatch",
        stage: "check",
        message: expect.stringContaining("the bytes are not those of a ."),
      },
    });
    expect(platform.requests).toEqual([]);
  });

  test("is the given extension if nothing else identifies it", async () => {
    const { signUrl } = await upload("paper", { files: { paper: PDF } }, {}, "PDF");
    expect(signUrl).toContain("?ext=pdf&");
  });

  test.each(["photo", "video"])("ignores the given extension %s, which is a kind", async (extension) => {
    const { uploader, platform } = platformFixture();
    uploader.upload({ filePath: "1.jpg", extension });
    await platform.advanceTime(0);
    expect(platform.requests[0]?.url).toContain("ext=jpg&");
  });

  test("is read only from the first bytes", async () => {
    const fixture = platformFixture();
    const readFile = jest.spyOn(fixture.platform, "readFile");
    fixture.uploader.upload({ filePath: "1.jpg" });
    await fixture.platform.advanceTime(0);
    expect(readFile.mock.calls.map(([, file]) => file)).toEqual([{ filePath: "1.jpg", length: 8 }]);
  });

  test("is read from no more than 1445 bytes", async () => {
    const fixture = platformFixture({ files: { "1.jpg": new Uint8Array([...JPEG, ...new Array(5_000).fill(0)]) } });
    const readFile = jest.spyOn(fixture.platform, "readFile");
    fixture.uploader.upload({ filePath: "1.jpg" });
    await fixture.platform.advanceTime(0);
    expect(readFile.mock.calls.map(([, file]) => file.length)).toEqual([1445]);
  });
});

describe("accept", () => {
  test.each<[string, Uint8Array<ArrayBuffer>, NonNullable<UploaderOptions["accept"]>, boolean]>([
    ["photo.dng", TIFF, ["photo"], true],
    ["photo.dng", TIFF, ["dng"], true],
    ["photo.dng", TIFF, ["tif"], false],
    ["song.m4a", brands("mp42"), ["m4a"], true],
    ["song.m4a", brands("mp42"), ["other"], true],
    ["song.m4a", brands("mp42"), ["video"], false],
  ])("%s has the type that its name chooses", async (path, bytes, accept, isAccepted) => {
    const { state } = await upload(path, { files: { [path]: bytes }, uploader: { accept } });
    expect(state.name).toBe(isAccepted ? "done" : "failed");
  });

  test.each<[NonNullable<UploaderOptions["accept"]>, boolean]>([
    [["photo"], true],
    [["jpeg"], true],
    [["JPG"], true],
    [["video", "pdf"], false],
    [["other"], false],
  ])("accepts or rejects a JPEG photo with %j", async (accept, isAccepted) => {
    const { state, platform } = await upload("1.jpg", { uploader: { accept } });
    if (isAccepted) return expect(state.name).toBe("done");
    expect(state).toMatchObject({ name: "failed", error: { code: "unsupported_type", stage: "check" } });
    expect(platform.requests).toEqual([]);
  });
});

describe("maxBytes", () => {
  test.each<[NonNullable<UploaderOptions["maxBytes"]>, boolean]>([
    [8, true],
    [7, false],
    [{ photo: 8, video: 1 }, true],
    [{ photo: 7 }, false],
    [{ video: 1 }, true],
    [{ photo: 0 }, false],
  ])("accepts or rejects a file with %j", async (maxBytes, isAllowed) => {
    const { state, platform } = await upload("1.jpg", { uploader: { maxBytes } });
    if (isAllowed) return expect(state.name).toBe("done");
    expect(state).toMatchObject({ name: "failed", error: { code: "file_too_large", retryable: false } });
    expect(platform.requests).toEqual([]);
  });
});

describe("the method", () => {
  test.each<[string, UploadOptions, number, "put" | "post", boolean]>([
    ["auto", {}, 8, "post", false],
    ["auto with integrity", { checkIntegrity: true }, 8, "put", true],
    ["auto with integrity, 20 MiB", { checkIntegrity: true }, 20 * 1024 ** 2, "put", true],
    ["auto with integrity, more", { checkIntegrity: true }, 20 * 1024 ** 2 + 1, "post", false],
    ["put", { method: "put" }, 8, "put", false],
    ["put with integrity", { method: "put", checkIntegrity: true }, 8, "put", true],
    ["post with integrity, which forms do not support", { method: "post", checkIntegrity: true }, 8, "post", false],
  ])("is chosen for %s", async (_, options, bytes, method, hasMd5) => {
    const { uploader, platform } = platformFixture({ fileBytes: () => bytes });
    uploader.upload({ filePath: "1.jpg" }, options);
    // If the file is read whole, its size differs from the reported one. The request shows the method.
    const getFileInfo = jest.spyOn(platform, "getFileInfo");
    await platform.advanceTime(0);
    const isPut = platform.forms.length === 0;
    expect(isPut ? "put" : "post").toBe(method);
    expect(getFileInfo.mock.calls.some(([, { digestAlgorithm }]) => digestAlgorithm === "md5")).toBe(hasMd5);
  });

  test("put sends the largest file that can be read", async () => {
    const files = { "most.jpg": new Uint8Array([...JPEG, ...new Array(1000 - JPEG.length).fill(0)]) };
    expect((await upload("most.jpg", { files }, { method: "put" })).state.name).toBe("done");
  });

  test("put rejects a larger file with file_too_large_for_put", async () => {
    const { state } = await upload("1.jpg", { fileBytes: () => 104_857_601 }, { method: "put" });
    expect(state).toMatchObject({ name: "failed", error: { code: "file_too_large_for_put" } });
  });
});

describe("compress", () => {
  const LARGE = new Uint8Array([...JPEG, ...new Array(992).fill(0)]);
  const SMALL = JPEG;
  const files = { "large.jpg": LARGE, "small.jpg": SMALL, "photo.heic": new Uint8Array([...HEIC, ...LARGE]) };
  const ALWAYS = { compress: { minBytes: 1 } };

  test("sends the smaller copy, with its own type and size", async () => {
    const onCompress = jest.fn(() => "small.jpg");
    const { states, platform, signUrl } = await upload("photo.heic", { files, onCompress }, ALWAYS);
    expect(states).toEqual(["queued", "checking", "compressing", "signing", "uploading", "done"]);
    expect(onCompress).toHaveBeenCalledWith("photo.heic", 80);
    expect(platform.forms[0]?.filePath).toBe("small.jpg");
    expect(signUrl).toContain("?ext=jpg&size=8");
  });

  test("passes on the quality", async () => {
    const onCompress = jest.fn(() => "small.jpg");
    await upload("large.jpg", { files, onCompress }, { compress: { minBytes: 1, quality: 30 } });
    expect(onCompress).toHaveBeenCalledWith("large.jpg", 30);
  });

  test.each([
    ["became larger", "photo.heic"],
    ["could not be compressed", "file_unreadable"],
    ["has lost its compressed copy", "gone.jpg"],
  ])("sends a photo as it is if it %s", async (_, copy) => {
    const { platform, state } = await upload("large.jpg", { files, onCompress: () => copy }, ALWAYS);
    expect(platform.forms[0]?.filePath).toBe("large.jpg");
    expect(state.name).toBe("done");
  });

  test.each([
    ["a GIF, which may be animated", { "a.gif": GIF }, "a.gif"],
    ["a PNG, which may be transparent", { "a.png": PNG }, "a.png"],
    ["a video", { "a.mp4": MP4 }, "a.mp4"],
  ])("does not compress %s", async (_, more, filePath) => {
    const onCompress = jest.fn(() => "small.jpg");
    await upload(filePath, { files: more, onCompress }, ALWAYS);
    expect(onCompress).not.toHaveBeenCalled();
  });

  test("does not compress a photo below 200 KiB by default", async () => {
    const onCompress = jest.fn(() => "small.jpg");
    await upload("large.jpg", { files, onCompress }, { compress: true });
    expect(onCompress).not.toHaveBeenCalled();
  });

  test("checks the limit against the copy", async () => {
    const { state } = await upload(
      "large.jpg",
      { files, onCompress: () => "small.jpg", uploader: { maxBytes: 8 } },
      ALWAYS,
    );
    expect(state.name).toBe("done");
  });

  test("sends nothing if it is cancelled during compression", async () => {
    const { uploader, platform } = platformFixture({ files });
    platform.compressImage = (scope) => platform.delay(scope, 1_000).then(() => ({ tempFilePath: "small.jpg" }));
    const task = uploader.upload({ filePath: "large.jpg" }, ALWAYS);
    await platform.advanceTime(10);
    expect(task.state.name).toBe("compressing");
    task.cancel();
    await platform.advanceTime(5_000);
    expect(task.state.name).toBe("cancelled");
    expect(platform.requests).toEqual([]);
  });
});
