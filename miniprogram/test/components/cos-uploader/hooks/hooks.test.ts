import { listHooks } from "../../../../src/components/cos-uploader/hooks/list-hooks";
import type { PageHooks, ReplacementFile } from "../../../../src/components/cos-uploader/hooks/page-hooks";
import type { ListOptions } from "../../../../src/components/cos-uploader/list/list-options";
import { createUploadList } from "../../../../src/components/cos-uploader/list/upload-list";
import { listOptions } from "../../../../src/components/cos-uploader/properties/list-options";
import { createPropertyReader } from "../../../../src/components/cos-uploader/properties/read-properties";
import { en } from "../../../../src/components/cos-uploader/texts/en";
import type { UploadFile } from "../../../../src/components/cos-uploader/upload-file";
import { failureViews } from "../../../../src/components/cos-uploader/view/failure-view";
import { createFakeUploader, DONE, type FakeUploader, TIMED_OUT } from "../../../fakes/fake-uploader";
import { createFakeWechatCalls } from "../../../fakes/fake-wechat-calls";
import { NO_SCREEN } from "../../../fakes/no-screen";

const DEFAULTS = createPropertyReader(() => {})({ serverUrl: "https://sign.example.com" });
const warnings: string[] = [];
const opened: { close(): void }[] = [];
afterEach(() => {
  for (const list of opened.splice(0)) list.close();
  warnings.length = 0;
});

/** A list with a page's hooks, and a picker that returns some files. */
function fixture(hooks: PageHooks, paths: readonly string[] = ["a.jpg"], timeoutMs = 1000) {
  const phone = createFakeWechatCalls({ media: paths.map((tempFilePath) => ({ tempFilePath })) });
  const uploaders: FakeUploader[] = [];
  const options: ListOptions = {
    ...listOptions(DEFAULTS, en),
    hooks: listHooks(hooks, { timeoutMs, warn: (message) => warnings.push(message) }),
  };
  const list = createUploadList({
    screen: NO_SCREEN,
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
    options,
    tasks,
    sent: () => tasks().map(({ file }) => file.filePath),
    phases: () => list.state.items.map(({ phase }) => phase.name),
    sentences: () => failureViews(list.state.items, en, options).map(({ sentence }) => sentence),
  };
}

function mistake(): never {
  throw new TypeError("x is undefined");
}

const turns = async () => {
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
};

/** A promise that a test settles. */
function deferred<Value>() {
  let resolve: (value: Value) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<Value>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

describe("beforeAdd", () => {
  const FILES = ["a.jpg", "b.jpg", "c.jpg"];

  test.each<[string, PageHooks["beforeAdd"], readonly string[]]>([
    ["nothing adds all", () => undefined, FILES],
    ["true adds all", async () => true, FILES],
    ["false adds none", () => false, []],
    ["a list adds its files, in its order", (files) => [...files].reverse().slice(0, 2), ["c.jpg", "b.jpg"]],
    ["a list of other files adds none", async () => [{ url: "z.jpg" }], []],
  ])("%s", async (_, beforeAdd, expected) => {
    const { list, sent } = fixture(beforeAdd ? { beforeAdd } : {}, FILES);
    await list.choose();
    expect([sent(), list.state.picker.name]).toEqual([expected, "closed"]);
  });

  test("receives the picked files as events show them, without an id or a state", async () => {
    const received: UploadFile[] = [];
    const { list } = fixture({
      beforeAdd(files) {
        received.push(...files);
        return true;
      },
    });
    await list.choose();
    expect(received).toEqual([{ url: "a.jpg", name: "", size: 2048, type: "image", thumb: "a.jpg" }]);
  });

  test.each([
    ["an Error's message", () => Promise.reject(new Error("Only receipts, please.")), "Only receipts, please."],
    ["no sentence for a mistake in the code", mistake, undefined],
    ["no sentence after the time limit", () => new Promise<boolean>(() => {}), undefined],
  ])("that rejects adds none and shows %s", async (_, beforeAdd, sentence) => {
    const { list } = fixture({ beforeAdd }, FILES, 10);
    await list.choose();
    expect(list.state.items).toEqual([]);
    expect(list.state.picker).toEqual({ name: "refused", reason: "rejected_by_page", ...(sentence && { sentence }) });
    expect(warnings).toHaveLength(sentence ? 0 : 1);
  });

  test("adds nothing if the component was detached meanwhile", async () => {
    const decision = deferred<boolean>();
    const { list, sent } = fixture({ beforeAdd: () => decision.promise });
    const chosen = list.choose();
    await turns();
    list.close();
    decision.resolve(true);
    await chosen;
    expect([list.state.items, sent()]).toEqual([[], []]);
  });
});

describe("prepare", () => {
  test.each<[string, ReturnType<NonNullable<PageHooks["prepare"]>>, string]>([
    ["nothing", undefined, "a.jpg"],
    ["a path", "cropped.jpg", "cropped.jpg"],
    ["a promise of a path", Promise.resolve("cropped.jpg"), "cropped.jpg"],
    ["an object", { url: "cropped.jpg", size: 10 }, "cropped.jpg"],
    ["an object without a path", { name: "me.jpg" }, "a.jpg"],
    ["an empty path", "", "a.jpg"],
  ])("that returns %s uploads that file", async (_, result, expected) => {
    const { list, sent } = fixture({ prepare: () => result });
    await list.choose();
    expect(sent()).toEqual([expected]);
  });

  test("shows the prepared file with its own size, name and picture", async () => {
    const { list } = fixture({ prepare: () => ({ url: "new.png", name: "me.png", size: 10 }) });
    await list.choose();
    const expected = { path: "new.png", name: "me.png", bytes: 10, type: "image", thumbnailPath: "new.png" };
    expect(list.state.items).toMatchObject([{ file: expected }]);
  });

  test("runs for one file at a time, and each file is uploaded once it is prepared", async () => {
    const decisions = [deferred<string>(), deferred<string>()];
    let calls = 0;
    const { list, sent, phases } = fixture({ prepare: () => decisions[calls++]?.promise }, ["a.jpg", "b.jpg"]);
    void list.choose();
    await turns();
    expect([phases(), calls]).toEqual([["preparing", "preparing"], 1]);
    decisions[0]?.resolve("1.jpg");
    await turns();
    expect([phases(), calls, sent()]).toEqual([["queued", "preparing"], 2, ["1.jpg"]]);
    decisions[1]?.resolve("2.jpg");
    await turns();
    expect(sent()).toEqual(["1.jpg", "2.jpg"]);
  });

  test("that rejects fails the file with its sentence, and a retry prepares it again", async () => {
    const results: Array<() => string> = [
      () => {
        throw new Error("The photo is too dark.");
      },
      () => "bright.jpg",
    ];
    const { list, sent, phases, sentences } = fixture({ prepare: () => results.shift()?.() });
    await list.choose();
    expect([phases(), sentences(), sent()]).toEqual([["failed"], ["The photo is too dark."], []]);
    expect(list.state.items).toMatchObject([{ phase: { error: { code: "prepare_failed" } } }]);
    list.retry(1);
    await turns();
    expect([phases(), sent()]).toEqual([["queued"], ["bright.jpg"]]);
  });

  test.each([
    ["is a mistake in the code", () => Promise.reject(new TypeError("x is undefined"))],
    ["never settles", () => new Promise<string>(() => {})],
  ])("that %s fails with the component's own sentence, and warns the developer", async (_, prepare) => {
    const { list, sentences } = fixture({ prepare }, ["a.jpg"], 10);
    await list.choose();
    expect(sentences()).toEqual([en.failures.prepare_failed]);
    expect(warnings).toEqual([expect.stringMatching(/^The hook prepare failed: /)]);
  });

  test("is not repeated when the upload of a prepared file is retried", async () => {
    const prepare = jest.fn(() => "cropped.jpg");
    const { list, tasks } = fixture({ prepare });
    await list.choose();
    tasks()[0]?.move(TIMED_OUT);
    list.retryAll();
    await turns();
    expect([prepare.mock.calls.length, tasks()[0]?.retries]).toEqual([1, 1]);
  });

  test.each([
    ["cancelled", (list: { cancel(id: number): void }) => list.cancel(1), ["cancelled"]],
    ["removed", (list: { remove(id: number): void }) => list.remove(1), []],
  ])("has no effect on a file that was %s meanwhile, and its file is released", async (_, act, expected) => {
    const decision = deferred<ReplacementFile>();
    const release = jest.fn();
    const { list, phases, sent } = fixture({ prepare: () => decision.promise });
    void list.choose();
    await turns();
    act(list);
    decision.resolve({ url: "cropped.jpg", release });
    await turns();
    expect([phases(), sent(), release.mock.calls.length]).toEqual([expected, [], 1]);
  });

  test("of a file that was cancelled does not keep the next file waiting", async () => {
    const { list, phases, sent } = fixture(
      { prepare: ({ url }) => (url === "a.jpg" ? new Promise<string>(() => {}) : "2.jpg") },
      ["a.jpg", "b.jpg"],
      60_000,
    );
    void list.choose();
    await turns();
    list.cancel(1);
    await turns();
    expect([phases(), sent(), warnings]).toEqual([["cancelled", "queued"], ["2.jpg"], []]);
  });

  test("is not called for a file that was cancelled while it waited for its turn", async () => {
    const first = deferred<string>();
    const prepare = jest.fn(() => first.promise);
    const { list, phases } = fixture({ prepare }, ["a.jpg", "b.jpg"]);
    void list.choose();
    await turns();
    list.cancel(2);
    first.resolve("1.jpg");
    await turns();
    expect([phases(), prepare.mock.calls.length]).toEqual([["queued", "cancelled"], 1]);
  });

  test("a mistake in release() does not keep the file in the list", async () => {
    const { list } = fixture({ prepare: () => ({ url: "cropped.jpg", release: mistake }) });
    await list.choose();
    list.remove(1);
    expect(list.state.items).toEqual([]);
  });

  test("a prepared file is released once it is removed, or the component is detached", async () => {
    const release = jest.fn();
    const { list, tasks } = fixture({ prepare: ({ url }) => ({ url: `${url}.new`, release }) }, ["a.jpg", "b.jpg"]);
    await list.choose();
    tasks()[0]?.move(DONE);
    expect(release).not.toHaveBeenCalled();
    list.remove(1);
    expect(release).toHaveBeenCalledTimes(1);
    list.close();
    expect(release).toHaveBeenCalledTimes(2);
  });
});

describe("beforeRemove", () => {
  test.each<[string, PageHooks["beforeRemove"], number, string]>([
    ["nothing removes the file", () => undefined, 0, ""],
    ["true removes the file", async () => true, 0, ""],
    ["false keeps the file", async () => false, 1, ""],
    ["a rejection keeps the file, with a sentence", () => Promise.reject(new Error("In use.")), 1, "In use."],
    ["a mistake keeps the file", mistake, 1, ""],
    ["no decision keeps the file", () => new Promise<boolean>(() => {}), 1, ""],
  ])("%s", async (_, beforeRemove, left, sentence) => {
    const { list } = fixture(beforeRemove ? { beforeRemove } : {}, ["a.jpg"], 10);
    await list.choose();
    expect(await list.removeByUser(1)).toBe(sentence);
    expect(list.state.items).toHaveLength(left);
  });

  test("is called once while it decides, however often the user asks", async () => {
    const decision = deferred<boolean>();
    const beforeRemove = jest.fn(() => decision.promise);
    const { list } = fixture({ beforeRemove });
    await list.choose();
    const asked = [list.removeByUser(1), list.removeByUser(1)];
    decision.resolve(true);
    await Promise.all(asked);
    expect([beforeRemove.mock.calls.length, list.state.items]).toEqual([1, []]);
  });

  test("is not called for the method remove()", async () => {
    const beforeRemove = jest.fn(() => false);
    const { list } = fixture({ beforeRemove });
    await list.choose();
    list.remove(1);
    expect([list.state.items, beforeRemove.mock.calls]).toEqual([[], []]);
  });
});
