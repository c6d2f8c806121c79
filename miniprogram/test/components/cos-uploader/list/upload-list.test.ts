import type { ListOptions } from "../../../../src/components/cos-uploader/list/list-options";
import { byteLimits } from "../../../../src/components/cos-uploader/list/size-limit";
import { createUploadList } from "../../../../src/components/cos-uploader/list/upload-list";
import { en } from "../../../../src/components/cos-uploader/texts/en";
import { createFakeUploader, DONE, type FakeUploader, failed, TIMED_OUT } from "../../../fakes/fake-uploader";
import { createFakeWechatCalls, type FakeWechatCallsOptions } from "../../../fakes/fake-wechat-calls";

const MiB = 1024 * 1024;

const OPTIONS: ListOptions = {
  uploader: { serverUrl: "https://sign.example.com", concurrency: 3 },
  upload: { method: "auto" },
  pick: { source: "media", mediaTypes: ["image", "video"], config: {}, accept: [] },
  maxFiles: 0,
  maxBytes: byteLimits(0),
  disabled: false,
  autoUpload: true,
  confirmLargeBytes: 50 * MiB,
  privacy: "sheet",
  texts: en,
};

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const list of opened.splice(0)) list.close();
});

function fixture(wechatOptions: FakeWechatCallsOptions = {}, changes: Partial<ListOptions> = {}) {
  const phone = createFakeWechatCalls(wechatOptions);
  const uploaders: FakeUploader[] = [];
  const options = { ...OPTIONS, ...changes };
  const list = createUploadList({
    wechat: phone.wechat,
    createUploader: (uploaderOptions) => {
      const uploader = createFakeUploader(uploaderOptions);
      uploaders.push(uploader);
      return uploader;
    },
    options: () => options,
    onChange: () => {},
  });
  opened.push(list);
  const tasks = () => uploaders.flatMap((uploader) => uploader.tasks);
  return {
    list,
    phone,
    uploaders,
    options,
    tasks,
    task(index: number) {
      const task = tasks()[index];
      if (task === undefined) throw new Error(`no task ${index}`);
      return task;
    },
    phases: () => list.state.items.map(({ phase }) => phase.name),
  };
}

const LARGE = { fileType: "video", tempFilePath: "v.mp4", size: 80 * MiB } as const;

describe("picking", () => {
  test("picked files go to one uploader together, and their states show", async () => {
    const { list, uploaders, task, phases } = fixture({ media: [{}, LARGE] });
    await list.choose();
    expect(uploaders).toHaveLength(1);
    expect(phases()).toEqual(["queued", "queued"]);
    task(0).move(DONE);
    task(1).move(TIMED_OUT);
    expect(phases()).toEqual(["done", "failed"]);
  });

  test("without autoUpload they wait for upload()", async () => {
    const { list, tasks, phases } = fixture({}, { autoUpload: false });
    await list.choose();
    expect([phases(), tasks()]).toEqual([["ready"], []]);
    await list.upload();
    expect(phases()).toEqual(["queued"]);
  });

  test("what was picked without autoUpload waits on, though what is picked since goes at once", async () => {
    const { list, options, phases } = fixture({}, { autoUpload: false });
    await list.choose();
    Object.assign(options, { autoUpload: true });
    await list.choose();
    expect(phases()).toEqual(["ready", "queued"]);
  });

  test("no more are asked for than there is room, and WeChat's most at once is kept", async () => {
    const { list, phone } = fixture({ media: [{}, {}, {}] }, { maxFiles: 2 });
    await list.choose();
    expect(phone.last("chooseMedia")).toMatchObject({ count: 2 });
    expect(list.state.items).toHaveLength(2);
    await list.choose();
    expect(phone.names().filter((name) => name === "chooseMedia")).toHaveLength(1);
  });

  test("disabled, nothing opens", async () => {
    const { list, phone } = fixture({}, { disabled: true });
    await list.choose();
    expect(phone.calls).toEqual([]);
  });

  test("the picker opens once, however often it is asked for", async () => {
    const { list, phone } = fixture({ needsConsent: false });
    await Promise.all([list.choose(), list.choose()]);
    expect(phone.names()).toEqual(["getPrivacySetting", "chooseMedia"]);
  });

  test("what the page gives while the picker is open is there already: neither sent nor asked about", async () => {
    const { list, phone, tasks, phases } = fixture({ networkType: "4g" });
    const path = "https://example.com/film.mp4";
    const file = { path, name: "film.mp4", bytes: 80 * MiB, type: "video", thumbnailPath: undefined } as const;
    const { chooseMedia } = phone.wechat;
    jest.spyOn(phone.wechat, "chooseMedia").mockImplementation((option) => {
      list.giveFiles([{ id: undefined, file }]);
      chooseMedia(option);
    });
    await list.choose();
    expect(tasks()).toHaveLength(1);
    expect(phases()).toEqual(["kept", "queued"]);
  });

  test("a chat file is sent with the extension of its name", async () => {
    const { list, task } = fixture({}, { pick: { ...OPTIONS.pick, source: "messageFile" } });
    await list.choose();
    expect(task(0).file).toEqual({ filePath: "wxfile://tmp/1", extension: "pdf" });
  });
});

describe("consent", () => {
  test("needed: the sheet opens first, and agreeing opens the picker", async () => {
    const { list, phone } = fixture({ needsConsent: true });
    await list.choose();
    expect(list.state.picker).toEqual({ name: "asking_consent", contractName: "《隐私保护指引》" });
    expect(phone.names()).not.toContain("chooseMedia");
    await list.agree();
    expect(phone.names()).toContain("chooseMedia");
    expect(list.state.items).toHaveLength(1);
  });

  test("declined: a state with a way forward, which asks again", async () => {
    const { list } = fixture({ needsConsent: true });
    await list.choose();
    list.decline();
    expect(list.state.picker).toEqual({ name: "refused", reason: "privacy_refused" });
    await list.resolveRefusal();
    expect(list.state.picker.name).toBe("asking_consent");
  });

  test("left to the app: its own question is asked, and its refusal is the same state", async () => {
    const { list, phone } = fixture(
      { needsConsent: true, consentFailure: "requirePrivacyAuthorize:fail privacy permission is not authorized" },
      { privacy: "app" },
    );
    await list.choose();
    expect(phone.names()).toEqual(["requirePrivacyAuthorize"]);
    expect(list.state.picker).toEqual({ name: "refused", reason: "privacy_refused" });
  });

  test.each([
    "sheet",
    "app",
  ] as const)("base libraries without privacy calls: the picker opens (%s)", async (privacy) => {
    const { list, phone } = fixture({}, { privacy });
    await list.choose();
    expect(phone.names()).toEqual(["chooseMedia"]);
  });
});

describe("a refused permission", () => {
  test("opens WeChat's settings, and the picker when it was given there", async () => {
    const { list, phone } = fixture({ media: "chooseMedia:fail auth deny", authSetting: { "scope.camera": true } });
    await list.choose();
    expect(list.state.picker).toEqual({ name: "refused", reason: "permission_denied" });
    await list.resolveRefusal();
    expect(phone.names()).toEqual(["chooseMedia", "openSetting", "chooseMedia"]);
  });

  test("stays refused when it was not given there", async () => {
    const { list, phone } = fixture({ media: "chooseMedia:fail auth deny", authSetting: { "scope.camera": false } });
    await list.choose();
    await list.resolveRefusal();
    expect(phone.names()).toEqual(["chooseMedia", "openSetting"]);
    expect(list.state.picker.name).toBe("refused");
  });

  test("of the phone's opens the phone's settings", async () => {
    const { list, phone } = fixture({ media: "chooseMedia:fail:system permission denied" });
    await list.choose();
    await list.resolveRefusal();
    expect(phone.names()).toContain("openAppAuthorizeSetting");
  });

  test("by a notice that declares nothing has no way forward here", async () => {
    const { list, phone } = fixture({ media: "chooseMedia:fail api scope is not declared in the privacy agreement" });
    await list.choose();
    await list.resolveRefusal();
    expect(phone.names()).toEqual(["chooseMedia"]);
  });
});

describe("a large file", () => {
  test("on Wi-Fi is sent without a question", async () => {
    const { list, phone, phases } = fixture({ media: [LARGE], networkType: "wifi" });
    await list.choose();
    expect(phases()).toEqual(["queued"]);
    expect(phone.names()).not.toContain("showModal");
  });

  test("on mobile data is asked about once for all, while the small ones go", async () => {
    const { list, phone, phases } = fixture({ media: [{}, LARGE, LARGE], networkType: "4g" });
    const choosing = list.choose();
    await new Promise(setImmediate);
    expect(phases()).toEqual(["queued", "confirming", "confirming"]);
    expect(phone.last("showModal")).toMatchObject({
      title: en.mobileData.title,
      content: expect.stringContaining("160 MB"),
    });
    list.close();
    void choosing;
  });

  test("confirmed, it is sent", async () => {
    const { list, phases } = fixture({ media: [LARGE], networkType: "5g", confirm: true });
    await list.choose();
    expect(phases()).toEqual(["queued"]);
  });

  test("not confirmed, it waits and goes by itself on Wi-Fi; nobody listens afterwards", async () => {
    const { list, phone, tasks, phases } = fixture({ media: [LARGE], networkType: "4g", confirm: false });
    await list.choose();
    expect([phases(), tasks()]).toEqual([["waiting_for_wifi"], []]);
    phone.setNetwork("5g");
    expect(phases()).toEqual(["waiting_for_wifi"]);
    phone.setNetwork("wifi");
    expect(phases()).toEqual(["queued"]);
    expect(phone.network.size).toBe(0);
  });

  test.each([
    ["wifi", "queued", 0],
    ["none", "waiting_for_wifi", 1],
  ] as const)("not confirmed, with the network gone to %s while the question was open, is %s", async (network, phase, listeners) => {
    const { list, phone, phases } = fixture({
      media: [LARGE],
      networkType: "4g",
      networkWhenAsked: network,
      confirm: false,
    });
    await list.choose();
    expect(phases()).toEqual([phase]);
    expect(phone.network.size).toBe(listeners);
  });

  describe("about which the question is open", () => {
    /** Three of them, and what answers the question. */
    async function asked() {
      const waiting = fixture({ media: [LARGE, LARGE, LARGE], networkType: "4g" });
      let answer: ((confirm: boolean) => void) | undefined;
      jest.spyOn(waiting.phone.wechat, "showModal").mockImplementation((option) => {
        answer = (confirm) => option.success?.({ errMsg: "ok", confirm, cancel: !confirm, content: "" });
      });
      const choosing = waiting.list.choose();
      await new Promise(setImmediate);
      expect(waiting.phases()).toEqual(["confirming", "confirming", "confirming"]);
      return {
        ...waiting,
        async answer(confirm: boolean) {
          answer?.(confirm);
          await choosing;
        },
      };
    }

    test.each([
      [true, "queued", 1],
      [false, "waiting_for_wifi", 0],
    ] as const)("answered %s – what was cancelled or removed meanwhile stays so, the rest is %s", async (confirm, phase, sent) => {
      const { list, phases, tasks, answer } = await asked();
      list.cancel(1);
      list.remove(2);
      await answer(confirm);
      expect([phases(), tasks().length]).toEqual([["cancelled", phase], sent]);
    });

    test.each([
      true,
      false,
    ])("and is never shown, or answered late (%s) – the file can be sent by itself, once", async (confirm) => {
      const { list, phases, tasks, answer } = await asked();
      list.retry(2);
      expect([phases(), tasks().length]).toEqual([["confirming", "queued", "confirming"], 1]);
      await answer(confirm);
      const others = confirm ? "queued" : "waiting_for_wifi";
      expect([phases(), tasks().length]).toEqual([[others, "queued", others], confirm ? 3 : 1]);
    });

    test("and the list closed – nothing is sent any more, whatever is answered", async () => {
      const { list, uploaders, answer } = await asked();
      list.close();
      await answer(true);
      expect(uploaders).toEqual([]);
    });
  });

  test.each<[string, (option: WechatMiniprogram.ShowModalOption) => unknown]>([
    ["fails with nothing", ({ fail }) => Reflect.apply(fail ?? (() => {}), undefined, [])],
    ["succeeds with nothing", ({ success }) => Reflect.apply(success ?? (() => {}), undefined, [])],
    ["says neither yes nor no", ({ success }) => Reflect.apply(success ?? (() => {}), undefined, [{ confirm: "no" }])],
    [
      "throws",
      () => {
        throw new Error("not here");
      },
    ],
  ])("about which the question %s – waits for Wi-Fi", async (_, showModal) => {
    const { list, phone, phases } = fixture({ media: [LARGE], networkType: "4g" });
    jest.spyOn(phone.wechat, "showModal").mockImplementation(showModal);
    await list.choose();
    expect(phases()).toEqual(["waiting_for_wifi"]);
  });

  test("whose size WeChat gives as a text is asked about with the right sum", async () => {
    const { list, phone } = fixture({ networkType: "4g" });
    const tempFiles = ["v1.mp4", "v2.mp4"].map((tempFilePath) => ({
      tempFilePath,
      fileType: "video",
      size: `${80 * MiB}`,
    }));
    jest
      .spyOn(phone.wechat, "chooseMedia")
      .mockImplementation(({ success }) => Reflect.apply(success ?? (() => {}), undefined, [{ tempFiles }]));
    void list.choose();
    await new Promise(setImmediate);
    expect(phone.last("showModal")).toMatchObject({ content: expect.stringContaining("160 MB") });
    list.close();
  });

  test("cancelled while the phone is asked for its network – is not sent", async () => {
    const { list, phone, phases, tasks } = fixture({ media: [LARGE, LARGE], networkType: "wifi" });
    const { getNetworkType } = phone.wechat;
    jest.spyOn(phone.wechat, "getNetworkType").mockImplementation((option) => {
      list.cancel(1);
      getNetworkType(option);
    });
    await list.choose();
    expect([phases(), tasks().length]).toEqual([["cancelled", "queued"], 1]);
  });

  describe("that waits, and WeChat reports no change of the network", () => {
    beforeEach(() => jest.useFakeTimers({ doNotFake: ["queueMicrotask", "setImmediate", "nextTick"] }));
    afterEach(() => jest.useRealTimers());

    async function waiting() {
      const waits = fixture({ media: [LARGE], networkType: "4g", confirm: false });
      await waits.list.choose();
      waits.phone.setNetworkSilently("wifi");
      return waits;
    }

    test("goes when the timer finds Wi-Fi; no timer and no listener stay", async () => {
      const { phases, phone } = await waiting();
      await jest.advanceTimersByTimeAsync(9_999);
      expect(phases()).toEqual(["waiting_for_wifi"]);
      await jest.advanceTimersByTimeAsync(1);
      expect(phases()).toEqual(["queued"]);
      expect([jest.getTimerCount(), phone.network.size, phone.shown.size]).toEqual([0, 0, 0]);
    });

    test("goes when the mini program is shown again", async () => {
      const { phases, phone } = await waiting();
      for (const listener of phone.shown) listener();
      await jest.advanceTimersByTimeAsync(0);
      expect(phases()).toEqual(["queued"]);
    });

    test("removed while the network is checked – is not sent", async () => {
      const { list, phone, tasks } = await waiting();
      const listeners = [...phone.shown];
      list.remove(1);
      for (const listener of listeners) listener();
      await jest.advanceTimersByTimeAsync(20_000);
      expect([tasks(), jest.getTimerCount()]).toEqual([[], 0]);
    });

    test("the list closed – no timer stays", async () => {
      const { list } = await waiting();
      list.close();
      expect(jest.getTimerCount()).toBe(0);
    });
  });

  describe("whose network WeChat does not tell", () => {
    test.each([
      ["fails", (option: WechatMiniprogram.GetNetworkTypeOption) => option.fail?.({ errMsg: "getNetworkType:fail" })],
      ["succeeds with nothing", (option: { success?: unknown }) => callWithNothing(option.success)],
      [
        "throws",
        () => {
          throw new Error("not supported");
        },
      ],
    ])("getNetworkType %s – is sent without a question", async (_, getNetworkType) => {
      const { list, phases } = fixture({ media: [LARGE], getNetworkType });
      await list.choose();
      expect(phases()).toEqual(["queued"]);
    });

    test("getNetworkType never calls back – is sent after 3 s", async () => {
      jest.useFakeTimers({ doNotFake: ["queueMicrotask", "setImmediate", "nextTick"] });
      const { list, phases } = fixture({ media: [LARGE], getNetworkType: () => {} });
      void list.choose();
      await jest.advanceTimersByTimeAsync(2_999);
      expect(phases()).toEqual(["confirming"]);
      await jest.advanceTimersByTimeAsync(1);
      expect(phases()).toEqual(["queued"]);
      jest.useRealTimers();
    });
  });

  test.each([
    ["fails", (option: WechatMiniprogram.ShowModalOption) => option.fail?.({ errMsg: "showModal:fail" })],
    ["succeeds with nothing", (option: { success?: unknown }) => callWithNothing(option.success)],
    [
      "throws",
      () => {
        throw new Error("not supported");
      },
    ],
  ])("whose question %s – waits for Wi-Fi", async (_, showModal) => {
    const { list, phases } = fixture({ media: [LARGE], networkType: "4g", showModal });
    await list.choose();
    expect(phases()).toEqual(["waiting_for_wifi"]);
  });

  test("whose question is lost – can be cancelled and then retried", async () => {
    const { list, phases } = fixture({ media: [LARGE], networkType: "4g", showModal: () => {} });
    void list.choose();
    await new Promise(setImmediate);
    list.cancel(1);
    list.retry(1);
    expect(phases()).toEqual(["queued"]);
  });

  test("that has to wait again, after others have – goes by itself on Wi-Fi too", async () => {
    const { list, phone, phases } = fixture({ media: [LARGE], networkType: "4g", confirm: false });
    for (const before of [[], ["queued"]]) {
      phone.setNetwork("4g");
      await list.choose();
      expect(phases()).toEqual([...before, "waiting_for_wifi"]);
      phone.setNetwork("wifi");
      expect(phases()).toEqual([...before, "queued"]);
    }
  });

  test("that waits can be sent now, cancelled or removed", async () => {
    const { list, phone, phases } = fixture({ media: [LARGE, LARGE, LARGE], networkType: "4g", confirm: false });
    await list.choose();
    list.retry(1);
    list.cancel(2);
    list.remove(3);
    expect(phases()).toEqual(["queued", "cancelled"]);
    expect(phone.network.size).toBe(0);
  });

  test("over the limit is no question: it fails by itself", async () => {
    const { list, phone, phases } = fixture(
      { media: [LARGE], networkType: "4g" },
      { maxBytes: byteLimits({ size: 60, unit: "MB" }) },
    );
    await list.choose();
    expect(phases()).toEqual(["queued"]);
    expect(phone.names()).not.toContain("showModal");
  });
});

describe("one file of several", () => {
  test("fails, and the others go on", async () => {
    const { list, task, phases } = fixture({ media: [{}, {}, {}] });
    await list.choose();
    task(0).move(failed("file_not_found", "gone"));
    task(1).move({ name: "uploading", attempt: 1, progress: undefined });
    task(2).move(DONE);
    expect(phases()).toEqual(["failed", "uploading", "done"]);
  });

  test("tried again with the same settings is the same task, so that a lost answer makes no second object", async () => {
    const { list, tasks, task, phases } = fixture();
    await list.choose();
    task(0).move(TIMED_OUT);
    list.retry(1);
    expect([task(0).retries, tasks().length, phases()]).toEqual([1, 1, ["queued"]]);
  });

  test("tried again with another method is a new one", async () => {
    const { list, options, tasks, task } = fixture();
    await list.choose();
    task(0).move(failed("file_too_large_for_put", "too large"));
    Object.assign(options, { upload: { method: "post" } });
    list.retry(1);
    expect(tasks().map((each) => each.options?.method)).toEqual(["auto", "post"]);
    expect(task(0).listeners.size).toBe(0);
  });

  test("under way or done is not tried again", async () => {
    const { list, tasks, task } = fixture({ media: [{}, {}] });
    await list.choose();
    task(1).move(DONE);
    list.retry(1);
    list.retry(2);
    expect(tasks().map(({ retries }) => retries)).toEqual([0, 0]);
  });

  test("retryAll tries anew all that failed and may be tried again; what was cancelled, or failed for good, stays", async () => {
    const { list, task, tasks, phases } = fixture({ media: [{}, {}, {}, {}, {}] });
    await list.choose();
    task(0).move(TIMED_OUT);
    task(1).move(failed("empty_file", "no bytes"));
    list.cancel(3);
    task(3).move(failed("network", "lost"));
    task(4).move(DONE);
    list.retryAll();
    expect(phases()).toEqual(["queued", "failed", "cancelled", "queued", "done"]);
    expect(tasks().map(({ retries }) => retries)).toEqual([1, 0, 0, 1, 0]);
    list.retryAll();
    expect(tasks().map(({ retries }) => retries)).toEqual([1, 0, 0, 1, 0]);
  });

  test("retryAll with another method sends all that failed together, so that one request signs them", async () => {
    const { list, options, task, uploaders } = fixture({ media: [{}, {}] });
    await list.choose();
    for (const index of [0, 1]) task(index).move(TIMED_OUT);
    const [uploader] = uploaders;
    if (uploader === undefined) throw new Error("nothing was sent");
    const uploadAll = jest.spyOn(uploader, "uploadAll");
    Object.assign(options, { upload: { method: "put" } });
    list.retryAll();
    expect(uploadAll.mock.calls.map(([files]) => files.length)).toEqual([2]);
  });

  test("is cancelled alone; cancelAll cancels the rest and nothing that is over", async () => {
    const { list, task, phases } = fixture({ media: [{}, {}, {}] });
    await list.choose();
    list.cancel(1);
    task(1).move(DONE);
    expect(phases()).toEqual(["cancelled", "done", "queued"]);
    list.cancelAll();
    expect(phases()).toEqual(["cancelled", "done", "cancelled"]);
  });

  test("is removed: its upload is cancelled and a late state of it is nobody's", async () => {
    const { list, task } = fixture();
    await list.choose();
    list.remove(1);
    expect([task(0).state.name, task(0).listeners.size, list.state.items]).toEqual(["cancelled", 0, []]);
    task(0).move(DONE);
    expect(list.state.items).toEqual([]);
  });
});

test("files that the page leaves out are cancelled", async () => {
  const { list, task } = fixture();
  await list.choose();
  list.giveFiles([]);
  expect([task(0).state.name, list.state.items]).toEqual(["cancelled", []]);
});

test("other settings make another uploader, the same share one", async () => {
  const { list, options, uploaders } = fixture();
  await list.choose();
  await list.choose();
  expect(uploaders).toHaveLength(1);
  Object.assign(options, { uploader: { serverUrl: "https://other.example.com" } });
  await list.choose();
  expect(uploaders.map((uploader) => uploader.options.serverUrl)).toEqual([
    "https://sign.example.com",
    "https://other.example.com",
  ]);
});

test("a mistake in the settings fails all files, large ones too, and is thrown with the fix in its text", async () => {
  const phone = createFakeWechatCalls({ media: [{}, LARGE], networkType: "4g" });
  const list = createUploadList({
    wechat: phone.wechat,
    createUploader: () => {
      throw new TypeError("serverUrl is empty: set it");
    },
    options: () => OPTIONS,
    onChange: () => {},
  });
  await expect(list.choose()).rejects.toThrow("serverUrl is empty: set it");
  const failure = { phase: { name: "failed", error: { code: "unexpected" } } };
  expect(list.state.items).toMatchObject([failure, failure]);
});

test("closed, it says no more and listens to nothing", async () => {
  const { list, phone, uploaders, task, phases } = fixture({ media: [{}, LARGE], networkType: "4g", confirm: false });
  await list.choose();
  list.close();
  expect([uploaders.map(({ wereAllCancelled }) => wereAllCancelled), phone.network.size]).toEqual([[true], 0]);
  task(0).move(DONE);
  expect(phases()).toEqual(["queued", "waiting_for_wifi"]);
});

function callWithNothing(success: unknown): void {
  if (typeof success === "function") success(undefined);
}
