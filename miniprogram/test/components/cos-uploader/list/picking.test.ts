import type { ListOptions } from "../../../../src/components/cos-uploader/list/list-options";
import { byteLimits } from "../../../../src/components/cos-uploader/list/size-limit";
import { createUploadList } from "../../../../src/components/cos-uploader/list/upload-list";
import { en } from "../../../../src/components/cos-uploader/texts/en";
import type { WechatCalls } from "../../../../src/components/cos-uploader/wechat/calls";
import { createFakeUploader } from "../../../fakes/fake-uploader";
import { createFakeWechatCalls, type FakeWechatCallsOptions } from "../../../fakes/fake-wechat-calls";

const OPTIONS: ListOptions = {
  uploader: { serverUrl: "https://sign.example.com", concurrency: 3 },
  upload: { method: "auto" },
  pick: { source: "media", mediaTypes: ["image", "video"], config: {}, accept: [] },
  maxFiles: 0,
  maxBytes: byteLimits(0),
  disabled: false,
  autoUpload: true,
  confirmLargeBytes: 50 * 1024 * 1024,
  privacy: "sheet",
  texts: en,
};

/** The calls that a person or WeChat ends, some time or never. */
type Held = "chooseMedia" | "chooseMessageFile" | "showActionSheet" | "getPrivacySetting" | "requirePrivacyAuthorize";

interface HeldCall {
  success(result: unknown): void;
  fail(failure?: unknown): void;
}

/** A list in a WeChat that does not call back by itself from one of its calls. */
function fixture(held: Held, changes: Partial<ListOptions> = {}, wechatOptions: FakeWechatCallsOptions = {}) {
  const { wechat, names } = createFakeWechatCalls({ needsConsent: false, ...wechatOptions });
  const calls: HeldCall[] = [];
  const hold = (option: { success?: unknown; fail?: unknown }) => {
    const callBack = (callback: unknown) => (value: unknown) => typeof callback === "function" && callback(value);
    calls.push({ success: callBack(option.success), fail: callBack(option.fail) });
  };
  const held_: WechatCalls = { ...wechat, [held]: hold };
  const options = { ...OPTIONS, ...changes };
  const uploader = createFakeUploader({ serverUrl: "" });
  const list = createUploadList({
    wechat: held_,
    createUploader: () => uploader,
    options: () => options,
    onChange: () => {},
  });
  return {
    list,
    calls,
    /** Other calls of WeChat, in order. */
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
  test.each(["chooseMedia", "chooseMessageFile"] as const)("%s – the next tap opens another", async (held) => {
    const source = held === "chooseMedia" ? "media" : "messageFile";
    const { tap, calls, picker } = fixture(held, { pick: { ...OPTIONS.pick, source } });
    await tap();
    await tap();
    await tap();
    expect([calls.length, picker()]).toEqual([3, "open"]);
  });

  test("the later one decides what is shown, and the earlier one's end without files changes nothing", async () => {
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

  test("the earlier one's failure after the later one's end changes nothing", async () => {
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
  ])("files that come late (%s) are added and sent", async (_, order, paths) => {
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

  test("files that come late leave a picker that is open as it is", async () => {
    const { tap, calls, picker, paths } = fixture("chooseMedia");
    await tap();
    await tap();
    calls[0]?.success(filesAt("a"));
    await turns();
    expect([picker(), paths()]).toEqual(["open", ["a"]]);
  });

  test("files that come late, once the consent sheet or a refusal is shown, are added and leave it there", async () => {
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

  test("one picker that calls back for both taps – its files are added once", async () => {
    const { tap, calls, paths, uploader } = fixture("chooseMedia");
    await tap();
    await tap();
    for (const call of [...calls, ...calls]) call.success(filesAt("a", "b"));
    await turns();
    expect(paths()).toEqual(["a", "b"]);
    expect(uploader.tasks).toHaveLength(2);
  });

  test("a file that is picked again later is added again, though an earlier picker never ended", async () => {
    const { tap, calls, paths } = fixture("chooseMedia");
    await tap();
    for (const index of [1, 2]) {
      await tap();
      calls[index]?.success(filesAt("a"));
      await turns();
    }
    expect(paths()).toEqual(["a", "a"]);
  });

  test("files that come late take no more room than there is", async () => {
    const { tap, calls, paths } = fixture("chooseMedia", { maxFiles: 3 });
    await tap();
    await tap();
    calls[1]?.success(filesAt("a", "b"));
    await turns();
    calls[0]?.success(filesAt("c", "d"));
    await turns();
    expect(paths()).toEqual(["a", "b", "c"]);
  });

  test("files that come after the page has filled the list are none too many", async () => {
    const { list, tap, calls, paths, picker } = fixture("chooseMedia", { maxFiles: 1 });
    await tap();
    const file = { path: "given", name: "", type: "image", bytes: 0, thumbnailPath: undefined } as const;
    list.giveFiles([{ id: undefined, file }]);
    calls[0]?.success(filesAt("a"));
    await turns();
    expect([paths(), picker()]).toEqual([["given"], "closed"]);
  });

  test("files that come late wait where they are not to be sent at once", async () => {
    const { tap, calls, list, uploader } = fixture("chooseMedia", { autoUpload: false });
    await tap();
    await tap();
    calls[0]?.success(filesAt("a"));
    await turns();
    expect([list.state.items.map(({ phase }) => phase.name), uploader.tasks]).toEqual([["ready"], []]);
  });

  test("files that come after the page is gone are not added", async () => {
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
    ["a list of nothing", { tempFiles: [null] }],
  ])("that succeeds with %s – is over, and the next tap opens another", async (_, result) => {
    const { tap, calls, picker } = fixture("chooseMedia");
    await tap();
    calls[0]?.success(result);
    await turns();
    expect(picker()).not.toBe("open");
    await tap();
    expect([calls.length, picker()]).toEqual([2, "open"]);
  });

  test("that throws – is over, and the next tap opens another", async () => {
    const { wechat } = createFakeWechatCalls();
    const chooseMedia = jest.fn(() => {
      throw new Error("native bridge is gone");
    });
    const list = createUploadList({
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

describe("a question that is not answered", () => {
  const ANY = { pick: { ...OPTIONS.pick, source: "any" } } as const;

  test("where to pick from – the next tap asks again, and the first answer opens nothing any more", async () => {
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

  test("by the app about its privacy notice – the next tap asks again, and one answer opens one picker", async () => {
    const { tap, calls, names, paths } = fixture("requirePrivacyAuthorize", { privacy: "app" });
    await tap();
    await tap();
    expect(calls).toHaveLength(2);
    for (const call of calls) call.success({});
    await turns();
    expect([names(), paths().length]).toEqual([["chooseMedia"], 1]);
  });

  test.each([[undefined], [{}], [{ errMsg: 7 }]])("by the app, that fails with %j – is a refusal", async (failure) => {
    const { tap, calls, picker } = fixture("requirePrivacyAuthorize", { privacy: "app" });
    await tap();
    calls[0]?.fail(failure);
    await turns();
    expect(picker()).toBe("refused");
  });

  test("of WeChat's setting – the picker opens after three seconds, and once", async () => {
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
  ])("of WeChat's setting, that is %j – WeChat itself asks", async (setting) => {
    const { tap, calls, names } = fixture("getPrivacySetting");
    await tap();
    calls[0]?.success(setting);
    await turns();
    expect(names()).toEqual(["chooseMedia"]);
  });

  test.each(["sheet", "app"] as const)("calls of privacy that throw (%s) lock nothing", async (privacy) => {
    const { wechat } = createFakeWechatCalls({ needsConsent: true });
    const breaks = () => {
      throw new Error("not here");
    };
    const list = createUploadList({
      wechat: { ...wechat, getPrivacySetting: breaks, requirePrivacyAuthorize: breaks },
      createUploader: createFakeUploader,
      options: () => ({ ...OPTIONS, privacy }),
      onChange: () => {},
    });
    await list.choose();
    expect(list.state.picker.name).not.toBe("open");
  });
});

describe("the way forward from a refusal", () => {
  const DENIED = { media: "chooseMedia:fail auth deny" };

  test.each<[string, unknown, number]>([
    ["allowed", { authSetting: { "scope.camera": true } }, 2],
    ["said nothing of it", { authSetting: {} }, 2],
    ["gave no settings", {}, 2],
    ["gave nothing", undefined, 2],
    ["denied", { authSetting: { "scope.camera": false } }, 1],
  ])("the settings %s", async (_, result, pickers) => {
    const { wechat, names } = createFakeWechatCalls(DENIED);
    const openSetting = (option: { success?: unknown }) => {
      if (typeof option.success === "function") option.success(result);
    };
    const list = createUploadList({
      wechat: { ...wechat, openSetting },
      createUploader: createFakeUploader,
      options: () => OPTIONS,
      onChange: () => {},
    });
    await list.choose();
    await list.resolveRefusal();
    expect(names().filter((name) => name === "chooseMedia")).toHaveLength(pickers);
  });

  test("settings that say late that they were left open no second picker", async () => {
    const { wechat, names } = createFakeWechatCalls(DENIED);
    const left: (() => void)[] = [];
    const openSetting: WechatCalls["openSetting"] = (option) => {
      left.push(() => option.success?.({ errMsg: "ok", authSetting: {}, subscriptionsSetting: {} as never }));
    };
    let media: unknown;
    const list = createUploadList({
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

  test("there is none from a platform without such a picker", async () => {
    const { wechat, names } = createFakeWechatCalls({ without: ["chooseMessageFile"] });
    const list = createUploadList({
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
