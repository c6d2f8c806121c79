import type { UnfinishedUpload } from "../../../../src/uploader/index";
import { DONE } from "../../../fakes/fake-uploader";
import type { FakeWechatCallsOptions } from "../../../fakes/fake-wechat-calls";
import { LARGE, listFixture, MiB } from "./list-fixture";

const VIDEO: UnfinishedUpload = {
  id: "u-1",
  filePath: "wxfile://tmp/old.mp4",
  extension: "mp4",
  bytes: 60 * MiB,
  sentBytes: 25 * MiB,
  startedAtMs: 1_000,
  isFileThere: true,
};
const GONE: UnfinishedUpload = { ...VIDEO, id: "u-2", filePath: "wxfile://tmp/gone.mp4", isFileThere: false };

/** A list whose uploader has these saved uploads, already shown. */
async function offered(
  saved: readonly UnfinishedUpload[],
  wechatOptions: FakeWechatCallsOptions = {},
  changes: NonNullable<Parameters<typeof listFixture>[1]> = {},
) {
  const opened = listFixture(wechatOptions, changes);
  await opened.list.unfinished.refresh();
  const [uploader] = opened.uploaders;
  if (uploader) uploader.saved = saved;
  await opened.list.unfinished.refresh();
  return { ...opened, uploader, offers: () => opened.list.state.unfinished.map(({ id }) => id) };
}

test("shows the saved uploads", async () => {
  const { offers } = await offered([GONE, VIDEO]);
  expect(offers()).toEqual(["u-2", "u-1"]);
});

test.each([
  ["offerUnfinished is off", { offerUnfinished: false }],
  ["it is disabled", { disabled: true }],
  ["files are not sent in parts", { uploader: { serverUrl: "https://sign.example.com", multipart: false } }],
  ["there is no server yet", { uploader: { serverUrl: "", multipart: true } }],
])("shows none if %s, and creates no uploader", async (_, changes) => {
  const { offers, uploaders } = await offered([VIDEO], {}, changes);
  expect([offers(), uploaders]).toEqual([[], []]);
});

test("leaves out an upload whose file is in the list", async () => {
  const { list, offers } = await offered([VIDEO], { media: [{ ...LARGE, tempFilePath: VIDEO.filePath }] });
  await list.choose();
  await list.unfinished.refresh();
  expect(offers()).toEqual([]);
});

test("leaves out an upload whose file was picked again and is not uploaded yet, and shows one of the same size", async () => {
  const { list, task, offers } = await offered([GONE], { media: [{ ...LARGE, size: GONE.bytes }] });
  await list.choose();
  list.pause(1);
  await list.unfinished.refresh();
  expect(offers()).toEqual([]);
  task(0).move(DONE);
  await list.unfinished.refresh();
  expect(offers()).toEqual(["u-2"]);
});

test("shows the latest reading, if an earlier one ends later", async () => {
  const { list, uploader, offers } = await offered([]);
  const endings: ((uploads: readonly UnfinishedUpload[]) => void)[] = [];
  if (uploader) uploader.unfinished = () => new Promise((resolve) => endings.push(resolve));
  const readings = [list.unfinished.refresh(), list.unfinished.refresh()];
  endings[1]?.([VIDEO]);
  endings[0]?.([GONE]);
  await Promise.all(readings);
  expect(offers()).toEqual(["u-1"]);
});

test("shows none if the uploads cannot be read", async () => {
  const { list, uploader, offers } = await offered([VIDEO]);
  if (uploader) uploader.unfinished = async () => Promise.reject(new Error("storage is broken"));
  await list.unfinished.refresh();
  expect(offers()).toEqual([]);
});

describe("continued", () => {
  test("sends the file at once if the phone still has it, without preparing it again", async () => {
    const prepare = jest.fn();
    const { list, task, phases, offers } = await offered([VIDEO, GONE], {}, { hooks: { prepare } });
    await list.unfinished.continueUpload("u-1");
    expect([task(0).file.filePath, phases(), offers()]).toEqual([VIDEO.filePath, ["queued"], ["u-2"]]);
    expect(list.state.items[0]?.file).toEqual({
      path: VIDEO.filePath,
      name: "",
      extension: "mp4",
      type: "video",
      bytes: VIDEO.bytes,
      thumbnailPath: undefined,
    });
    expect(prepare).not.toHaveBeenCalled();
  });

  test("sends the file once for two taps", async () => {
    const { list, tasks } = await offered([VIDEO]);
    await Promise.all([list.unfinished.continueUpload("u-1"), list.unfinished.continueUpload("u-1")]);
    expect(tasks()).toHaveLength(1);
  });

  test("is confirmed on mobile data, like every large file", async () => {
    const { list, phone, phases } = await offered([VIDEO], { networkType: "4g", confirm: false });
    await list.unfinished.continueUpload("u-1");
    expect([phone.names(), phases()]).toEqual([
      ["getNetworkType", "showModal", "getNetworkType"],
      ["waiting_for_wifi"],
    ]);
  });

  test("opens the picker if the phone has removed the file, and sends whatever is picked", async () => {
    const { list, phone, task, offers } = await offered([GONE], { media: [LARGE] });
    await list.unfinished.continueUpload("u-2");
    expect([phone.names()[0], task(0).file.filePath]).toEqual(["chooseMedia", LARGE.tempFilePath]);
    expect(offers()).toEqual(["u-2"]);
  });

  test("is no longer offered once the library has recognised the picked file", async () => {
    const { list, uploader, task, offers } = await offered([GONE], { media: [LARGE] });
    await list.unfinished.continueUpload("u-2");
    if (uploader) uploader.saved = [];
    task(0).move({ name: "resuming" });
    await new Promise(setImmediate);
    expect(offers()).toEqual([]);
  });

  test.each([
    ["the list is full", { maxFiles: 1 }],
    ["it is disabled", { disabled: true }],
  ])("does nothing if %s", async (_, change) => {
    const { list, options, phone, offers, tasks } = await offered([VIDEO, GONE], { media: [{}] });
    await list.choose();
    Object.assign(options, change);
    await list.unfinished.continueUpload("u-1");
    await list.unfinished.continueUpload("u-2");
    expect([offers(), tasks().length, phone.names()]).toEqual([["u-1", "u-2"], 1, ["chooseMedia"]]);
  });
});

describe("discarded", () => {
  test("is aborted after the user confirms it", async () => {
    const { list, uploader, offers } = await offered([VIDEO, GONE], { confirm: true });
    expect(await list.unfinished.discard("u-1")).toBe(true);
    expect([uploader?.discarded, offers()]).toEqual([[VIDEO], ["u-2"]]);
  });

  test.each<[string, FakeWechatCallsOptions]>([
    ["the user keeps it", { confirm: false }],
    ["the question fails", { showModal: ({ fail }) => fail?.({ errMsg: "showModal:fail" }) }],
  ])("stays if %s", async (_, wechatOptions) => {
    const { list, uploader, offers } = await offered([VIDEO], wechatOptions);
    expect(await list.unfinished.discard("u-1")).toBe(true);
    expect([uploader?.discarded, offers()]).toEqual([[], ["u-1"]]);
  });

  test("is offered again if that fails", async () => {
    const { list, uploader, offers } = await offered([VIDEO], { confirm: true });
    if (uploader) uploader.failsToDiscard = true;
    expect(await list.unfinished.discard("u-1")).toBe(false);
    expect(offers()).toEqual(["u-1"]);
  });

  test("stays out of sight while an earlier reading ends", async () => {
    const { list, uploader, offers } = await offered([VIDEO], { confirm: true });
    let end: (uploads: readonly UnfinishedUpload[]) => void = () => {};
    if (uploader) {
      uploader.unfinished = () =>
        new Promise((resolve) => {
          end = resolve;
        });
    }
    const reading = list.unfinished.refresh();
    await list.unfinished.discard("u-1");
    end([VIDEO]);
    await reading;
    expect(offers()).toEqual([]);
  });
});

test("ignores an id that is not offered", async () => {
  const { list, phone, tasks } = await offered([]);
  await list.unfinished.continueUpload("u-9");
  expect(await list.unfinished.discard("u-9")).toBe(true);
  expect([phone.calls, tasks()]).toEqual([[], []]);
});
