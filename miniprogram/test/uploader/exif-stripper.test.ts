import { createExifStripper, type ExifPlatform } from "../../src/uploader/exif-stripper";
import { JpegError } from "../../src/uploader/strip-exif";
import { exif, jpegOf } from "../fakes/jpeg";

const FOLDER = "wxfile://usr";
const DAY_MS = 24 * 60 * 60 * 1000;

/** A phone whose files are in memory. */
function phoneWith(files: Readonly<Record<string, Uint8Array>>) {
  const stored = new Map(Object.entries(files));
  const reads: string[] = [];
  const platform: ExifPlatform = {
    env: { USER_DATA_PATH: FOLDER },
    getFileSystemManager: () => ({
      readFile({ filePath, position = 0, length, success, fail }) {
        const bytes = stored.get(filePath);
        reads.push(`${filePath} ${length ?? "all"}`);
        if (bytes === undefined) return fail({ errMsg: "readFile:fail no such file" });
        return success({ data: bytes.slice(position, length === undefined ? undefined : position + length).buffer });
      },
      writeFile({ filePath, data, success, fail }) {
        if (files["full"])
          return fail({ errMsg: "writeFile:fail the maximum size of the file storage limit is exceeded" });
        stored.set(filePath, new Uint8Array(data));
        return success();
      },
      readdir: ({ success }) => success({ files: [...stored.keys()].map((path) => path.replace(`${FOLDER}/`, "")) }),
      unlink: ({ filePath }) => stored.delete(filePath),
    }),
  };
  return { platform, stored, reads };
}

test("writes a photo without Exif beside the original, and deletes it on release", async () => {
  const { platform, stored } = phoneWith({ "tmp/a.jpg": jpegOf(exif(1)) });
  const photo = await createExifStripper(platform)({ url: "tmp/a.jpg" });
  expect(photo).toMatchObject({ size: jpegOf().length, url: expect.stringMatching(/^wxfile:\/\/usr\/.*\.jpg$/) });
  expect(stored.get(photo?.url ?? "")).toEqual(jpegOf());
  photo?.release();
  expect([...stored.keys()]).toEqual(["tmp/a.jpg"]);
});

test("writes photos at the same time under names of their own", async () => {
  const { platform } = phoneWith({ "tmp/a.jpg": jpegOf(exif(1)) });
  const strip = createExifStripper(platform);
  const photos = await Promise.all([strip({ url: "tmp/a.jpg" }), strip({ url: "tmp/a.jpg" })]);
  expect(new Set(photos.map((photo) => photo?.url)).size).toBe(2);
});

test("leaves other files as they are, and reads only their first bytes", async () => {
  const { platform, reads } = phoneWith({ "tmp/v.mp4": Uint8Array.from([0, 0, 0, 32]) });
  expect(await createExifStripper(platform)({ url: "tmp/v.mp4" })).toBeUndefined();
  expect(reads).toEqual(["tmp/v.mp4 2"]);
});

test("deletes its photos of the day before, and nothing else", () => {
  const old = `${FOLDER}/cos-uploader-clean-${Date.now() - DAY_MS - 1}-1.jpg`;
  const others = [`${FOLDER}/cos-uploader-clean-${Date.now() - DAY_MS / 2}-1.jpg`, `${FOLDER}/mine.jpg`];
  const names = Object.fromEntries([old, ...others].map((path) => [path, jpegOf()]));
  const { platform, stored } = phoneWith(names);
  createExifStripper(platform);
  expect([...stored.keys()]).toEqual(others);
});

test("strips Exif on a phone that cannot list its files", async () => {
  const { platform } = phoneWith({ "a.jpg": jpegOf(exif(1)) });
  const files = platform.getFileSystemManager();
  const readdir = () => {
    throw new Error("not supported");
  };
  const strip = createExifStripper({ ...platform, getFileSystemManager: () => ({ ...files, readdir }) });
  expect(await strip({ url: "a.jpg" })).toMatchObject({ size: jpegOf().length });
});

test.each([
  ["a photo that is gone", {}, /^The photo could not be read: readFile:fail no such file$/],
  ["a full phone", { "a.jpg": jpegOf(exif(1)), full: jpegOf() }, /^The photo could not be written: writeFile:fail/],
])("rejects for %s, with WeChat's message", async (_, files, message) => {
  await expect(createExifStripper(phoneWith(files).platform)({ url: "a.jpg" })).rejects.toThrow(message);
});

test("rejects for a JPEG that is cut off", async () => {
  const { platform } = phoneWith({ "a.jpg": jpegOf(exif(1)).subarray(0, 40) });
  await expect(createExifStripper(platform)({ url: "a.jpg" })).rejects.toBeInstanceOf(JpegError);
});

test("accepts WeChat's own wx", () => {
  const typed: (wechat: typeof wx) => unknown = (wechat) => createExifStripper(wechat);
  expect(typed).toBeDefined();
});
