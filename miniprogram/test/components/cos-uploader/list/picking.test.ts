import type { ListOptions } from "../../../../src/components/cos-uploader/list/list-options";
import { byteLimits } from "../../../../src/components/cos-uploader/list/size-limit";
import { createUploadList } from "../../../../src/components/cos-uploader/list/upload-list";
import { en } from "../../../../src/components/cos-uploader/texts/en";
import type { WechatCalls } from "../../../../src/components/cos-uploader/wechat/calls";
import { createFakeUploader } from "../../../fakes/fake-uploader";
import { createFakeWechatCalls, type FakeWechatCallsOptions } from "../../../fakes/fake-wechat-calls";
import { NO_SCREEN } from "../../../fakes/no-screen";

const OPTIONS: ListOptions = {
  uploader: { serverUrl: "https://sign.example.com", concurrency: 3, multipart: true },
  upload: { method: "auto" },
  pick: { source: "media", mediaTypes: ["image", "video"], config: {}, accept: [] },
  maxFiles: 0,
  maxBytes: byteLimits(0),
  disabled: false,
  autoUpload: true,
  confirmLargeBytes: 50 * 1024 * 1024,
  partsAboveBytes: 10 * 1024 * 1024,
  keepScreenOn: true,
  offerUnfinished: true,
  privacy: "sheet",
  texts: en,
  hooks: {},
};

/** The WeChat calls that a test ends itself, or never. */
type Held = "chooseMedia" | "chooseMessageFile" | "showActionSheet" | "getPrivacySetting" | "requirePrivacyAuthorize";

interface HeldCall {
  success(result: unknown): void;
  fail(failure?: unknown): void;
}

/** A list in a fake WeChat, one of whose calls does not call back by itself. */
function fixture(held: Held, changes: Partial<ListOptions> = {}, wechatOptions: FakeWechatCallsOptions = {}) {
  const { wechat, names } = createFakeWechatCalls({ needsConsent: false, ...wechatOptions });
  const calls: HeldCall[] = [];
  const hold = (option: { success?: unknown; fail?: unknown }) => {
    const callBack = (callback: unknown) => (value: unknown) => typeof callback === "function" && callback(value);
    calls.push({ success: callBack(option.success), fail: callBack(option.fail) });
  };
  const heldWechat: WechatCalls = { ...wechat, [held]: hold };
  const options = { ...OPTIONS, ...changes };
  const uploader = createFakeUploader({ serverUrl: "" });
  const list = createUploadList({
    screen: NO_SCREEN,
    wechat: heldWechat,
    createUploader: () => uploader,
    options: () => options,
    onChange: () => {},
  });
  return {
    list,
    calls,
    /** The other WeChat calls, in order. */
    names,
    options,
    uploader,
    paths: () => list.state.items.map(({ file }) => file.path),
    picker: () => list.state.picker.name,
    async tap() {
      void list.choose();
      await turns();
    },
  };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}

const filesAt = (...paths: string[]) => ({ tempFiles: paths.map((tempFilePath) => ({ tempFilePath, size: 1 })) });

describe("a picker that does not call back", () => {
  test.each(["chooseMedia", "chooseMessageFile"] as const)("%s: the next tap opens another picker", async (held) => {
    const source = held === "chooseMedia" ? "media" : "messageFile";
    const { tap, calls, picker } = fixture(held, { pick: { ...OPTIONS.pick, source } });
    await tap();
    await tap();
    await tap();
    expect([calls.length, picker()]).toEqual([3, "open"]);
  });

  test("shows only the later attempt, and ignores an earlier one that ends without files", async () => {
    const { tap, calls, picker } = fixture("chooseMedia");
    await tap();
    await tap();
    calls[0]?.fail({ errMsg: "chooseMedia:fail cancel" });
    await turns();
    expect(picker()).toBe("open");
    calls[1]?.fail({ errMsg: "chooseMedia:fail auth deny" });
    await turns();
    expect(picker()).toBe("refused");
  });

  test("ignores the failure of an earlier attempt after the later one has ended", async () => {
    const { tap, calls, picker } = fixture("chooseMedia");
    await tap();
    await tap();
    calls[1]?.fail({ errMsg: "chooseMedia:fail cancel" });
    await turns();
    calls[0]?.fail({});
    await turns();
    expect(picker()).toBe("closed");
  });

  test.each([
    ["while the later one is open", [0, 1], ["a", "b"]],
    ["after the later one", [1, 0], ["b", "a"]],
  ])("adds and sends files that arrive late (%s)", async (_, order, paths) => {
    const fixed = fixture("chooseMedia");
    await fixed.tap();
    await fixed.tap();
    for (const index of order) {
      fixed.calls[index]?.success(filesAt(index === 0 ? "a" : "b"));
      await turns();
    }
    expect([fixed.paths(), fixed.picker()]).toEqual([paths, "closed"]);
    expect(fixed.uploader.tasks.map(({ file }) => file.filePath)).toEqual(paths);
  });

  test("leaves an open picker as it is when files arrive late", async () => {
    const { tap, calls, picker, paths } = fixture("chooseMedia");
    await tap();
    await tap();
    calls[0]?.success(filesAt("a"));
    await turns();
    expect([picker(), paths()]).toEqual(["open", ["a"]]);
  });

  test("adds files that arrive late, and leaves a consent sheet or refusal as it is", async () => {
    const { tap, calls, picker, paths, list } = fixture("chooseMedia");
    await tap();
    await tap();
    calls[1]?.fail({ errMsg: "chooseMedia:fail" });
    await turns();
    calls[0]?.success(filesAt("a"));
    await turns();
    expect([picker(), paths()]).toEqual(["refused", ["a"]]);
    list.close();
  });

  test("adds files once if one picker calls back for both taps", async () => {
    const { tap, calls, paths, uploader } = fixture("chooseMedia");
    await tap();
    await tap();
    for (const call of [...calls, ...calls]) call.success(filesAt("a", "b"));
    await turns();
    expect(paths()).toEqual(["a", "b"]);
    expect(uploader.tasks).toHaveLength(2);
  });

  test("adds a file that is picked again later, although an earlier picker never ended", async () => {
    const { tap, calls, paths } = fixture("chooseMedia");
    await tap();
    for (const index of [1, 2]) {
      await tap();
      calls[index]?.success(filesAt("a"));
      await turns();
    }
    expect(paths()).toEqual(["a", "a"]);
  });

  test("adds no more late files than there is room for", async () => {
    const { tap, calls, paths } = fixture("chooseMedia", { maxFiles: 3 });
    await tap();
    await tap();
    calls[1]?.success(filesAt("a", "b"));
    await turns();
    calls[0]?.success(filesAt("c", "d"));
    await turns();
    expect(paths()).toEqual(["a", "b", "c"]);
  });

  test("adds no file beyond the limit if the page has filled the list", async () => {
    const { list, tap, calls, paths, picker } = fixture("chooseMedia", { maxFiles: 1 });
    await tap();
    const file = { path: "given", name: "", type: "image", bytes: 0, thumbnailPath: undefined } as const;
    list.giveFiles([{ id: undefined, file }]);
    calls[0]?.success(filesAt("a"));
    await turns();
    expect([paths(), picker()]).toEqual([["given"], "closed"]);
  });

  test("keeps late files waiting if autoUpload is off", async () => {
    const { tap, calls, list, uploader } = fixture("chooseMedia", { autoUpload: false });
    await tap();
    await tap();
    calls[0]?.success(filesAt("a"));
    await turns();
    expect([list.state.items.map(({ phase }) => phase.name), uploader.tasks]).toEqual([["ready"], []]);
  });

  test("adds no files after the page is gone", async () => {
    const { list, tap, calls, paths, uploader } = fixture("chooseMedia");
    await tap();
    list.close();
    calls[0]?.success(filesAt("a"));
    await turns();
    expect([paths(), uploader.tasks]).toEqual([[], []]);
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["no tempFiles", {}],
    ["an empty list", { tempFiles: [] }],
    ["a list of null", { tempFiles: [null] }],
  ])("ends after a success with %s, and the next tap opens another", async (_, result) => {
    const { tap, calls, picker } = fixture("chooseMedia");
    await tap();
    calls[0]?.success(result);
    await turns();
    expect(picker()).not.toBe("open");
    await tap();
    expect([calls.length, picker()]).toEqual([2, "open"]);
  });

  test("ends after an exception, and the next tap opens another", async () => {
    const { wechat } = createFakeWechatCalls();
    const chooseMedia = jest.fn(() => {
      throw new Error("native bridge is gone");
    });
    const list = createUploadList({
      screen: NO_SCREEN,
      wechat: { ...wechat, chooseMedia },
      createUploader: createFakeUploader,
      options: () => OPTIONS,
      onChange: () => {},
    });
    await list.choose();
    expect(list.state.picker).toEqual({ name: "refused", reason: "picker_failed" });
    await list.choose();
    expect(chooseMedia).toHaveBeenCalledTimes(2);
  });
});

describe("a question that stays open", () => {
  const ANY = { pick: { ...OPTIONS.pick, source: "any" } } as const;

  test("about the source: the next tap asks again, and the first choice opens nothing", async () => {
    const { tap, calls, names, picker } = fixture("showActionSheet", ANY);
    await tap();
    await tap();
    expect(calls).toHaveLength(2);
    calls[0]?.success({ tapIndex: 0 });
    await turns();
    expect([names(), picker()]).toEqual([["getPrivacySetting", "getPrivacySetting"], "open"]);
    calls[1]?.success({ tapIndex: 0 });
    await turns();
    expect(names().slice(2)).toEqual(["chooseMedia"]);
  });

  test("by the app about its privacy notice: the next tap asks again, and one consent opens one picker", async () => {
    const { tap, calls, names, paths } = fixture("requirePrivacyAuthorize", { privacy: "app" });
    await tap();
    await tap();
    expect(calls).toHaveLength(2);
    for (const call of calls) call.success({});
    await turns();
    expect([names(), paths().length]).toEqual([["chooseMedia"], 1]);
  });

  test.each([[undefined], [{}], [{ errMsg: 7 }]])("by the app, failing with %j: shows a refusal", async (failure) => {
    const { tap, calls, picker } = fixture("requirePrivacyAuthorize", { privacy: "app" });
    await tap();
    calls[0]?.fail(failure);
    await turns();
    expect(picker()).toBe("refused");
  });

  test("to WeChat about its setting: the picker opens once, after three seconds", async () => {
    jest.useFakeTimers({ doNotFake: ["setImmediate"] });
    try {
      const { tap, calls, names } = fixture("getPrivacySetting");
      await tap();
      await tap();
      expect([calls.length, names()]).toEqual([1, []]);
      await jest.advanceTimersByTimeAsync(3000);
      await turns();
      expect(names()).toEqual(["chooseMedia"]);
      calls[0]?.success({ needAuthorization: true, privacyContractName: "x" });
      await turns();
      expect(names()).toEqual(["chooseMedia"]);
    } finally {
      jest.useRealTimers();
    }
  });

  test.each([
    [undefined],
    [{}],
    [null],
    ["yes"],
  ])("to WeChat about its setting, with the result %j: leaves consent to WeChat", async (setting) => {
    const { tap, calls, names } = fixture("getPrivacySetting");
    await tap();
    calls[0]?.success(setting);
    await turns();
    expect(names()).toEqual(["chooseMedia"]);
  });

  test.each([
    "sheet",
    "app",
  ] as const)("can open another picker after privacy calls that throw (%s)", async (privacy) => {
    const { wechat } = createFakeWechatCalls({ needsConsent: true });
    const breaks = () => {
      throw new Error("not here");
    };
    const list = createUploadList({
      screen: NO_SCREEN,
      wechat: { ...wechat, getPrivacySetting: breaks, requirePrivacyAuthorize: breaks },
      createUploader: createFakeUploader,
      options: () => ({ ...OPTIONS, privacy }),
      onChange: () => {},
    });
    await list.choose();
    expect(list.state.picker.name).not.toBe("open");
  });
});

describe("the action beside a refusal", () => {
  const DENIED = { media: "chooseMedia:fail auth deny" };

  test.each<[string, unknown, number]>([
    ["return allowed", { authSetting: { "scope.camera": true } }, 2],
    ["do not return the permission", { authSetting: {} }, 2],
    ["return no settings", {}, 2],
    ["return nothing", undefined, 2],
    ["return denied", { authSetting: { "scope.camera": false } }, 1],
  ])("after the settings %s", async (_, result, pickers) => {
    const { wechat, names } = createFakeWechatCalls(DENIED);
    const openSetting = (option: { success?: unknown }) => {
      if (typeof option.success === "function") option.success(result);
    };
    const list = createUploadList({
      screen: NO_SCREEN,
      wechat: { ...wechat, openSetting },
      createUploader: createFakeUploader,
      options: () => OPTIONS,
      onChange: () => {},
    });
    await list.choose();
    await list.resolveRefusal();
    expect(names().filter((name) => name === "chooseMedia")).toHaveLength(pickers);
  });

  test("opens no second picker if WeChat reports late that its settings were closed", async () => {
    const { wechat, names } = createFakeWechatCalls(DENIED);
    const left: (() => void)[] = [];
    const openSetting: WechatCalls["openSetting"] = (option) => {
      left.push(() => option.success?.({ errMsg: "ok", authSetting: {}, subscriptionsSetting: {} as never }));
    };
    let media: unknown;
    const list = createUploadList({
      screen: NO_SCREEN,
      wechat: { ...wechat, openSetting, chooseMedia: (option) => (media ? undefined : wechat.chooseMedia(option)) },
      createUploader: createFakeUploader,
      options: () => OPTIONS,
      onChange: () => {},
    });
    await list.choose();
    void list.resolveRefusal();
    void list.resolveRefusal();
    await turns();
    media = "open";
    void list.choose();
    await turns();
    for (const leave of left) leave();
    await turns();
    expect([left.length, list.state.picker.name]).toEqual([2, "open"]);
    expect(names().filter((name) => name === "chooseMedia")).toHaveLength(1);
  });

  test("is not offered if the platform has no such picker", async () => {
    const { wechat, names } = createFakeWechatCalls({ without: ["chooseMessageFile"] });
    const list = createUploadList({
      screen: NO_SCREEN,
      wechat,
      createUploader: createFakeUploader,
      options: () => ({ ...OPTIONS, pick: { ...OPTIONS.pick, source: "messageFile" } }),
      onChange: () => {},
    });
    await list.choose();
    expect(list.state.picker).toEqual({ name: "refused", reason: "picker_unavailable" });
    await list.resolveRefusal();
    expect(names()).toEqual([]);
  });
});
