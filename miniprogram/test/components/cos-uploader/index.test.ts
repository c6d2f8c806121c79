import type { UploadFile } from "../../../src/components/cos-uploader/index";
import { en } from "../../../src/components/cos-uploader/texts/en";
import { zh } from "../../../src/components/cos-uploader/texts/zh";
import type { TileView } from "../../../src/components/cos-uploader/view/tile-view";
import type { View } from "../../../src/components/cos-uploader/view/view-model";
import { createFakeWechat, type FakeFile, type FakeResponse, type Reply } from "../../fakes/fake-wechat";
import { createFakeWechatCalls, type FakeWechatCallsOptions } from "../../fakes/fake-wechat-calls";
import { type MountedComponent, mountComponent } from "../../fakes/mount-component";
import { createSigningServer } from "../../fakes/signatures";

const PHOTO = "wxfile://tmp/photo.jpg";
const JPEG = { bytes: new Uint8Array([0xff, 0xd8, 0xff, 0xe0]) };

interface FixtureOptions extends FakeWechatCallsOptions {
  readonly files?: Readonly<Record<string, Reply<FakeFile>>>;
  readonly sign?: Reply<FakeResponse>;
  readonly cos?: Reply<FakeResponse>;
  /** The token that the signing server accepts. */
  readonly wantedToken?: string;
  readonly properties?: object;
  readonly progress?: readonly number[];
}

const mounted = new Set<MountedComponent>();
afterEach(() => {
  for (const component of mounted) component.detach();
  mounted.clear();
});

/** The component in a fake WeChat with fake servers. */
function fixture({
  files = { [PHOTO]: JPEG },
  sign,
  cos,
  properties,
  progress,
  wantedToken,
  ...calls
}: FixtureOptions = {}) {
  const server = createSigningServer();
  const stored: Reply<FakeResponse> = cos ?? { statusCode: 200 };
  const uploads = createFakeWechat({
    files,
    onRequest: (option) => {
      if (option.method === "PUT") return stored;
      if (option.url.endsWith("/login")) {
        return sign ?? { statusCode: 200, data: JSON.stringify({ token: wantedToken, expiresInSeconds: 7200 }) };
      }
      if (wantedToken !== undefined && option.header?.["Authorization"] !== `Bearer ${wantedToken}`) {
        return { statusCode: 401, data: "{}" };
      }
      return sign ?? { statusCode: 200, data: JSON.stringify(server.respond(option)) };
    },
    onLogin: () => ({ code: "0a1b" }),
    onUploadFile: () => stored,
    ...(progress && { progress }),
  });
  const phone = createFakeWechatCalls(calls);
  const component = mountComponent(
    () => require("../../../src/components/cos-uploader/index"),
    { ...phone.wechat, ...uploads.wx },
    { serverUrl: "https://sign.example.com", ...properties },
  );
  mounted.add(component);
  return { component, phone, uploads, ...shownBy(component.data) };
}

function shownBy(data: Partial<View> & Record<string, unknown>) {
  const tiles = (): readonly TileView[] => data.tiles ?? [];
  return {
    tiles,
    states: () => tiles().map(({ stateText }) => stateText),
    sentences: () => data.failures?.map(({ sentence }) => sentence),
    view: data,
  };
}

/** The time of the last tap. The next tap comes a second later by default. */
let tappedAt = 0;
function tap(dataset: object = {}, afterMs = 1000) {
  tappedAt += afterMs;
  return { timeStamp: tappedAt, currentTarget: { dataset } };
}
const allTurns = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
};
const media = (...paths: string[]) => paths.map((tempFilePath) => ({ tempFilePath }));

test("shows the add tile and the limits in WeChat's language", () => {
  const { view } = fixture({ language: "zh_CN", properties: { max: 9 } });
  expect(view).toMatchObject({
    tiles: [],
    limits: { spoken: "照片和视频、最多 9 个" },
    add: { label: zh.add, count: "0 / 9" },
  });
});

test("uploads a picked photo and reports each step to the page", async () => {
  const { component, tiles } = fixture({ progress: [10, 50] });
  await component.call("onChoose", tap());
  await allTurns();
  expect(tiles()).toMatchObject([{ look: "done", thumbnailPath: PHOTO, stateText: en.phases.done }]);
  const names = component.events.map(({ name }) => name).filter((name) => name !== "change");
  expect(names).toEqual(["add", "select-change", "selectchange", "progress", "progress", "success", "complete"]);
  const [success] = component.events.filter(({ name }) => name === "success");
  expect(success?.detail).toMatchObject({ file: { status: "done", url: expect.stringMatching(/^https:/), id: 1 } });
});

test("renders only the tile whose progress changed", async () => {
  const { component } = fixture({
    files: { [PHOTO]: JPEG, b: JPEG },
    media: media(PHOTO, "b"),
    progress: [10, 50],
    properties: { concurrency: 1 },
  });
  await component.call("choose");
  component.setPaths.length = 0;
  await allTurns();
  expect([...new Set(component.setPaths)].sort()).toEqual(["announcement", "summary", "tiles[0]", "tiles[1]"]);
});

test("sends a PUT if the page sets the method", async () => {
  const { component, uploads } = fixture({ properties: { method: "put" } });
  await component.call("choose");
  await allTurns();
  expect(uploads.requests.map(({ method }) => method)).toEqual(["GET", "PUT"]);
});

test("logs in at a server that requires it, without an event for the page", async () => {
  const { component, uploads, states } = fixture({ wantedToken: "t" });
  await component.call("choose");
  await allTurns();
  expect(states()).toEqual([en.phases.done]);
  expect(uploads.requests.map(({ url }) => url.replace(/^https:\/\/[^/]+|\?.*/g, ""))).toEqual([
    "/post-policy",
    "/login",
    "/post-policy",
  ]);
});

test("uses the page's authorize, and another one once the page sets it", async () => {
  const { component, uploads, states } = fixture({
    wantedToken: "new",
    properties: { authorize: async () => "old" },
  });
  await component.call("choose");
  await allTurns();
  expect(states()).toEqual([en.phases.failed]);
  component.set({ authorize: async () => "new" });
  await component.call("retry", 1);
  await allTurns();
  expect(states()).toEqual([en.phases.done]);
  expect(uploads.calls).not.toContain("login");
});

test("uses the function of setAuthorize, also over the property, until it is set to null", async () => {
  const { component, uploads } = fixture({ wantedToken: "t", properties: { authorize: async () => "property" } });
  const sentTokens = () => uploads.requests.map(({ header }) => header?.["Authorization"]);
  component.call("setAuthorize", async () => "t");
  await component.call("choose");
  await allTurns();
  expect([...new Set(sentTokens())]).toEqual(["Bearer t"]);
  component.call("setAuthorize", null);
  await component.call("choose");
  await allTurns();
  expect(sentTokens()).toContain("Bearer property");
});

test("shows the message of sizeLimit for a file that is too large", async () => {
  const sizeLimit = { size: 2, unit: "MB", message: "At most {sizeLimit} MB, please." };
  const { component, sentences } = fixture({
    files: { [PHOTO]: { ...JPEG, size: 3 * 1024 ** 2 } },
    properties: { sizeLimit },
  });
  await component.call("choose");
  await allTurns();
  expect(sentences()).toEqual(["At most 2 MB, please."]);
});

test("calls the hooks of setHooks in place of the properties, until they are set to null", async () => {
  const prepare = jest.fn(() => PHOTO);
  const beforeRemove = jest.fn(() => Promise.reject(new Error("In use.")));
  const { component, phone, tiles } = fixture({ properties: { beforeAdd: () => false } });
  component.call("setHooks", { prepare, beforeRemove });
  await component.call("choose");
  await allTurns();
  expect([tiles().length, prepare.mock.calls.length]).toEqual([1, 1]);
  await component.call("onAction", tap({ id: 1, action: "remove" }));
  expect([tiles().length, phone.last("showToast")]).toEqual([1, { title: "In use.", icon: "none" }]);
  component.call("setHooks", null);
  await component.call("onAction", tap({ id: 1, action: "remove" }));
  await component.call("choose");
  await allTurns();
  expect(tiles()).toEqual([]);
});

test("shows that the page prepares a file, and cancels it by its button", async () => {
  const { component, states } = fixture({ properties: { prepare: () => new Promise(() => {}) } });
  await Promise.race([component.call("choose"), allTurns()]);
  expect(states()).toEqual([en.phases.preparing]);
  await component.call("onAction", tap({ id: 1, action: "cancel" }));
  expect(states()).toEqual([en.phases.cancelled]);
});

describe("shows a state and a sentence for each bad input, and uploads the other file", () => {
  const GOOD = "wxfile://tmp/good.jpg";
  const HTML = { statusCode: 200, header: { "content-type": "text/html" }, data: "<!doctype html><html></html>" };

  test.each<[string, Reply<FakeFile> | undefined, string]>([
    ["deleted after it was picked", undefined, en.failures.file_not_found],
    ["zero bytes", { bytes: new Uint8Array() }, en.failures.empty_file],
    ["a wrong extension", { bytes: new Uint8Array(Buffer.from("no photo at all")) }, en.failures.type_mismatch],
    ["4 GB", { ...JPEG, size: 4 * 1024 ** 3 }, "This file is larger than 20 MB. Choose a smaller one."],
  ])("%s", async (_, file, sentence) => {
    const { component, states, sentences } = fixture({
      files: { [GOOD]: JPEG, ...(file && { "bad.jpg": file }) },
      media: media("bad.jpg", GOOD),
      properties: { sizeLimit: { size: 20, unit: "MB" } },
    });
    await component.call("choose");
    await allTurns();
    expect(states()).toEqual([en.phases.failed, en.phases.done]);
    expect(sentences()).toEqual([sentence]);
  });

  test.each<[string, Reply<FakeResponse>, string]>([
    ["HTML", HTML, en.failures.sign_answer_html],
    ["{code:-1} with 200", { statusCode: 200, data: '{"code":-1}' }, en.failures.sign_answer_failure],
    ["a redirect", { statusCode: 302, header: { location: "/login" } }, en.failures.sign_redirected],
    ["401, also for the login", { statusCode: 401, data: "{}" }, en.failures.login_failed],
    ["403", { statusCode: 403, data: "{}" }, en.failures.sign_refused],
  ])("shows a sentence if the signing server responds with %s", async (_, sign, sentence) => {
    const { component, sentences } = fixture({ sign });
    await component.call("choose");
    await allTurns();
    expect(sentences()).toEqual([sentence]);
  });

  test("retries after a response that was cut off", async () => {
    const { component, states } = fixture({ sign: { statusCode: 200, data: '{"cosHost":"photos' } });
    await component.call("choose");
    await allTurns();
    expect(states()).toEqual([en.phases.retrying]);
  });

  test("rejects a signature for another key", async () => {
    const other = {
      ...Object(createSigningServer().respond({ url: "https://s/post-policy?ext=jpg" })),
      cosKey: "other",
    };
    const { component, sentences } = fixture({ sign: { statusCode: 200, data: JSON.stringify(other) } });
    await component.call("choose");
    await allTurns();
    expect(sentences()).toEqual([en.failures.signature_mismatch]);
  });

  test("uploads a HEIC photo, and shows a drawing if the phone cannot display it", async () => {
    const heic = { bytes: new Uint8Array(Buffer.from("00000018667479706865696300000000", "hex")) };
    const { component, tiles } = fixture({ files: { [PHOTO]: heic } });
    await component.call("choose");
    await allTurns();
    component.call("onThumbnailError", tap({ id: 1 }));
    expect(tiles()).toMatchObject([{ look: "done", thumbnailPath: "", extension: "JPG" }]);
  });
});

test("retries a failed file by its button", async () => {
  const cos = {
    statusCode: 403,
    data: "<Error><Code>AccessDenied</Code></Error>",
    header: { "x-cos-request-id": "NjQw" },
  };
  const { component, uploads, sentences, view } = fixture({ cos });
  await component.call("choose");
  await allTurns();
  expect(sentences()).toEqual([en.remoteFailures.AccessDenied]);
  expect(view.failures?.[0]).toMatchObject({ retry: { name: "retry" } });
  const before = uploads.uploads.length;
  component.call("onAction", tap({ id: 1, action: "retry" }));
  await allTurns();
  expect(uploads.uploads.length).toBe(before + 1);
});

test("retries files that failed alike by one button", async () => {
  const { component, uploads, view } = fixture({
    cos: { statusCode: 403, data: "" },
    files: { [PHOTO]: JPEG, b: JPEG },
    media: media(PHOTO, "b"),
  });
  await component.call("choose");
  await allTurns();
  expect(view.failures).toMatchObject([{ ids: [1, 2], name: "Photo 1, Photo 2" }]);
  const before = uploads.uploads.length;
  component.call("onRetry", tap({ ids: view.failures?.[0]?.ids }));
  await allTurns();
  expect(uploads.uploads.length).toBe(before + 2);
});

test("retries all failed files by the method retryAll", async () => {
  const { component, uploads, states } = fixture({
    cos: { statusCode: 403, data: "" },
    files: { [PHOTO]: JPEG, b: JPEG },
    media: media(PHOTO, "b"),
  });
  await component.call("choose");
  await allTurns();
  expect(states()).toEqual([en.phases.failed, en.phases.failed]);
  const before = uploads.uploads.length;
  component.call("retryAll");
  await allTurns();
  expect(uploads.uploads.length).toBe(before + 2);
});

test("cancels and removes files by the ids in events", async () => {
  const { component, states } = fixture({ cos: "never", files: { [PHOTO]: JPEG, b: JPEG }, media: media(PHOTO, "b") });
  await component.call("choose");
  await allTurns();
  component.call("cancel", 1);
  expect(states()).toEqual([en.phases.cancelled, en.phases.uploading]);
  component.call("remove", 1);
  component.call("cancelAll");
  expect(states()).toEqual([en.phases.cancelled]);
  expect(component.events.map(({ name }) => name)).toEqual(expect.arrayContaining(["cancel", "remove", "complete"]));
});

describe("changes the order by the bar's buttons", () => {
  const files = ["1", "2", "3"].map((name) => ({ url: `https://e.com/${name}.jpg` }));
  const ids = (tiles: readonly TileView[]) => tiles.map(({ id }) => id);

  test("moves the file, reports it, and announces its new place", () => {
    const { component, tiles, view } = fixture({ properties: { files, draggable: true } });
    component.call("onGrip", tap({ id: 1 }));
    expect(view.moving).toMatchObject({ title: "Photo 1: 1 of 3" });
    component.call("onMoveStep", tap({ step: 1 }));
    expect([ids(tiles()), view.moving?.title]).toEqual([[2, 1, 3], "Photo 2: 2 of 3"]);
    expect(component.data["announcement"]).toBe("Photo 2: 2 of 3");
    expect(component.events.map(({ name }) => name)).toEqual(["drop", "change"]);
    component.call("onMoveStep", tap({ step: 1 }));
    component.call("onMoveStep", tap({ step: 1 }));
    expect(ids(tiles())).toEqual([2, 3, 1]);
    component.call("onMoveDone");
    expect(view.moving).toBeNull();
  });

  test("does not move the first file before the first place", () => {
    const { component, tiles } = fixture({ properties: { files, draggable: true } });
    component.call("onGrip", tap({ id: 1 }));
    component.call("onMoveStep", tap({ step: -1 }));
    expect([ids(tiles()), component.events]).toEqual([[1, 2, 3], []]);
  });

  test("closes the bar when its file is removed, and shows no grip for a single file", () => {
    const { component, tiles, view } = fixture({ properties: { files: files.slice(0, 2), draggable: true } });
    component.call("onGrip", tap({ id: 1 }));
    component.call("remove", 1);
    expect([view.moving, tiles()[0]?.grip]).toEqual([null, undefined]);
  });

  test("moves a file by the method move()", () => {
    const { component, tiles } = fixture({ properties: { files } });
    component.call("move", 3, 0);
    expect(ids(tiles())).toEqual([3, 1, 2]);
  });
});

test("reports a tap on a tile and previews the photos, starting with that one", async () => {
  const files: UploadFile[] = [
    { url: "https://e.com/1.pdf" },
    { url: "https://e.com/2.jpg" },
    { url: "https://e.com/3.mp4" },
  ];
  const { component, phone } = fixture({ properties: { files } });
  component.call("onFace", tap({ id: 3 }));
  expect(component.events).toMatchObject([{ name: "click", detail: { index: 2 } }]);
  expect(phone.last("previewMedia")).toEqual({
    current: 1,
    sources: [
      { url: "https://e.com/2.jpg", type: "image" },
      { url: "https://e.com/3.mp4", type: "video" },
    ],
  });
});

describe("ignores the second tap of a double tap, because the first has put something else under the finger", () => {
  const FILES = [{ url: "https://e.com/1.jpg" }, { url: "https://e.com/2.jpg" }, { url: "https://e.com/3.jpg" }];

  test("on a cross: keeps the next file and opens no picker", () => {
    const { component, phone, tiles } = fixture({ properties: { files: FILES } });
    component.call("onAction", tap({ id: 1, action: "remove" }));
    component.call("onAction", tap({ id: 2, action: "remove" }, 200));
    component.call("onChoose", tap({}, 100));
    expect([tiles().map(({ id }) => id), phone.names()]).toEqual([[2, 3], []]);
    component.call("onAction", tap({ id: 2, action: "remove" }, 500));
    expect(tiles().map(({ id }) => id)).toEqual([3]);
  });

  test("on a cross that cancels: keeps the cancelled file", async () => {
    const { component, states } = fixture({ cos: "never" });
    await component.call("choose");
    await allTurns();
    component.call("onAction", tap({ id: 1, action: "cancel" }));
    component.call("onAction", tap({ id: 1, action: "remove" }, 200));
    expect(states()).toEqual([en.phases.cancelled]);
  });

  test("on a tile that retries: opens no preview", async () => {
    const { component, phone } = fixture({ cos: "never" });
    await component.call("choose");
    await allTurns();
    component.call("cancel", 1);
    component.call("onAction", tap({ id: 1, action: "retry" }));
    component.call("onFace", tap({ id: 1 }, 200));
    expect(phone.names()).not.toContain("previewMedia");
    component.call("onFace", tap({ id: 1 }));
    expect(phone.names()).toContain("previewMedia");
  });
});

describe("the add tile, while WeChat's picker does not call back", () => {
  const silent = () => {
    const mountedComponent = fixture({ needsConsent: false });
    const calls: { success?: unknown }[] = [];
    Object.assign(Reflect.get(globalThis, "wx"), { chooseMedia: (option: object) => calls.push(option) });
    return { ...mountedComponent, calls };
  };

  test("shows that a picker is open, opens another on the next tap, and uploads files that arrive late", async () => {
    const { component, view, calls, states } = silent();
    void component.call("onChoose", tap());
    await allTurns();
    expect(view.add).toMatchObject({ label: en.adding, isShown: true });
    void component.call("onChoose", tap());
    await allTurns();
    expect(calls).toHaveLength(2);
    const [{ success } = {}] = calls;
    if (typeof success === "function") success({ tempFiles: [{ tempFilePath: PHOTO, size: "4" }] });
    await allTurns();
    expect(states()).toEqual([en.phases.done]);
  });

  test("opens no picker on the second tap of a double tap, because the picker is opening", async () => {
    const { component, calls } = silent();
    for (const afterMs of [1000, 200, 500]) void component.call("onChoose", tap({}, afterMs));
    await allTurns();
    expect(calls).toHaveLength(1);
    void component.call("onChoose", tap({}, 200));
    await allTurns();
    expect(calls).toHaveLength(2);
  });

  test("opens another picker on a tap right after one was closed", async () => {
    const { component, phone } = fixture({ media: "chooseMedia:fail cancel" });
    await component.call("onChoose", tap());
    await component.call("onChoose", tap({}, 100));
    expect(phone.names()).toEqual(["chooseMedia", "chooseMedia"]);
  });
});

test.each([
  "previewMedia",
  "setClipboardData",
  "showToast",
  "openPrivacyContract",
])("still works if WeChat's %s throws or is missing", (name) => {
  const breaks = () => {
    throw new Error("not here");
  };
  for (const broken of [undefined, breaks]) {
    const { component } = fixture({
      clipboardFailure: "fail",
      properties: { files: [{ url: "https://e.com/1.jpg" }] },
    });
    Object.assign(Reflect.get(globalThis, "wx"), { [name]: broken });
    component.call("onFace", tap({ id: 1 }));
    component.call("onReadContract");
    component.call("onCopyRequestId", tap({ requestIds: "NjQw" }));
    expect(component.events.map((event) => event.name)).toEqual(["click"]);
  }
});

test("shows given files as uploaded, and ignores an event's own list", async () => {
  const { component, tiles } = fixture({ properties: { files: [{ url: "https://e.com/1.jpg" }] } });
  expect([tiles().length, component.events]).toEqual([1, []]);
  await component.call("choose");
  await allTurns();
  const [change] = component.events.filter(({ name }) => name === "change").slice(-1);
  const eventCount = component.events.length;
  component.set(Object(change?.detail));
  expect([tiles().length, component.events.length]).toEqual([2, eventCount]);
  component.set({ files: [] });
  expect(tiles()).toEqual([]);
});

test.each([
  [undefined, 1],
  [0.9, 1],
  [1.3, 1.3],
  [2.4, 1.6],
])("scales texts with WeChat's font size within bounds: %s becomes %s", (fontSizeScaleFactor, textScale) => {
  const { component } = fixture(fontSizeScaleFactor === undefined ? {} : { fontSizeScaleFactor });
  expect(component.data["textScale"]).toBe(textScale);
});

test.each([
  undefined,
  "setClipboardData:fail",
])("copies a failure's request id by its button: %s", async (clipboardFailure) => {
  const { component, phone, view } = fixture({
    ...(clipboardFailure !== undefined && { clipboardFailure }),
    cos: {
      statusCode: 403,
      data: "<Error><RequestId>NjQw</RequestId></Error>",
      header: { "x-cos-request-id": "NjQw" },
    },
  });
  await component.call("choose");
  await allTurns();
  expect(view.failures).toMatchObject([{ requestId: "NjQw", requestIds: "NjQw" }]);
  component.call("onCopyRequestId", tap({ requestIds: view.failures?.[0]?.requestIds }));
  expect(phone.last("setClipboardData")).toMatchObject({ data: "NjQw" });
  const toast = clipboardFailure === undefined ? undefined : { title: en.copyFailed, icon: "none" };
  expect(phone.last("showToast")).toEqual(toast);
});

test("renders changed properties", () => {
  const { component, view } = fixture();
  component.set({ max: 3, texts: { add: "Pick" } });
  expect(view.add).toMatchObject({ count: "0 / 3", label: "Pick" });
  component.set({ language: "zh_CN", disabled: true });
  expect([view.limits?.spoken, view.add?.isShown]).toEqual(["照片和视频、最多 3 个", false]);
});

test("opens the consent sheet, shows the privacy notice and accepts consent", async () => {
  const { component, phone, view, tiles } = fixture({ needsConsent: true });
  await component.call("onChoose", tap());
  expect(view.consent).toMatchObject({ title: en.consent.title, read: "Read 《隐私保护指引》" });
  component.call("onReadContract");
  expect(phone.names()).toContain("openPrivacyContract");
  await component.call("onAgree");
  expect([view.consent, tiles().length]).toEqual([null, 1]);
});

test("explains after the user declines, and the button beside it asks again", async () => {
  const { component, view } = fixture({ needsConsent: true });
  await component.call("onChoose", tap());
  component.call("onDecline");
  expect(view.refusal).toEqual({
    sentence: en.refusals.privacy_refused,
    action: en.refusalActions.privacy_refused,
  });
  await component.call("onRefusalAction");
  expect([view.refusal, view.consent?.agree]).toEqual([null, en.consent.agree]);
});

test("when detached, cancels uploads, removes all listeners and renders nothing more", async () => {
  const { component, uploads } = fixture({ cos: "never" });
  await component.call("choose");
  await allTurns();
  const pathCount = component.setPaths.length;
  component.detach();
  await allTurns();
  expect([uploads.aborted, uploads.listeners.size, component.setPaths.length]).toEqual([["uploadFile"], 0, pathCount]);
});
