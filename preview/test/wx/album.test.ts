/** @jest-environment ./test/support/jsdom-environment.ts */
import { createAlbumCalls } from "../../src/wx/calls/album-calls.ts";
import { createOpenDocument } from "../../src/wx/files/open-document.ts";
import { createTempFiles } from "../../src/wx/files/temp-files.ts";
import type { UserInterface } from "../../src/wx/interface/user-interface.ts";
import { createVideoContexts } from "../../src/wx/video-context.ts";

const saved: string[] = [];
const opened: string[] = [];
const asked: string[] = [];
let willAllow: boolean;
let files: ReturnType<typeof createTempFiles>;
let wx: ReturnType<typeof createAlbumCalls>;

const userInterface: Pick<UserInterface, "showModal" | "saveFile" | "openDocument"> = {
  async showModal({ title }) {
    asked.push(title);
    return { confirm: willAllow, content: undefined };
  },
  saveFile: (_address, name) => void saved.push(name),
  openDocument: (address) => void opened.push(address),
};

beforeEach(() => {
  localStorage.clear();
  for (const list of [saved, opened, asked]) list.length = 0;
  Object.assign(URL, { createObjectURL: () => "blob:1" });
  files = createTempFiles(() => "1");
  willAllow = true;
  wx = createAlbumCalls({ files, storage: localStorage, userInterface, language: "en" });
});

const failure = (called: Promise<unknown> | undefined) =>
  called?.then(
    () => "no failure",
    ({ errMsg }: { errMsg: string }) => errMsg,
  );

const setting = async () => Reflect.get(Object(await wx.getSetting()), "authSetting");

test("asks once before the first file is saved", async () => {
  const photo = files.add(new Blob(["a"], { type: "image/jpeg" }), "jpg");
  expect(await setting()).toEqual({});
  await wx.saveImageToPhotosAlbum({ filePath: photo });
  await wx.saveImageToPhotosAlbum({ filePath: photo });
  expect([asked, saved]).toEqual([["Save to album"], ["tmp_1.jpg", "tmp_1.jpg"]]);
  expect(await setting()).toEqual({ "scope.writePhotosAlbum": true });
});

test("after a refusal, saving fails until the user allows it in the settings", async () => {
  willAllow = false;
  const video = files.add(new Blob(["a"], { type: "video/mp4" }), "mp4");
  for (let attempt = 0; attempt < 2; attempt += 1) {
    expect(await failure(wx.saveVideoToPhotosAlbum({ filePath: video }))).toBe("saveVideoToPhotosAlbum:fail auth deny");
  }
  expect([asked, saved]).toEqual([["Save to album"], []]);
  willAllow = true;
  expect(await wx.openSetting()).toMatchObject({ authSetting: { "scope.writePhotosAlbum": true } });
  await wx.saveVideoToPhotosAlbum({ filePath: video });
  expect(saved).toEqual(["tmp_1.mp4"]);
});

test("the settings are empty before the first request for a permission", async () => {
  expect(await wx.openSetting()).toMatchObject({ authSetting: {} });
  expect(asked).toEqual([]);
});

test("saves only existing files, and photos and videos only by their own call", async () => {
  const video = files.add(new Blob(["a"], { type: "video/mp4" }), "mp4");
  expect(await failure(wx.saveImageToPhotosAlbum({ filePath: video }))).toBe(
    "saveImageToPhotosAlbum:fail invalid file type",
  );
  expect(await failure(wx.saveImageToPhotosAlbum({ filePath: "wxfile://no.jpg" }))).toBe(
    "saveImageToPhotosAlbum:fail file not exists",
  );
  expect([asked, saved]).toEqual([[], []]);
});

test("opens documents of WeChat's types, by the path or by fileType", async () => {
  const openDocument = createOpenDocument(files, userInterface);
  files.set("wxfile://usr/a.pdf", new Blob(["a"]));
  files.set("wxfile://usr/b.tmp", new Blob(["a"]));
  await openDocument({ filePath: "wxfile://usr/a.pdf" });
  await openDocument({ filePath: "wxfile://usr/b.tmp", fileType: "docx" });
  expect(opened).toHaveLength(2);
  expect(await failure(openDocument({ filePath: "wxfile://usr/b.tmp" }))).toBe(
    "openDocument:fail filetype not supported",
  );
  expect(await failure(openDocument({ filePath: "wxfile://usr/c.pdf" }))).toMatch(
    /^openDocument:fail no such file or directory/,
  );
});

test("a video context seeks, plays and pauses the video with its id, and ignores one that is missing", () => {
  const video = document.createElement("video");
  const played: string[] = [];
  Object.assign(video, { play: async () => void played.push("play"), pause: () => void played.push("pause") });
  const createContext = createVideoContexts(
    (id) => (id === "player" ? video : undefined),
    () => {},
  );
  const context = createContext("player");
  context.seek(12.5);
  context.play();
  context.pause();
  expect([video.currentTime, played]).toEqual([12.5, ["play", "pause"]]);
  expect(() => createContext("other").seek(1)).not.toThrow();
});
