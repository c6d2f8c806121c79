import { byteLimits } from "../../../../src/components/cos-uploader/list/size-limit";
import { createUploadList } from "../../../../src/components/cos-uploader/list/upload-list";
import { en } from "../../../../src/components/cos-uploader/texts/en";
import { DONE, failed, TIMED_OUT } from "../../../fakes/fake-uploader";
import { createFakeWechatCalls } from "../../../fakes/fake-wechat-calls";
import { NO_SCREEN } from "../../../fakes/no-screen";
import { LARGE, listFixture, MiB, OPTIONS } from "./list-fixture";

describe("picking", () => {
  test("passes picked files to one uploader together and shows their states", async () => {
    const { list, uploaders, task, phases } = listFixture({ media: [{}, LARGE] });
    await list.choose();
    expect(uploaders).toHaveLength(1);
    expect(phases()).toEqual(["queued", "queued"]);
    task(0).move(DONE);
    task(1).move(TIMED_OUT);
    expect(phases()).toEqual(["done", "failed"]);
  });

  test("keeps files until upload() if autoUpload is off", async () => {
    const { list, tasks, phases } = listFixture({}, { autoUpload: false });
    await list.choose();
    expect([phases(), tasks()]).toEqual([["ready"], []]);
    await list.upload();
    expect(phases()).toEqual(["queued"]);
  });

  test("keeps files that were picked without autoUpload, and sends later ones at once", async () => {
    const { list, options, phases } = listFixture({}, { autoUpload: false });
    await list.choose();
    Object.assign(options, { autoUpload: true });
    await list.choose();
    expect(phases()).toEqual(["ready", "queued"]);
  });

  test("requests no more files than there is room for, within WeChat's limit", async () => {
    const { list, phone } = listFixture({ media: [{}, {}, {}] }, { maxFiles: 2 });
    await list.choose();
    expect(phone.last("chooseMedia")).toMatchObject({ count: 2 });
    expect(list.state.items).toHaveLength(2);
    await list.choose();
    expect(phone.names().filter((name) => name === "chooseMedia")).toHaveLength(1);
  });

  test("opens no picker if disabled", async () => {
    const { list, phone } = listFixture({}, { disabled: true });
    await list.choose();
    expect(phone.calls).toEqual([]);
  });

  test("opens one picker for several calls", async () => {
    const { list, phone } = listFixture({ needsConsent: false });
    await Promise.all([list.choose(), list.choose()]);
    expect(phone.names()).toEqual(["getPrivacySetting", "chooseMedia"]);
  });

  test("counts files that the page sets while the picker is open, and neither sends nor confirms them", async () => {
    const { list, phone, tasks, phases } = listFixture({ networkType: "4g" });
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

  test("sends a chat file with the extension of its name", async () => {
    const { list, task } = listFixture({}, { pick: { ...OPTIONS.pick, source: "messageFile" } });
    await list.choose();
    expect(task(0).file).toEqual({ filePath: "wxfile://tmp/1", extension: "pdf" });
  });
});

describe("consent", () => {
  test("if consent is needed, opens the sheet first, and the picker once the user agrees", async () => {
    const { list, phone } = listFixture({ needsConsent: true });
    await list.choose();
    expect(list.state.picker).toEqual({ name: "asking_consent", contractName: "《隐私保护指引》" });
    expect(phone.names()).not.toContain("chooseMedia");
    await list.agree();
    expect(phone.names()).toContain("chooseMedia");
    expect(list.state.items).toHaveLength(1);
  });

  test("if the user declines, shows a refusal with an action that asks again", async () => {
    const { list } = listFixture({ needsConsent: true });
    await list.choose();
    list.decline();
    expect(list.state.picker).toEqual({ name: "refused", reason: "privacy_refused" });
    await list.resolveRefusal();
    expect(list.state.picker.name).toBe("asking_consent");
  });

  test("leaves the question to the app, and shows the app's refusal as its own", async () => {
    const { list, phone } = listFixture(
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
  ] as const)("opens the picker in a base library without privacy calls (%s)", async (privacy) => {
    const { list, phone } = listFixture({}, { privacy });
    await list.choose();
    expect(phone.names()).toEqual(["chooseMedia"]);
  });
});

describe("a missing permission", () => {
  test("opens WeChat's settings, and the picker if the user allows it there", async () => {
    const { list, phone } = listFixture({ media: "chooseMedia:fail auth deny", authSetting: { "scope.camera": true } });
    await list.choose();
    expect(list.state.picker).toEqual({ name: "refused", reason: "permission_denied" });
    await list.resolveRefusal();
    expect(phone.names()).toEqual(["chooseMedia", "openSetting", "chooseMedia"]);
  });

  test("stays refused if the user does not allow it there", async () => {
    const { list, phone } = listFixture({
      media: "chooseMedia:fail auth deny",
      authSetting: { "scope.camera": false },
    });
    await list.choose();
    await list.resolveRefusal();
    expect(phone.names()).toEqual(["chooseMedia", "openSetting"]);
    expect(list.state.picker.name).toBe("refused");
  });

  test("of the phone opens the phone's settings", async () => {
    const { list, phone } = listFixture({ media: "chooseMedia:fail:system permission denied" });
    await list.choose();
    await list.resolveRefusal();
    expect(phone.names()).toContain("openAppAuthorizeSetting");
  });

  test("has no action if the privacy notice declares nothing", async () => {
    const { list, phone } = listFixture({
      media: "chooseMedia:fail api scope is not declared in the privacy agreement",
    });
    await list.choose();
    await list.resolveRefusal();
    expect(phone.names()).toEqual(["chooseMedia"]);
  });
});

describe("a large file", () => {
  test("is sent without a question on Wi-Fi", async () => {
    const { list, phone, phases } = listFixture({ media: [LARGE], networkType: "wifi" });
    await list.choose();
    expect(phases()).toEqual(["queued"]);
    expect(phone.names()).not.toContain("showModal");
  });

  test("needs one confirmation for all on mobile data, while small files are sent", async () => {
    const { list, phone, phases } = listFixture({ media: [{}, LARGE, LARGE], networkType: "4g" });
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

  test("is sent after the user confirms it", async () => {
    const { list, phases } = listFixture({ media: [LARGE], networkType: "5g", confirm: true });
    await list.choose();
    expect(phases()).toEqual(["queued"]);
  });

  test("waits if the user chooses to, is sent on Wi-Fi, and leaves no listener", async () => {
    const { list, phone, tasks, phases } = listFixture({ media: [LARGE], networkType: "4g", confirm: false });
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
  ] as const)("if the user chooses to wait and the network has become %s meanwhile, is %s", async (network, phase, listeners) => {
    const { list, phone, phases } = listFixture({
      media: [LARGE],
      networkType: "4g",
      networkWhenAsked: network,
      confirm: false,
    });
    await list.choose();
    expect(phases()).toEqual([phase]);
    expect(phone.network.size).toBe(listeners);
  });

  describe("while the question is open", () => {
    /** Three large files, and a function that decides the question. */
    async function openQuestion() {
      const waiting = listFixture({ media: [LARGE, LARGE, LARGE], networkType: "4g" });
      let settle: ((confirm: boolean) => void) | undefined;
      jest.spyOn(waiting.phone.wechat, "showModal").mockImplementation((option) => {
        settle = (confirm) => option.success?.({ errMsg: "ok", confirm, cancel: !confirm, content: "" });
      });
      const choosing = waiting.list.choose();
      await new Promise(setImmediate);
      expect(waiting.phases()).toEqual(["confirming", "confirming", "confirming"]);
      return {
        ...waiting,
        async decide(confirm: boolean) {
          settle?.(confirm);
          await choosing;
        },
      };
    }

    test.each([
      [true, "queued", 1],
      [false, "waiting_for_wifi", 0],
    ] as const)("after the decision %s, keeps cancelled and removed files as they are, and the rest is %s", async (confirm, phase, sent) => {
      const { list, phases, tasks, decide } = await openQuestion();
      list.cancel(1);
      list.remove(2);
      await decide(confirm);
      expect([phases(), tasks().length]).toEqual([["cancelled", phase], sent]);
    });

    test.each([
      true,
      false,
    ])("sends one file by itself once, if the question is never shown or decided late (%s)", async (confirm) => {
      const { list, phases, tasks, decide } = await openQuestion();
      list.retry(2);
      expect([phases(), tasks().length]).toEqual([["confirming", "queued", "confirming"], 1]);
      await decide(confirm);
      const others = confirm ? "queued" : "waiting_for_wifi";
      expect([phases(), tasks().length]).toEqual([[others, "queued", others], confirm ? 3 : 1]);
    });

    test("sends nothing after the list is closed, whatever the decision", async () => {
      const { list, uploaders, decide } = await openQuestion();
      list.close();
      await decide(true);
      expect(uploaders).toEqual([]);
    });
  });

  test.each<[string, (option: WechatMiniprogram.ShowModalOption) => unknown]>([
    ["fails with nothing", ({ fail }) => Reflect.apply(fail ?? (() => {}), undefined, [])],
    ["succeeds with nothing", ({ success }) => Reflect.apply(success ?? (() => {}), undefined, [])],
    [
      "returns neither true nor false",
      ({ success }) => Reflect.apply(success ?? (() => {}), undefined, [{ confirm: "no" }]),
    ],
    [
      "throws",
      () => {
        throw new Error("not here");
      },
    ],
  ])("waits for Wi-Fi if the question %s", async (_, showModal) => {
    const { list, phone, phases } = listFixture({ media: [LARGE], networkType: "4g" });
    jest.spyOn(phone.wechat, "showModal").mockImplementation(showModal);
    await list.choose();
    expect(phases()).toEqual(["waiting_for_wifi"]);
  });

  test("is confirmed with the right total if WeChat returns sizes as strings", async () => {
    const { list, phone } = listFixture({ networkType: "4g" });
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

  test("is not sent if it is cancelled while the network is checked", async () => {
    const { list, phone, phases, tasks } = listFixture({ media: [LARGE, LARGE], networkType: "wifi" });
    const { getNetworkType } = phone.wechat;
    jest.spyOn(phone.wechat, "getNetworkType").mockImplementation((option) => {
      list.cancel(1);
      getNetworkType(option);
    });
    await list.choose();
    expect([phases(), tasks().length]).toEqual([["cancelled", "queued"], 1]);
  });

  describe("that waits while WeChat reports no change of the network", () => {
    beforeEach(() => jest.useFakeTimers({ doNotFake: ["queueMicrotask", "setImmediate", "nextTick"] }));
    afterEach(() => jest.useRealTimers());

    async function waiting() {
      const waits = listFixture({ media: [LARGE], networkType: "4g", confirm: false });
      await waits.list.choose();
      waits.phone.setNetworkSilently("wifi");
      return waits;
    }

    test("starts when the timer finds Wi-Fi, and leaves no timer or listener", async () => {
      const { phases, phone } = await waiting();
      await jest.advanceTimersByTimeAsync(9_999);
      expect(phases()).toEqual(["waiting_for_wifi"]);
      await jest.advanceTimersByTimeAsync(1);
      expect(phases()).toEqual(["queued"]);
      expect([jest.getTimerCount(), phone.network.size, phone.shown.size]).toEqual([0, 0, 0]);
    });

    test("starts when the mini program returns to the foreground", async () => {
      const { phases, phone } = await waiting();
      for (const listener of phone.shown) listener();
      await jest.advanceTimersByTimeAsync(0);
      expect(phases()).toEqual(["queued"]);
    });

    test("is not sent if it is removed while the network is checked", async () => {
      const { list, phone, tasks } = await waiting();
      const listeners = [...phone.shown];
      list.remove(1);
      for (const listener of listeners) listener();
      await jest.advanceTimersByTimeAsync(20_000);
      expect([tasks(), jest.getTimerCount()]).toEqual([[], 0]);
    });

    test("leaves no timer after the list is closed", async () => {
      const { list } = await waiting();
      list.close();
      expect(jest.getTimerCount()).toBe(0);
    });
  });

  describe("if WeChat does not report the network", () => {
    test.each([
      ["fails", (option: WechatMiniprogram.GetNetworkTypeOption) => option.fail?.({ errMsg: "getNetworkType:fail" })],
      ["succeeds with nothing", (option: { success?: unknown }) => callWithNothing(option.success)],
      [
        "throws",
        () => {
          throw new Error("not supported");
        },
      ],
    ])("is sent without a question if getNetworkType %s", async (_, getNetworkType) => {
      const { list, phases } = listFixture({ media: [LARGE], getNetworkType });
      await list.choose();
      expect(phases()).toEqual(["queued"]);
    });

    test("is sent after 3 s if getNetworkType never calls back", async () => {
      jest.useFakeTimers({ doNotFake: ["queueMicrotask", "setImmediate", "nextTick"] });
      const { list, phases } = listFixture({ media: [LARGE], getNetworkType: () => {} });
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
  ])("waits for Wi-Fi if its question %s", async (_, showModal) => {
    const { list, phases } = listFixture({ media: [LARGE], networkType: "4g", showModal });
    await list.choose();
    expect(phases()).toEqual(["waiting_for_wifi"]);
  });

  test("can be cancelled and retried if its question is lost", async () => {
    const { list, phases } = listFixture({ media: [LARGE], networkType: "4g", showModal: () => {} });
    void list.choose();
    await new Promise(setImmediate);
    list.cancel(1);
    list.retry(1);
    expect(phases()).toEqual(["queued"]);
  });

  test("starts by itself on Wi-Fi if it has to wait again after others have", async () => {
    const { list, phone, phases } = listFixture({ media: [LARGE], networkType: "4g", confirm: false });
    for (const before of [[], ["queued"]]) {
      phone.setNetwork("4g");
      await list.choose();
      expect(phases()).toEqual([...before, "waiting_for_wifi"]);
      phone.setNetwork("wifi");
      expect(phases()).toEqual([...before, "queued"]);
    }
  });

  test("can be sent at once, cancelled or removed while it waits", async () => {
    const { list, phone, phases } = listFixture({ media: [LARGE, LARGE, LARGE], networkType: "4g", confirm: false });
    await list.choose();
    list.retry(1);
    list.cancel(2);
    list.remove(3);
    expect(phases()).toEqual(["queued", "cancelled"]);
    expect(phone.network.size).toBe(0);
  });

  test("fails without a question if it exceeds the limit", async () => {
    const { list, phone, phases } = listFixture(
      { media: [LARGE], networkType: "4g" },
      { maxBytes: byteLimits({ size: 60, unit: "MB" }) },
    );
    await list.choose();
    expect(phases()).toEqual(["queued"]);
    expect(phone.names()).not.toContain("showModal");
  });
});

describe("one file of several", () => {
  test("fails while the others continue", async () => {
    const { list, task, phases } = listFixture({ media: [{}, {}, {}] });
    await list.choose();
    task(0).move(failed("file_not_found", "gone"));
    task(1).move({ name: "uploading", attempt: 1, progress: undefined });
    task(2).move(DONE);
    expect(phases()).toEqual(["failed", "uploading", "done"]);
  });

  test("retried with the same settings is the same task, so a lost response creates no second object", async () => {
    const { list, tasks, task, phases } = listFixture();
    await list.choose();
    task(0).move(TIMED_OUT);
    list.retry(1);
    expect([task(0).retries, tasks().length, phases()]).toEqual([1, 1, ["queued"]]);
  });

  test("retried with another method is a new task", async () => {
    const { list, options, tasks, task } = listFixture();
    await list.choose();
    task(0).move(failed("file_too_large_for_put", "too large"));
    Object.assign(options, { upload: { method: "post" } });
    list.retry(1);
    expect(tasks().map((each) => each.options?.method)).toEqual(["auto", "post"]);
    expect(task(0).listeners.size).toBe(0);
  });

  test("under way or done is not retried", async () => {
    const { list, tasks, task } = listFixture({ media: [{}, {}] });
    await list.choose();
    task(1).move(DONE);
    list.retry(1);
    list.retry(2);
    expect(tasks().map(({ retries }) => retries)).toEqual([0, 0]);
  });

  test("retryAll retries all files that can be retried, and leaves cancelled and permanently failed ones", async () => {
    const { list, task, tasks, phases } = listFixture({ media: [{}, {}, {}, {}, {}] });
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

  test("retryAll with another method sends all failed files together, so one request signs them", async () => {
    const { list, options, task, uploaders } = listFixture({ media: [{}, {}] });
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
    const { list, task, phases } = listFixture({ media: [{}, {}, {}] });
    await list.choose();
    list.cancel(1);
    task(1).move(DONE);
    expect(phases()).toEqual(["cancelled", "done", "queued"]);
    list.cancelAll();
    expect(phases()).toEqual(["cancelled", "done", "cancelled"]);
  });

  test("is cancelled when it is removed, and its later states are ignored", async () => {
    const { list, task } = listFixture();
    await list.choose();
    list.remove(1);
    expect([task(0).state.name, task(0).listeners.size, list.state.items]).toEqual(["cancelled", 0, []]);
    task(0).move(DONE);
    expect(list.state.items).toEqual([]);
  });
});

test("cancels files that the page removes from its list", async () => {
  const { list, task } = listFixture();
  await list.choose();
  list.giveFiles([]);
  expect([task(0).state.name, list.state.items]).toEqual(["cancelled", []]);
});

test("creates one uploader per settings", async () => {
  const { list, options, uploaders } = listFixture();
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

test("a mistake in the settings fails all files, including large ones, and throws an error with the fix", async () => {
  const phone = createFakeWechatCalls({ media: [{}, LARGE], networkType: "4g" });
  const list = createUploadList({
    screen: NO_SCREEN,
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

test("reports nothing after it is closed, and leaves no listener", async () => {
  const { list, phone, task, phases } = listFixture({ media: [{}, LARGE], networkType: "4g", confirm: false });
  await list.choose();
  list.close();
  expect([task(0).state.name, phone.network.size]).toEqual(["cancelled", 0]);
  task(0).move(DONE);
  expect(phases()).toEqual(["queued", "waiting_for_wifi"]);
});

function callWithNothing(success: unknown): void {
  if (typeof success === "function") success(undefined);
}
