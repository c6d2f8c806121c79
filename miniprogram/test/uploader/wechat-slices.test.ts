import { closeScope, createCancelScope, UploadError } from "../../src/uploader/index";
import { createWechatPlatform } from "../../src/uploader/wechat-platform";
import { createFakeWechat, type FakeWechatOptions } from "../fakes/fake-wechat";

const PATH = "wxfile://tmp/video.mp4";
const BYTES = Uint8Array.from({ length: 100 }, (_, index) => index);

function createPhone(options: FakeWechatOptions = {}) {
  const wechat = createFakeWechat({ files: { [PATH]: { bytes: BYTES } }, hasDescriptors: true, ...options });
  const platform = createWechatPlatform(wechat.wx);
  const read = async (position: number, length: number) => [
    ...new Uint8Array((await platform.readFile(createCancelScope(), { filePath: PATH, position, length })).data),
  ];
  return { wechat, platform, read };
}

describe("a slice of a file", () => {
  test("is read through a file descriptor, which is closed", async () => {
    const { wechat, read } = createPhone();
    expect(await read(10, 3)).toEqual([10, 11, 12]);
    expect(wechat.calls).toEqual(["open", "read", "close"]);
    expect(wechat.descriptors.size).toBe(0);
  });

  test("is read by readFile where the base library has no file descriptors", async () => {
    const { wechat, read } = createPhone({ hasDescriptors: false });
    expect(await read(10, 3)).toEqual([10, 11, 12]);
    expect(wechat.calls).toEqual(["readFile"]);
  });

  test("has a buffer of its own, without the rest if fewer bytes were read", async () => {
    const { wechat, read } = createPhone({ onRead: (bytes) => bytes - 1 });
    expect(await read(97, 3)).toEqual([97, 98]);
    expect(wechat.descriptors.size).toBe(0);
  });

  test("is read by readFile if the file cannot be read through a descriptor, and the descriptor is closed", async () => {
    const { wechat, read } = createPhone({ onRead: () => ({ errMsg: "read:fail not supported" }) });
    expect(await read(10, 3)).toEqual([10, 11, 12]);
    expect(wechat.calls).toEqual(["open", "read", "close", "readFile"]);
    expect(wechat.descriptors.size).toBe(0);
  });

  test("of a file that does not exist fails with file_not_found", async () => {
    const { wechat, read } = createPhone({ files: {} });
    await expect(read(0, 1)).rejects.toMatchObject({ code: "file_not_found" });
    expect(wechat.calls).toEqual(["open"]);
  });

  test("that is too large for the phone fails with file_unreadable and WeChat's text", async () => {
    const failure = { errMsg: "readFile:fail the maximum size of the file storage limit is exceeded", errno: 1300202 };
    const { read } = createPhone({ files: { [PATH]: failure }, hasDescriptors: false });
    const error = await read(0, 1).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: "file_unreadable", message: expect.stringContaining("1300202") });
  });

  test.each(["open", "read"] as const)("that is cancelled during %s leaves no descriptor open", async (name) => {
    const { wechat, platform } = createPhone();
    const scope = createCancelScope();
    wechat.afterCall = (called) => {
      if (called === name) closeScope(scope);
    };
    void platform.readFile(scope, { filePath: PATH, position: 0, length: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(wechat.calls).toContain("close");
    expect(wechat.descriptors.size).toBe(0);
  });
});

describe("storage", () => {
  const scope = createCancelScope();

  test("keeps texts", async () => {
    const { storage } = createPhone().platform;
    await storage?.set(scope, "a", "text");
    expect(await storage?.get(scope, "a")).toBe("text");
    await storage?.remove(scope, "a");
    expect(await storage?.get(scope, "a")).toBeUndefined();
  });

  test.each([7, "", null, { text: 1 }])("%j in the place of a text counts as none", async (value) => {
    const { wechat, platform } = createPhone();
    wechat.storage.set("a", value);
    expect(await platform.storage?.get(scope, "a")).toBeUndefined();
  });

  test("that is full rejects with WeChat's text", async () => {
    const { wechat } = createPhone();
    const setStorage: typeof wechat.wx.setStorage = ({ fail }) =>
      fail({ errMsg: "setStorage:fail exceed storage max size" });
    const { storage } = createWechatPlatform({ ...wechat.wx, setStorage });
    const error = await storage?.set(scope, "a", "text").catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(UploadError);
    expect(error).toMatchObject({ message: expect.stringContaining("exceed") });
  });

  test("is missing on hosts without it", () => {
    const { getStorage: _, ...others } = createFakeWechat().wx;
    expect(createWechatPlatform(others).storage).toBeUndefined();
  });
});

test("reports a weak network and short memory until it is no longer watched", () => {
  const { wechat, platform } = createPhone();
  const reports: string[] = [];
  const stop = platform.watchPressure?.((pressure) => reports.push(pressure));
  wechat.setWeak(true);
  wechat.setWeak(false);
  wechat.warnOfMemory();
  stop?.();
  wechat.setWeak(true);
  expect(reports).toEqual(["weak_network", "memory_warning"]);
  expect(wechat.listeners.size).toBe(0);
});
