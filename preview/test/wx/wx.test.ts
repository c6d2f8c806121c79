/** @jest-environment ./test/support/jsdom-environment.ts */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launchOptionsOf } from "../../src/host/launch-options.ts";
import { call } from "../../src/wx/call.ts";
import { createKeepScreenOn } from "../../src/wx/calls/keep-screen-on.ts";
import { createStorageCalls } from "../../src/wx/calls/storage-calls.ts";
import type { WxEnvironment } from "../../src/wx/environment.ts";
import { createFileChoosers } from "../../src/wx/files/choose-files.ts";
import { createFileSystem } from "../../src/wx/files/file-system.ts";
import { createTempFiles } from "../../src/wx/files/temp-files.ts";
import { wordsFor } from "../../src/wx/interface/words.ts";
import { createLifecycle } from "../../src/wx/lifecycle.ts";
import { createLoginCodes } from "../../src/wx/login-code.ts";
import { createNetworkType } from "../../src/wx/network/network-type.ts";
import { createPrivacyConsent } from "../../src/wx/privacy-consent.ts";
import { createUnsupportedObjects, withUnsupportedCalls } from "../../src/wx/unsupported-calls.ts";
import { WxFailure } from "../../src/wx/wx-failure.ts";

const MIB = 1024 * 1024;
let files: ReturnType<typeof createTempFiles>;

beforeEach(() => {
  localStorage.clear();
  let count = 0;
  files = createTempFiles(() => String(++count));
});

describe("a call", () => {
  test("calls success and then complete, with errMsg", async () => {
    const calls: unknown[] = [];
    const returned = call(
      "thing",
      { success: (result) => calls.push(result), complete: () => calls.push("complete") },
      () => ({ a: 1 }),
    );
    expect(returned).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve));
    expect(calls).toEqual([{ a: 1, errMsg: "thing:ok" }, "complete"]);
  });

  test("fails in WeChat's wording, with WeChat's number or -1", async () => {
    await expect(
      call("thing", undefined, () => {
        throw new WxFailure("timeout", 5);
      }),
    ).rejects.toEqual({ errMsg: "thing:fail timeout", errno: 5 });
    await expect(
      call("thing", {}, () => {
        throw new WxFailure("no");
      }),
    ).rejects.toEqual({ errMsg: "thing:fail no", errno: -1 });
  });
});

describe("an object of WeChat's", () => {
  const reports: string[] = [];
  const report = (message: string) => void reports.push(message);
  const createCalls = (): Record<string, unknown> => withUnsupportedCalls("wx", { login: () => "in" }, report);

  beforeEach(() => {
    reports.length = 0;
  });

  function callOf(owner: unknown, name: string): () => unknown {
    const found: unknown = Reflect.get(Object(owner), name);
    if (typeof found !== "function") throw new Error(`${name} is not a function`);
    return () => Reflect.apply(found, owner, []);
  }

  test("reports an error and throws for a call that WeChat has and the preview lacks", () => {
    const wx = createCalls();
    expect(callOf(wx, "login")()).toBe("in");
    expect(reports).toEqual([]);
    expect(callOf(wx, "scanCode")).toThrow("The preview does not support wx.scanCode");
    expect(reports).toEqual([expect.stringContaining("The preview does not support wx.scanCode")]);
  });

  test("has no other names, and accepts new ones", () => {
    const wx = createCalls();
    expect([wx["webpackJsonp"], wx["then"], "scanCode" in wx, "webpackJsonp" in wx]).toEqual([
      undefined,
      undefined,
      true,
      false,
    ]);
    const chunks: unknown[] = [];
    wx["webpackJsonp"] = wx["webpackJsonp"] || chunks;
    expect(wx["webpackJsonp"]).toBe(chunks);
  });

  test("is plain, so that a framework can copy its members", () => {
    const copy: Record<string, unknown> = {};
    const wx = createCalls();
    for (const name in wx) copy[name] = wx[name];
    expect(callOf(copy, "scanCode")).toThrow("The preview does not support wx.scanCode");
  });

  test("reports calls of wx.cloud, wx.router and wx.worklet", () => {
    const { cloud, router, worklet } = Object(createUnsupportedObjects(report));
    expect(callOf(cloud, "init")).toThrow("The preview does not support wx.cloud.init");
    expect(callOf(router, "addRouteBuilder")).toThrow("wx.router.addRouteBuilder");
    expect(callOf(worklet, "shared")).toThrow("wx.worklet.shared");
  });

  test("has the names in the installed version of WeChat's typings", () => {
    const script = join(__dirname, "../../tools/wechat-names.mjs");
    const names = readFileSync(join(__dirname, "../../src/wx/wechat-names.json"), "utf8");
    expect(execFileSync(process.execPath, [script], { encoding: "utf8" })).toBe(names);
  });
});

test("login codes are unique, contain the time, and identify the browser for as long as its storage lasts", () => {
  let count = 0;
  const code = () =>
    createLoginCodes({ storage: localStorage, randomId: () => `id${++count}`, now: () => 1_795_445_955_999 })();
  expect([code(), code()]).toEqual(["local:id1:1795445955:id2", "local:id1:1795445955:id3"]);
  localStorage.clear();
  expect(code()).toBe("local:id4:1795445955:id5");
});

describe("files", () => {
  const fileSystem = () => createFileSystem(files, () => {});
  const readable = (bytes: string) =>
    Object.assign(new Blob([bytes]), { arrayBuffer: async () => new TextEncoder().encode(bytes).buffer });

  const bytesOf = (text: string) => Uint8Array.from(new TextEncoder().encode(text)).buffer;
  /** A file whose slices can be read, as in a browser. jsdom's cannot. */
  const sliceable = (text: string): Blob =>
    Object.assign(new Blob([text]), {
      arrayBuffer: async () => bytesOf(text),
      slice: (start: number, end: number) => sliceable(text.slice(start, end)),
    });

  test("have a path with their extension", async () => {
    const path = files.add(new Blob(["abc"]), "jpg");
    expect(path).toBe("wxfile://tmp_1.jpg");
    await expect(fileSystem().getFileInfo({ filePath: path })).resolves.toMatchObject({
      size: 3,
      errMsg: "getFileInfo:ok",
    });
  });

  test.each(["md5", "sha1", "sha256"])("have a %s digest", async (digestAlgorithm) => {
    const filePath = files.add(readable("a photo"), "jpg");
    const digest = createHash(digestAlgorithm).update("a photo").digest("hex");
    await expect(fileSystem().getFileInfo({ filePath, digestAlgorithm })).resolves.toMatchObject({ digest });
  });

  test("that no longer exist fail with WeChat's number", async () => {
    const missing = { errMsg: expect.stringContaining("fail no such file or directory"), errno: 1_300_002 };
    await expect(fileSystem().readFile({ filePath: "wxfile://tmp_9.jpg" })).rejects.toEqual(missing);
  });

  test("are read in slices, and not beyond their end", async () => {
    const filePath = files.add(sliceable("0123456789"), "mp4");
    const slice = (position: number, length: number) => fileSystem().readFile({ filePath, position, length });
    await expect(slice(3, 4)).resolves.toMatchObject({ data: bytesOf("3456") });
    await expect(slice(9, 1)).resolves.toMatchObject({ data: bytesOf("9") });
    for (const [position, length] of [
      [3, 8],
      [10, 1],
      [0, 0],
      [-1, 2],
    ] as const) {
      await expect(slice(position, length)).rejects.toMatchObject({ errno: 1_300_022 });
    }
  });

  describe("that are open", () => {
    const system = () => {
      const calls = fileSystem();
      const open = async (text: string) => {
        const { fd } = Object(await calls.open({ filePath: files.add(sliceable(text), "mp4") }));
        return String(fd);
      };
      return { calls, open };
    };

    test("are read into a buffer, by position and length", async () => {
      const { calls, open } = system();
      const fd = await open("0123456789");
      const arrayBuffer = new ArrayBuffer(6);
      await expect(calls.read({ fd, arrayBuffer, offset: 1, length: 4, position: 3 })).resolves.toMatchObject({
        bytesRead: 4,
        arrayBuffer: bytesOf("\u00003456\u0000"),
      });
    });

    test("report fewer bytes at their end, and none beyond it", async () => {
      const { calls, open } = system();
      const fd = await open("0123456789");
      const arrayBuffer = new ArrayBuffer(6);
      const read = (position: number) => calls.read({ fd, arrayBuffer, length: 6, position });
      await expect(read(8)).resolves.toMatchObject({ bytesRead: 2 });
      await expect(read(10)).resolves.toMatchObject({ bytesRead: 0 });
    });

    test("are read on without a position, and length is 0 by default", async () => {
      const { calls, open } = system();
      const fd = await open("0123456789");
      const arrayBuffer = new ArrayBuffer(4);
      await calls.read({ fd, arrayBuffer, length: 4 });
      await calls.read({ fd, arrayBuffer, length: 4 });
      expect(new Uint8Array(arrayBuffer)).toEqual(new Uint8Array(bytesOf("4567")));
      await expect(calls.read({ fd, arrayBuffer })).resolves.toMatchObject({ bytesRead: 0 });
    });

    test("have a size until they are closed", async () => {
      const { calls, open } = system();
      const fd = await open("0123456789");
      await expect(calls.fstat({ fd })).resolves.toMatchObject({ stats: { size: 10 } });
      await calls.close({ fd });
      const closed = { errno: 1_300_009 };
      await expect(calls.fstat({ fd })).rejects.toMatchObject(closed);
      await expect(calls.close({ fd })).rejects.toMatchObject(closed);
      await expect(calls.read({ fd, arrayBuffer: new ArrayBuffer(1), length: 1 })).rejects.toMatchObject(closed);
    });

    test.each([
      [{ offset: 5 }, 1_301_007],
      [{ offset: 2, length: 3 }, 1_301_006],
      [{ length: -1 }, 1_301_006],
      [{ length: 1, position: -1 }, 1_301_009],
      [{ arrayBuffer: new Uint8Array(4) }, 1_302_005],
    ])("reject %j", async (wrong, errno) => {
      const { calls, open } = system();
      const fd = await open("0123456789");
      const option = { fd, arrayBuffer: new ArrayBuffer(4), ...wrong };
      await expect(Reflect.apply(calls.read, calls, [option])).rejects.toMatchObject({ errno });
    });

    test("are limited in number, so that a mini program that closes none is found", async () => {
      const { calls, open } = system();
      for (let count = 0; count < 100; count += 1) await open("0");
      await expect(open("0")).rejects.toMatchObject({ errno: 1_302_002 });
      await calls.close({ fd: "1" });
      await expect(open("0")).resolves.toBe("101");
    });

    test("are only for reading, and have to exist", async () => {
      const filePath = files.add(sliceable("0"), "mp4");
      await expect(fileSystem().open({ filePath, flag: "w" })).rejects.toMatchObject({ errno: 1_302_003 });
      await expect(fileSystem().open({ filePath: "wxfile://tmp_9" })).rejects.toMatchObject({ errno: 1_300_002 });
    });
  });

  test("over 100 MB can't be read in one call", async () => {
    const filePath = files.add(Object.defineProperty(new Blob([]), "size", { value: 100 * MIB + 1 }), "mp4");
    await expect(fileSystem().readFile({ filePath })).rejects.toMatchObject({ errno: 1_300_202 });
  });
});

describe("the privacy notice", () => {
  const privacyWith = (confirm: boolean) => {
    const userInterface = { showModal: jest.fn(async () => ({ confirm, content: undefined })) };
    const privacy = createPrivacyConsent(localStorage, userInterface as never, wordsFor("en"));
    return { privacy, showModal: userInterface.showModal };
  };

  test("is shown only once", async () => {
    const { privacy, showModal } = privacyWith(true);
    await privacy.require("chooseMedia");
    await privacy.require("chooseMedia");
    expect(showModal).toHaveBeenCalledTimes(1);
    expect(privacy.isGiven()).toBe(true);
  });

  test("fails the call as in WeChat if the user declines, and is shown again", async () => {
    const { privacy, showModal } = privacyWith(false);
    const { chooseMedia } = createFileChoosers(files, privacy);
    for (const times of [1, 2]) {
      await expect(chooseMedia({})).rejects.toMatchObject({
        errMsg: "chooseMedia:fail privacy permission is not authorized",
      });
      expect(showModal).toHaveBeenCalledTimes(times);
    }
  });

  test("is not shown after the user agreed with the mini program's own button", async () => {
    const { privacy, showModal } = privacyWith(false);
    privacy.agreeWith("agree");
    await privacy.require("chooseMedia");
    expect([privacy.isGiven(), showModal.mock.calls]).toEqual([true, []]);
  });

  test("accepts agreement from the button in the mini program's own dialog and from no other button", async () => {
    const { privacy, showModal } = privacyWith(false);
    privacy.onNeeded((resolve) => {
      privacy.agreeWith("agree");
      resolve({ event: "exposureAuthorization" });
      resolve({ event: "agree", buttonId: "other" });
    });
    await expect(privacy.require("chooseMedia")).rejects.toThrow("privacy permission is not authorized");
    privacy.onNeeded((resolve, { referrer }) => {
      expect(referrer).toBe("chooseMedia");
      privacy.agreeWith("agree");
      resolve({ event: "agree", buttonId: "agree" });
    });
    await privacy.require("chooseMedia");
    expect(showModal).not.toHaveBeenCalled();
  });
});

test("clearStorage removes the mini program's data and keeps the preview's own", async () => {
  localStorage.setItem("preview: device", "id1");
  const { setStorageSync, clearStorage, getStorageSync } = createStorageCalls(localStorage);
  setStorageSync("token", "a");
  await clearStorage();
  expect([getStorageSync("token"), localStorage.getItem("preview: device")]).toEqual(["", "id1"]);
});

test("setStorage fails for a value of more than 1 MB, as in WeChat, and keeps the earlier one", async () => {
  const { setStorage, getStorage } = createStorageCalls(localStorage);
  await setStorage({ key: "a", data: "x".repeat(MIB - 2) });
  await expect(setStorage({ key: "a", data: "é".repeat(MIB / 2) })).rejects.toMatchObject({
    errMsg: "setStorage:fail exceed storage item max length",
  });
  await expect(getStorage({ key: "a" })).resolves.toMatchObject({ data: expect.stringMatching(/^x+$/) });
});

describe("setKeepScreenOn", () => {
  function fixture(refuses = false) {
    const locks: { isReleased: boolean }[] = [];
    const request = async () => {
      if (refuses) throw new Error("the battery is low");
      const lock = {
        isReleased: false,
        async release() {
          lock.isReleased = true;
        },
      };
      locks.push(lock);
      return lock;
    };
    const navigator = Object.assign(Object.create(window.navigator), { wakeLock: { request } });
    return { setKeepScreenOn: createKeepScreenOn({ navigator }), locks };
  }

  test("locks the screen of the browser until it is off", async () => {
    const { setKeepScreenOn, locks } = fixture();
    await setKeepScreenOn({ keepScreenOn: true });
    expect(locks).toMatchObject([{ isReleased: false }]);
    await setKeepScreenOn({ keepScreenOn: false });
    expect(locks).toMatchObject([{ isReleased: true }]);
  });

  test("follows the last of several calls at once", async () => {
    const { setKeepScreenOn, locks } = fixture();
    await Promise.all([true, false, true, false].map((keepScreenOn) => setKeepScreenOn({ keepScreenOn })));
    expect(locks.every(({ isReleased }) => isReleased)).toBe(true);
  });

  test("succeeds if the browser has no lock, or refuses it", async () => {
    await expect(createKeepScreenOn(window)({ keepScreenOn: true })).resolves.toMatchObject({
      errMsg: "setKeepScreenOn:ok",
    });
    await expect(fixture(true).setKeepScreenOn({ keepScreenOn: true })).resolves.toMatchObject({
      errMsg: "setKeepScreenOn:ok",
    });
  });

  test("rejects a value that is not a boolean", async () => {
    const { setKeepScreenOn } = fixture();
    await expect(Reflect.apply(setKeepScreenOn, undefined, [{}])).rejects.toMatchObject({
      errMsg: expect.stringContaining("parameter.keepScreenOn should be Boolean"),
    });
  });
});

test("a weak connection is reported once, and by getNetworkType", async () => {
  const connection = Object.assign(new EventTarget(), { effectiveType: "4g" });
  const browser = Object.assign(Object.create(window), {
    navigator: { onLine: true, connection },
    addEventListener: () => {},
  });
  const { onNetworkWeakChange, getNetworkType } = createNetworkType(browser);
  const reports: unknown[] = [];
  onNetworkWeakChange((report) => reports.push(report));
  for (const effectiveType of ["3g", "2g", "slow-2g"]) {
    connection.effectiveType = effectiveType;
    connection.dispatchEvent(new Event("change"));
  }
  expect(reports).toEqual([{ weakNet: true, networkType: "wifi" }]);
  await expect(getNetworkType()).resolves.toMatchObject({ weakNet: true });
});

test("hiding and showing the page moves the app and its transfers to the background and back", () => {
  const calls: string[] = [];
  const network = {
    start: () => {
      throw new Error("this test sends nothing");
    },
    enterBackground: () => calls.push("transfers, background"),
    enterForeground: () => calls.push("transfers, foreground"),
  };
  const { onShow, onHide } = createLifecycle(document, network, launchOptionsOf("/pages/home/home?id=1"));
  onHide.add(() => calls.push("app, hidden"));
  onShow.add((options) => calls.push(`app, shown: ${JSON.stringify(Object(options).query)}`));
  const state = jest.spyOn(document, "visibilityState", "get");
  for (const now of ["hidden", "visible"] as const) {
    state.mockReturnValue(now);
    document.dispatchEvent(new Event("visibilitychange"));
  }
  state.mockRestore();
  expect(calls).toEqual(["transfers, background", "app, hidden", "transfers, foreground", 'app, shown: {"id":"1"}']);
});

const agreed: WxEnvironment["privacy"] = {
  isGiven: () => true,
  onNeeded: () => {},
  require: async () => {},
  agreeWith: () => {},
};

test.each([
  "chooseMedia",
  "chooseImage",
  "chooseMessageFile",
] as const)("%s returns the first files if the user picks more than `count`", async (name) => {
  const choosing = createFileChoosers(files, agreed)[name]({ count: 2 });
  await Promise.resolve();
  const input = document.querySelector("input");
  const picked = ["1.jpg", "2.jpg", "3.jpg"].map((file) => new File(["a"], file, { type: "image/jpeg" }));
  Object.defineProperty(input, "files", { value: picked });
  input?.dispatchEvent(new Event("change"));
  await expect(choosing).resolves.toMatchObject({ tempFiles: [{ size: 1 }, { size: 1 }] });
});

/** Picks files in the browser's chooser. Returns the chooser's input. */
function pickInChooser(...picked: readonly File[]): HTMLInputElement | null {
  const input = document.querySelector("input");
  Object.defineProperty(input, "files", { value: picked });
  input?.dispatchEvent(new Event("change"));
  return input;
}

test("chooseImage returns paths and files, and opens the camera if it is the only source", async () => {
  const choosing = createFileChoosers(files, agreed).chooseImage({ sourceType: ["camera"] });
  await Promise.resolve();
  const input = pickInChooser(new File(["abc"], "1.png", { type: "image/png" }));
  expect([input?.accept, input?.getAttribute("capture")]).toEqual(["image/*", "environment"]);
  await expect(choosing).resolves.toMatchObject({
    errMsg: "chooseImage:ok",
    tempFilePaths: [expect.stringMatching(/\.png$/)],
    tempFiles: [{ path: expect.stringMatching(/\.png$/), size: 3 }],
  });
});

test("chooseImage rejects a count of 10", async () => {
  await expect(createFileChoosers(files, agreed).chooseImage({ count: 10 })).rejects.toMatchObject({
    errMsg: "chooseImage:fail parameter error: parameter.count should be between 1 and 9",
  });
});

test("chooseVideo returns one video", async () => {
  jest.useFakeTimers();
  // jsdom has neither function. Its videos never load, so the call waits until it gives up.
  Object.assign(URL, { createObjectURL: () => "blob:video", revokeObjectURL: () => {} });
  try {
    const choosing = createFileChoosers(files, agreed).chooseVideo({ camera: "front", sourceType: ["camera"] });
    await Promise.resolve();
    const input = pickInChooser(new File(["abc"], "1.mp4", { type: "video/mp4" }));
    expect([input?.accept, input?.multiple, input?.getAttribute("capture")]).toEqual(["video/*", false, "user"]);
    await Promise.all([
      jest.advanceTimersByTimeAsync(60_000),
      expect(choosing).resolves.toMatchObject({ tempFilePath: expect.stringMatching(/\.mp4$/), size: 3 }),
    ]);
  } finally {
    Object.assign(URL, { createObjectURL: undefined, revokeObjectURL: undefined });
    jest.useRealTimers();
  }
});

test.each([0, 21, 1.5])("chooseMedia rejects a count of %d", async (count) => {
  await expect(createFileChoosers(files, agreed).chooseMedia({ count })).rejects.toMatchObject({
    errMsg: "chooseMedia:fail parameter error: parameter.count should be between 1 and 20",
  });
});
