import { createUploads } from "../../../src/pages/uploads/create-uploads";
import type { UploadsState } from "../../../src/pages/uploads/state/state";
import { en } from "../../../src/texts/en";
import { UploadError } from "../../../src/uploader/index";
import { createFakeReading, createFakeUploads, Failure } from "../../fakes/fake-reading";
import { NOON_MS, pageOf, thumbnailOf, upload, urlOf } from "./files";

const texts = en.uploads;
const REJECTED = (remoteCode: string, status = 400) => new UploadError("sign_refused", "", { status, remoteCode });

afterEach(() => jest.useRealTimers());

/** A list with these files, loaded at noon. Its URLs are valid for ten minutes. */
async function fixture(keys: readonly string[] = ["a.jpg", "b.jpg", "c.mp4", "d.pdf", "e.zip"]) {
  const { wechat, ...phone } = createFakeReading();
  const server = createFakeUploads();
  const clock = { nowMs: NOON_MS };
  const typeOf = (key: string) => ({ jpg: "image/jpeg", mp4: "video/mp4" })[key.slice(-3)] ?? "application/pdf";
  const listed = keys.map((key, index) => upload(key, NOON_MS - index * 60_000, typeOf(key)));
  server.replies.list = () => ({ uploads: listed, expiresInSeconds: 600, expiresAt: 1 });
  let version = 1;
  server.replies.downloads = (wanted) => {
    version += 1;
    const downloads = wanted.map((cosKey) => ({
      cosKey,
      url: urlOf(cosKey, version),
      thumbnailUrl: thumbnailOf(cosKey, version),
    }));
    return { downloads, expiresInSeconds: 437, expiresAt: 1 };
  };
  phone.results.request = { statusCode: 206 };
  phone.results.downloadFile = { statusCode: 200, tempFilePath: "wxfile://tmp_1" };
  phone.results.showModal = { confirm: true };
  const states: UploadsState[] = [];
  const uploads = createUploads({
    uploads: server.client,
    wechat,
    texts: en,
    nowMs: () => clock.nowMs,
    onChange: (state) => states.push(state),
  });
  await uploads.load("first");
  server.calls.length = 0;
  const select = (...selected: readonly string[]) => {
    uploads.select();
    return Promise.all(selected.map((key) => uploads.tap(key)));
  };
  return { uploads, ...phone, server, clock, states, select, keys: () => uploads.state.files.map(({ key }) => key) };
}

describe("loading", () => {
  test("gets the next page by its cursor, and nothing after the last one", async () => {
    const { uploads, server, keys } = await fixture(["a.jpg"]);
    server.replies.list = (cursor) => ({
      ...pageOf(["b.jpg"]),
      cursor: cursor ? undefined : "next",
      expiresInSeconds: 600,
      expiresAt: 1,
    });
    await uploads.load("refresh");
    await uploads.load("more");
    await uploads.load("more");
    expect(server.calls).toEqual([
      ["list", undefined],
      ["list", "next"],
    ]);
    expect(keys()).toEqual(["b.jpg"]);
  });

  test("continues after empty pages, but not for ever", async () => {
    const { uploads, server } = await fixture(["a.jpg"]);
    server.replies.list = () => ({ uploads: [], cursor: "next", expiresInSeconds: 600, expiresAt: 1 });
    await uploads.load("refresh");
    expect(server.calls).toHaveLength(11);
  });

  test("does not request a page twice at a time, and a refresh replaces a next page that is on its way", async () => {
    const { uploads, server, keys } = await fixture(["a.jpg"]);
    const page = { ...pageOf(["a.jpg"]), cursor: "next", expiresInSeconds: 600, expiresAt: 1 };
    server.replies.list = () => page;
    await uploads.load("refresh");
    const late: { respond: (value: typeof page) => void } = { respond: () => {} };
    server.replies.list = (cursor) =>
      cursor === undefined ? page : new Promise((resolve) => Object.assign(late, { respond: resolve }));
    const more = uploads.load("more");
    await uploads.load("more");
    await uploads.load("refresh");
    late.respond({ ...pageOf(["z.jpg"]), cursor: "z", expiresInSeconds: 600, expiresAt: 1 });
    await more;
    expect(server.calls.map(([, cursor]) => cursor)).toEqual([undefined, "next", undefined]);
    expect(keys()).toEqual(["a.jpg"]);
  });

  test("a refresh also replaces a first page that never arrives", async () => {
    const { uploads, server, keys } = await fixture([]);
    server.replies.list = () => new Promise(() => {});
    void uploads.load("first");
    server.replies.list = () => ({ ...pageOf(["a.jpg"]), expiresInSeconds: 600, expiresAt: 1 });
    await uploads.load("refresh");
    expect(keys()).toEqual(["a.jpg"]);
  });

  test("begins again if the cursor has expired", async () => {
    const { uploads, server, keys } = await fixture(["a.jpg"]);
    const page = { ...pageOf(["a.jpg"]), cursor: "old", expiresInSeconds: 600, expiresAt: 1 };
    server.replies.list = (cursor) => (cursor === "old" ? REJECTED("invalid_cursor") : page);
    await uploads.load("refresh");
    await uploads.load("more");
    expect(server.calls.map(([, cursor]) => cursor)).toEqual([undefined, "old", undefined]);
    expect([keys(), uploads.state.load.name]).toEqual([["a.jpg"], "idle"]);
  });

  test.each([
    [REJECTED("login_required", 401), "noLogin"],
    [REJECTED("service_keys_missing", 501), "notSupported"],
    [REJECTED("not_found", 404), "notSupported"],
    [new UploadError("login_failed", "", { status: 403, remoteCode: "login_refused" }), "loginFailed"],
    [new UploadError("timeout"), "network"],
    [REJECTED("cos_unavailable", 503), "unavailable"],
    [REJECTED("cos_refused", 502), "storageRefused"],
    [new UploadError("sign_answer_html", "", { status: 200 }), "unavailable"],
  ])("a failure %# shows its reason, and the retry repeats the request: %s", async (error, reason) => {
    const { uploads, server } = await fixture([]);
    const list = server.replies.list;
    server.replies.list = () => error;
    await uploads.load("refresh");
    expect(uploads.state.load).toMatchObject({ name: "failed", reason });
    server.replies.list = list;
    await uploads.retry();
    expect(uploads.state.load.name).toBe("idle");
  });

  test("a refresh that fails keeps the list and says so", async () => {
    const { uploads, server, keys, toasts } = await fixture(["a.jpg"]);
    server.replies.list = () => new UploadError("network");
    await uploads.load("refresh");
    expect([keys(), toasts()]).toEqual([["a.jpg"], [texts.failures.network]]);
  });

  test("after the page is closed, nothing that arrives changes anything", async () => {
    const { uploads, states } = await fixture(["a.jpg"]);
    const loading = uploads.load("refresh");
    const before = states.length;
    uploads.close();
    await loading;
    expect(states).toHaveLength(before);
  });
});

describe("opening", () => {
  test("a photo shows all photos at the tapped one, by the URLs of the list", async () => {
    const { uploads, optionsOf, server } = await fixture();
    await uploads.tap("b.jpg");
    expect(optionsOf("request")).toMatchObject([{ url: urlOf("b.jpg"), header: { Range: "bytes=0-0" } }]);
    expect(optionsOf("previewMedia")).toMatchObject([
      { current: 1, sources: [{ url: urlOf("a.jpg") }, { url: urlOf("b.jpg") }] },
    ]);
    expect(server.calls).toEqual([]);
    expect(uploads.state.opening).toBeUndefined();
  });

  test("URLs that end soon are signed first, all of them by one request", async () => {
    const { uploads, optionsOf, server, clock } = await fixture();
    clock.nowMs += 560_000;
    await uploads.tap("a.jpg");
    expect(server.calls).toEqual([["downloads", ["a.jpg", "b.jpg"]]]);
    expect(optionsOf("previewMedia")).toMatchObject([
      { sources: [{ url: urlOf("a.jpg", 2) }, { url: urlOf("b.jpg", 2) }] },
    ]);
  });

  test("the viewer gets at most fifty photos, around the tapped one", async () => {
    const many = Array.from({ length: 80 }, (_, index) => `${String(index).padStart(2, "0")}.jpg`);
    const { uploads, optionsOf } = await fixture(many);
    for (const [tapped, first, current] of [
      ["00.jpg", "00.jpg", 0],
      ["40.jpg", "15.jpg", 25],
      ["79.jpg", "30.jpg", 49],
    ] as const) {
      await uploads.tap(tapped);
      const { sources, current: at } = optionsOf("previewMedia").at(-1) ?? {};
      expect([Object(sources).length, Object(sources)[0].url, at]).toEqual([50, urlOf(first), current]);
      expect(Object(sources)[current].url).toBe(urlOf(tapped));
    }
  });

  test("a URL that has ended although the phone's clock says otherwise is signed again, once", async () => {
    const { uploads, results, optionsOf, server, toasts } = await fixture();
    results.request = ({ url }: { url: string }) => ({ statusCode: url === urlOf("a.jpg") ? 403 : 206 });
    await uploads.tap("a.jpg");
    expect(server.calls).toEqual([["downloads", ["a.jpg"]]]);
    expect(optionsOf("previewMedia")).toHaveLength(1);
    results.request = { statusCode: 403 };
    server.calls.length = 0;
    await uploads.tap("b.jpg");
    expect(server.calls).toEqual([["downloads", ["b.jpg"]]]);
    expect([optionsOf("previewMedia").length, toasts()]).toEqual([1, [texts.openFailed]]);
  });

  test.each(["a.jpg", "c.mp4"])("%s, deleted since it was listed, leaves the list with a message", async (key) => {
    const { uploads, results, keys, toasts, optionsOf } = await fixture();
    results.request = { statusCode: 404 };
    await uploads.tap(key);
    expect(keys()).not.toContain(key);
    expect(toasts()).toEqual([texts.gone]);
    expect([optionsOf("previewMedia"), optionsOf("navigateTo")]).toEqual([[], []]);
  });

  test("a video opens the player", async () => {
    const { uploads, optionsOf } = await fixture();
    await uploads.tap("c.mp4");
    expect(optionsOf("navigateTo")).toEqual([{ url: "/pages/player/player?key=c.mp4" }]);
  });

  test("a document is downloaded and opened", async () => {
    const { uploads, optionsOf, calls } = await fixture();
    await uploads.tap("d.pdf");
    expect(optionsOf("downloadFile")).toMatchObject([{ url: urlOf("d.pdf") }]);
    expect(optionsOf("openDocument")).toMatchObject([{ filePath: "wxfile://tmp_1", fileType: "pdf", showMenu: true }]);
    expect(calls.map(({ name }) => name)).toEqual(["showLoading", "downloadFile", "hideLoading", "openDocument"]);
  });

  test.each([
    ["a download that fails", "downloadFile", new Failure("downloadFile:fail timeout")],
    ["a download without a path", "downloadFile", { statusCode: 200 }],
    ["a status that is a text", "downloadFile", { statusCode: "500", tempFilePath: "wxfile://tmp_1" }],
    ["a viewer that fails", "openDocument", new Failure("openDocument:fail")],
  ] as const)("%s says that the document cannot be opened", async (_title, name, result) => {
    const { uploads, results, toasts, keys } = await fixture();
    results[name] = result;
    await uploads.tap("d.pdf");
    expect([toasts(), keys().length, uploads.state.opening]).toEqual([[texts.openFailed], 5, undefined]);
  });

  test("a document that was deleted leaves the list", async () => {
    const { uploads, results, toasts, keys } = await fixture();
    results.downloadFile = { statusCode: 404, tempFilePath: "wxfile://tmp_1" };
    await uploads.tap("d.pdf");
    expect([toasts(), keys()]).toEqual([[texts.gone], ["a.jpg", "b.jpg", "c.mp4", "e.zip"]]);
  });

  test("a file that WeChat cannot open says what to do, and requests nothing", async () => {
    const { uploads, toasts, optionsOf } = await fixture();
    await uploads.tap("e.zip");
    expect(toasts()).toEqual(["WeChat can't open ZIP files. Copy the link, and open it in a browser."]);
    expect(optionsOf("request")).toEqual([]);
  });

  test("a server that signs nothing says why", async () => {
    const { uploads, server, clock, toasts } = await fixture();
    clock.nowMs += 600_000;
    server.replies.downloads = () => REJECTED("service_keys_missing", 501);
    await uploads.tap("a.jpg");
    expect(toasts()).toEqual([texts.failures.notSupported]);
  });

  test("a second tap while a file opens does nothing, and a phone that never calls back blocks for fifteen seconds only", async () => {
    const { uploads, results, optionsOf, toasts } = await fixture();
    jest.useFakeTimers();
    results.request = "never";
    const first = uploads.tap("a.jpg");
    await uploads.tap("b.jpg");
    await jest.advanceTimersByTimeAsync(15_000);
    await first;
    expect([optionsOf("request").length, toasts(), uploads.state.opening]).toEqual([1, [texts.openFailed], undefined]);
  });
});

test.each([
  ["b.jpg", "previewMedia"],
  ["c.mp4", "navigateTo"],
  ["d.pdf", "openDocument"],
] as const)("a viewer that never calls back does not keep others from opening: %s", async (key, call) => {
  const { uploads, results, optionsOf } = await fixture();
  results[call] = "never";
  void uploads.tap(key);
  while (optionsOf(call).length === 0) await Promise.resolve();
  expect(uploads.state.opening).toBeUndefined();
  results[call] = undefined;
  await uploads.tap("a.jpg");
  expect(optionsOf("previewMedia").length).toBe(call === "previewMedia" ? 2 : 1);
});

test.each([
  ["b.jpg", "request", "previewMedia"],
  ["c.mp4", "request", "navigateTo"],
  ["d.pdf", "downloadFile", "openDocument"],
] as const)("a page that is left before the file is there opens nothing: %s", async (key, read, call) => {
  const { uploads, results, optionsOf, toasts } = await fixture();
  results[read] = () => {
    uploads.close();
    return { statusCode: 200, tempFilePath: "wxfile://tmp_1" };
  };
  await uploads.tap(key);
  expect([optionsOf(call), toasts()]).toEqual([[], []]);
});

test("a viewer that calls back late does not end the opening of the next file", async () => {
  const { uploads, results } = await fixture();
  jest.useFakeTimers();
  results.previewMedia = () => {
    results.request = "never";
    void uploads.tap("c.mp4");
  };
  await uploads.tap("a.jpg");
  expect(uploads.state.opening).toBe("c.mp4");
});

describe("thumbnails", () => {
  beforeEach(() => jest.useFakeTimers());

  test("that fail together get new URLs by one request, and each only once", async () => {
    const { uploads, server } = await fixture();
    const thumbnails = () => uploads.state.files.map(({ thumbnail }) => thumbnail).slice(0, 2);
    for (const key of ["a.jpg", "b.jpg"]) uploads.thumbnailFailed(key, thumbnailOf(key));
    await jest.advanceTimersByTimeAsync(200);
    expect([server.calls, thumbnails()]).toEqual([[["downloads", ["a.jpg", "b.jpg"]]], ["renewed", "renewed"]]);
    for (const key of ["a.jpg", "b.jpg"]) uploads.thumbnailFailed(key, thumbnailOf(key, 2));
    await jest.advanceTimersByTimeAsync(200);
    expect([server.calls.length, thumbnails()]).toEqual([1, ["broken", "broken"]]);
  });

  test("stay without a picture if the server is away, and request nothing more", async () => {
    const { uploads, server } = await fixture();
    server.replies.downloads = () => new UploadError("network");
    uploads.thumbnailFailed("a.jpg", thumbnailOf("a.jpg"));
    await jest.advanceTimersByTimeAsync(10_000);
    expect([server.calls.length, uploads.state.files[0]?.thumbnail]).toEqual([1, "broken"]);
  });

  test("of a closed page are not signed", async () => {
    const { uploads, server } = await fixture();
    uploads.thumbnailFailed("a.jpg", thumbnailOf("a.jpg"));
    uploads.close();
    await jest.advanceTimersByTimeAsync(200);
    expect(server.calls).toEqual([]);
  });
});

describe("the selection", () => {
  test("turns taps into choices, until it ends", async () => {
    const { uploads, select, optionsOf } = await fixture();
    await select("a.jpg", "b.jpg", "a.jpg");
    expect([...(uploads.state.selected ?? [])]).toEqual(["b.jpg"]);
    uploads.endSelection();
    expect(optionsOf("request")).toEqual([]);
    await uploads.tap("a.jpg");
    expect(optionsOf("request")).toHaveLength(1);
  });

  test("is copied as fresh links, with the time that they work", async () => {
    const { uploads, select, optionsOf, toasts } = await fixture();
    await select("b.jpg", "a.jpg");
    await uploads.copySelected();
    expect(optionsOf("setClipboardData")).toEqual([{ data: `${urlOf("a.jpg", 2)}\n${urlOf("b.jpg", 2)}` }]);
    expect(toasts()).toEqual(["2 links copied. They work for 7 min"]);
    expect(uploads.state.selected).toBeUndefined();
  });

  test("stays if the phone does not copy", async () => {
    const { uploads, select, results, toasts } = await fixture();
    results.setClipboardData = new Failure("setClipboardData:fail api scope is not declared in the privacy agreement");
    await select("a.jpg");
    await uploads.copySelected();
    expect([toasts(), uploads.state.selected?.size]).toEqual([[en.copyFailed], 1]);
  });

  test("without a file does nothing", async () => {
    const { uploads, select, calls, server } = await fixture();
    await select();
    await Promise.all([uploads.copySelected(), uploads.deleteSelected()]);
    expect([calls, server.calls]).toEqual([[], []]);
  });
});

describe("saving", () => {
  test("downloads one file after the other, and saves photos and videos by their own calls", async () => {
    const { uploads, select, optionsOf, toasts } = await fixture();
    await select("a.jpg", "c.mp4");
    await uploads.saveSelected();
    expect(optionsOf("downloadFile").map(({ url }) => url)).toEqual([urlOf("a.jpg"), urlOf("c.mp4")]);
    expect(optionsOf("saveImageToPhotosAlbum")).toEqual([{ filePath: "wxfile://tmp_1" }]);
    expect(optionsOf("saveVideoToPhotosAlbum")).toEqual([{ filePath: "wxfile://tmp_1" }]);
    expect(optionsOf("showLoading").map(({ title }) => title)).toEqual(["Saving 1 of 2", "Saving 2 of 2"]);
    expect(toasts()).toEqual(["Saved to the album: 2"]);
    expect(uploads.state.selected).toBeUndefined();
  });

  test("counts documents and files that failed", async () => {
    const { uploads, select, results, toasts, keys } = await fixture();
    results.downloadFile = ({ url }: { url: string }) => ({
      statusCode: url.includes("b.jpg") ? 404 : 200,
      tempFilePath: "wxfile://tmp_1",
    });
    await select("a.jpg", "b.jpg", "d.pdf");
    await uploads.saveSelected();
    expect(toasts()).toEqual(["Saved to the album: 1. Not saved: 2."]);
    expect(keys()).not.toContain("b.jpg");
  });

  test("of documents alone says that the album takes none", async () => {
    const { uploads, select, toasts, optionsOf } = await fixture();
    await select("d.pdf");
    await uploads.saveSelected();
    expect([toasts(), optionsOf("downloadFile")]).toEqual([[texts.nothingToSave], []]);
  });

  test.each([
    "saveImageToPhotosAlbum:fail auth deny",
    "saveImageToPhotosAlbum:fail:auth denied",
    "saveImageToPhotosAlbum:fail authorize no response",
    "saveImageToPhotosAlbum:fail system permission denied",
  ])("without the permission explains it, opens the settings, and keeps the selection: %s", async (errMsg) => {
    const { uploads, select, results, optionsOf, toasts } = await fixture();
    results.saveImageToPhotosAlbum = new Failure(errMsg);
    await select("a.jpg", "b.jpg");
    await uploads.saveSelected();
    expect(optionsOf("showModal")).toMatchObject([{ title: texts.album.title, content: texts.album.text }]);
    expect([optionsOf("openSetting").length, optionsOf("downloadFile").length, toasts()]).toEqual([1, 1, []]);
    expect(uploads.state.selected?.size).toBe(2);
  });

  test("does not open the settings if the user does not want to", async () => {
    const { uploads, select, results, optionsOf } = await fixture();
    results.saveImageToPhotosAlbum = new Failure("saveImageToPhotosAlbum:fail auth deny");
    results.showModal = { confirm: false };
    await select("a.jpg");
    await uploads.saveSelected();
    expect(optionsOf("openSetting")).toEqual([]);
  });

  test("gives up if the album never calls back, and shows no message for ever", async () => {
    const { uploads, select, results, toasts, calls } = await fixture();
    await select("a.jpg");
    jest.useFakeTimers();
    results.saveImageToPhotosAlbum = "never";
    const saving = uploads.saveSelected();
    await jest.advanceTimersByTimeAsync(120_000);
    await saving;
    expect([toasts(), calls.filter(({ name }) => name === "hideLoading").length]).toEqual([
      ["Saved to the album: 0. Not saved: 1."],
      1,
    ]);
  });

  test("by two taps saves once, and again later", async () => {
    const { uploads, select, optionsOf } = await fixture();
    await select("a.jpg");
    await Promise.all([uploads.saveSelected(), uploads.saveSelected()]);
    expect(optionsOf("saveImageToPhotosAlbum")).toHaveLength(1);
    await select("a.jpg");
    await uploads.saveSelected();
    expect(optionsOf("saveImageToPhotosAlbum")).toHaveLength(2);
  });

  test("that the user cancels says nothing", async () => {
    const { uploads, select, results, toasts } = await fixture();
    results.saveImageToPhotosAlbum = new Failure("saveImageToPhotosAlbum:fail cancel");
    await select("a.jpg");
    await uploads.saveSelected();
    expect([toasts(), uploads.state.selected?.size]).toEqual([[], 1]);
  });
});

describe("deleting", () => {
  test("asks first, and deletes nothing without a yes", async () => {
    const { uploads, select, results, optionsOf, server, keys } = await fixture();
    results.showModal = { confirm: false, cancel: true };
    await select("a.jpg", "b.jpg");
    await uploads.deleteSelected();
    expect(optionsOf("showModal")).toMatchObject([{ title: "Delete 2 files?", confirmText: "Yes", cancelText: "No" }]);
    expect([server.calls, keys().length]).toEqual([[], 5]);
  });

  test("by two taps deletes once", async () => {
    const { uploads, select, server } = await fixture();
    await select("a.jpg");
    await Promise.all([uploads.deleteSelected(), uploads.deleteSelected()]);
    expect(server.calls).toEqual([["delete", ["a.jpg"]]]);
  });

  test("deletes what is selected", async () => {
    const { uploads, select, server, keys, toasts, states } = await fixture();
    await select("a.jpg", "b.jpg");
    await uploads.deleteSelected();
    expect(server.calls).toEqual([["delete", ["a.jpg", "b.jpg"]]]);
    expect([keys(), toasts()]).toEqual([["c.mp4", "d.pdf", "e.zip"], ["Deleted: 2"]]);
    expect(states.some(({ files }) => files[0]?.deletion === "running")).toBe(true);
    expect(uploads.state.selected).toBeUndefined();
  });

  test("keeps the files that COS did not delete, selected and with the reason", async () => {
    const { uploads, select, server, keys, toasts } = await fixture();
    server.replies.delete = () => ({ deleted: ["a.jpg"], failed: [{ cosKey: "b.jpg", code: "cos_refused" }] });
    await select("a.jpg", "b.jpg");
    await uploads.deleteSelected();
    expect(keys()).toEqual(["b.jpg", "c.mp4", "d.pdf", "e.zip"]);
    expect(uploads.state.files[0]?.deletion).toBe("storageRefused");
    expect([[...(uploads.state.selected ?? [])], toasts()]).toEqual([["b.jpg"], []]);
  });

  test("keeps all of them if the request fails", async () => {
    const { uploads, select, server, keys } = await fixture();
    server.replies.delete = () => new UploadError("network");
    await select("a.jpg", "b.jpg");
    await uploads.deleteSelected();
    expect(keys()).toHaveLength(5);
    expect(uploads.state.files.map(({ deletion }) => deletion)).toEqual([
      "network",
      "network",
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("of the whole page loads the next one", async () => {
    const { uploads, select, server, keys } = await fixture(["a.jpg"]);
    server.replies.list = (cursor) => ({
      ...pageOf([cursor ? "b.jpg" : "a.jpg"]),
      cursor: cursor ? undefined : "next",
      expiresInSeconds: 600,
      expiresAt: 1,
    });
    await uploads.load("refresh");
    await select("a.jpg");
    await uploads.deleteSelected();
    expect(keys()).toEqual(["b.jpg"]);
  });
});
