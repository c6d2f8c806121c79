import type { UploadFile } from "../../../src/components/cos-uploader/index";
import { en } from "../../../src/components/cos-uploader/texts/en";
import { zh } from "../../../src/components/cos-uploader/texts/zh";
import type { TileView } from "../../../src/components/cos-uploader/view/tile-view";
import type { View } from "../../../src/components/cos-uploader/view/view-model";
import { createFakeWechat, type FakeAnswer, type FakeFile, type Reply } from "../../fakes/fake-wechat";
import { createFakeWechatCalls, type FakeWechatCallsOptions } from "../../fakes/fake-wechat-calls";
import { type MountedComponent, mountComponent } from "../../fakes/mount-component";
import { createSigningServer } from "../../fakes/signatures";

const PHOTO = "wxfile://tmp/photo.jpg";
const JPEG = { bytes: new Uint8Array([0xff, 0xd8, 0xff, 0xe0]) };

interface FixtureOptions extends FakeWechatCallsOptions {
  readonly files?: Readonly<Record<string, Reply<FakeFile>>>;
  readonly sign?: Reply<FakeAnswer>;
  readonly cos?: Reply<FakeAnswer>;
  /** The token that the signing server wants. */
  readonly wantedToken?: string;
  readonly properties?: object;
  readonly progress?: readonly number[];
}

const mounted = new Set<MountedComponent>();
afterEach(() => {
  for (const component of mounted) component.detach();
  mounted.clear();
});

/** The component in a WeChat whose servers answer as they are told. */
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
  const stored: Reply<FakeAnswer> = cos ?? { statusCode: 200 };
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
      return sign ?? { statusCode: 200, data: JSON.stringify(server.answer(option)) };
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

/** When the last tap was: the next comes a second later, unless it says otherwise. */
let tappedAt = 0;
function tap(dataset: object = {}, afterMs = 1000) {
  tappedAt += afterMs;
  return { timeStamp: tappedAt, currentTarget: { dataset } };
}
const allTurns = async () => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
};
const media = (...paths: string[]) => paths.map((tempFilePath) => ({ tempFilePath }));

test("opens with the tile to add and the limits, in WeChat's language", () => {
  const { view } = fixture({ language: "zh_CN", properties: { max: 9 } });
  expect(view).toMatchObject({
    tiles: [],
    limits: ["照片和视频", "最多 9 个"],
    add: { label: zh.add, count: "0 / 9" },
  });
});

test("a picked photo is uploaded, and the page hears of it step by step", async () => {
  const { component, tiles } = fixture({ progress: [10, 50] });
  await component.call("onChoose", tap());
  await allTurns();
  expect(tiles()).toMatchObject([{ look: "done", thumbnailPath: PHOTO, stateText: en.phases.done }]);
  const names = component.events.map(({ name }) => name).filter((name) => name !== "change");
  expect(names).toEqual(["add", "select-change", "progress", "progress", "success", "complete"]);
  const [success] = component.events.filter(({ name }) => name === "success");
  expect(success?.detail).toMatchObject({ file: { status: "done", url: expect.stringMatching(/^https:/), id: 1 } });
});

test("progress redraws the one tile", async () => {
  const { component } = fixture({
    files: { [PHOTO]: JPEG, b: JPEG },
    media: media(PHOTO, "b"),
    progress: [10, 50],
    properties: { concurrency: 1 },
  });
  await component.call("choose");
  component.drawn.length = 0;
  await allTurns();
  expect([...new Set(component.drawn)].sort()).toEqual(["announcement", "summary", "tiles[0]", "tiles[1]"]);
});

test("PUT is sent as the page says", async () => {
  const { component, uploads } = fixture({ properties: { method: "put" } });
  await component.call("choose");
  await allTurns();
  expect(uploads.requests.map(({ method }) => method)).toEqual(["GET", "PUT"]);
});

test("a server that wants a login – is logged in at, and the page hears of nothing but its files", async () => {
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

test("a token of the page's own back end – by authorize, and by another authorize once the page sets it", async () => {
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

describe("bad input ends in its own state with its own sentence, and the other file goes on", () => {
  const GOOD = "wxfile://tmp/good.jpg";
  const HTML = { statusCode: 200, header: { "content-type": "text/html" }, data: "<!doctype html><html></html>" };

  test.each<[string, Reply<FakeFile> | undefined, string]>([
    ["deleted after it was picked", undefined, en.failures.file_not_found],
    ["zero bytes", { bytes: new Uint8Array() }, en.failures.empty_file],
    ["a suffix that lies", { bytes: new Uint8Array(Buffer.from("no photo at all")) }, en.failures.type_mismatch],
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

  test.each<[string, Reply<FakeAnswer>, string]>([
    ["HTML", HTML, en.failures.sign_answer_html],
    ["{code:-1} with 200", { statusCode: 200, data: '{"code":-1}' }, en.failures.sign_answer_failure],
    ["a redirect", { statusCode: 302, header: { location: "/login" } }, en.failures.sign_redirected],
    ["401, to the login as well", { statusCode: 401, data: "{}" }, en.failures.login_failed],
    ["403", { statusCode: 403, data: "{}" }, en.failures.sign_refused],
  ])("a signing server that answers %s", async (_, sign, sentence) => {
    const { component, sentences } = fixture({ sign });
    await component.call("choose");
    await allTurns();
    expect(sentences()).toEqual([sentence]);
  });

  test("half a response is asked for again", async () => {
    const { component, states } = fixture({ sign: { statusCode: 200, data: '{"cosHost":"photos' } });
    await component.call("choose");
    await allTurns();
    expect(states()).toEqual([en.phases.retrying]);
  });

  test("a signature for another key", async () => {
    const other = {
      ...Object(createSigningServer().answer({ url: "https://s/post-policy?ext=jpg" })),
      cosKey: "other",
    };
    const { component, sentences } = fixture({ sign: { statusCode: 200, data: JSON.stringify(other) } });
    await component.call("choose");
    await allTurns();
    expect(sentences()).toEqual([en.failures.signature_mismatch]);
  });

  test("a HEIC is uploaded as one, and drawn where the phone can't show it", async () => {
    const heic = { bytes: new Uint8Array(Buffer.from("00000018667479706865696300000000", "hex")) };
    const { component, tiles } = fixture({ files: { [PHOTO]: heic } });
    await component.call("choose");
    await allTurns();
    component.call("onThumbnailError", tap({ id: 1 }));
    expect(tiles()).toMatchObject([{ look: "done", thumbnailPath: "", extension: "JPG" }]);
  });
});

test("a failure can be tried again by its button", async () => {
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

test("failures alike are tried again by one button", async () => {
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

test("the method retryAll tries all failures anew", async () => {
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

test("methods cancel and remove by the ids of the events", async () => {
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

test("a tap on a tile tells the page and shows the photos, at that one", async () => {
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

describe("the second tap of a double tap does nothing, as the first one has put something else under the finger", () => {
  const FILES = [{ url: "https://e.com/1.jpg" }, { url: "https://e.com/2.jpg" }, { url: "https://e.com/3.jpg" }];

  test("on a cross – the next file stays, and the picker stays closed", () => {
    const { component, phone, tiles } = fixture({ properties: { files: FILES } });
    component.call("onAction", tap({ id: 1, action: "remove" }));
    component.call("onAction", tap({ id: 2, action: "remove" }, 200));
    component.call("onChoose", tap({}, 100));
    expect([tiles().map(({ id }) => id), phone.names()]).toEqual([[2, 3], []]);
    component.call("onAction", tap({ id: 2, action: "remove" }, 500));
    expect(tiles().map(({ id }) => id)).toEqual([3]);
  });

  test("on a cross that cancels – the file stays, cancelled", async () => {
    const { component, states } = fixture({ cos: "never" });
    await component.call("choose");
    await allTurns();
    component.call("onAction", tap({ id: 1, action: "cancel" }));
    component.call("onAction", tap({ id: 1, action: "remove" }, 200));
    expect(states()).toEqual([en.phases.cancelled]);
  });

  test("on a tile that tries again – nothing is shown large", async () => {
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

describe("the tile to add, while WeChat's picker does not call back", () => {
  const silent = () => {
    const mountedComponent = fixture({ needsConsent: false });
    const calls: { success?: unknown }[] = [];
    Object.assign(Reflect.get(globalThis, "wx"), { chooseMedia: (option: object) => calls.push(option) });
    return { ...mountedComponent, calls };
  };

  test("says so, and the next tap opens another; what comes late is uploaded", async () => {
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

  test("the second tap of a double tap opens none, as the picker is on its way", async () => {
    const { component, calls } = silent();
    for (const afterMs of [1000, 200, 500]) void component.call("onChoose", tap({}, afterMs));
    await allTurns();
    expect(calls).toHaveLength(1);
    void component.call("onChoose", tap({}, 200));
    await allTurns();
    expect(calls).toHaveLength(2);
  });

  test("a tap right after a picker was closed opens another", async () => {
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
])("a WeChat whose %s throws, or is missing, breaks nothing", (name) => {
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

test("given files show as uploaded, and an event's own list given back changes nothing", async () => {
  const { component, tiles } = fixture({ properties: { files: [{ url: "https://e.com/1.jpg" }] } });
  expect([tiles().length, component.events]).toEqual([1, []]);
  await component.call("choose");
  await allTurns();
  const [change] = component.events.filter(({ name }) => name === "change").slice(-1);
  const told = component.events.length;
  component.set(Object(change?.detail));
  expect([tiles().length, component.events.length]).toEqual([2, told]);
  component.set({ files: [] });
  expect(tiles()).toEqual([]);
});

test.each([
  [undefined, 1],
  [0.9, 1],
  [1.3, 1.3],
  [2.4, 1.6],
])("texts are as large as WeChat is set to, within bounds: %s – %s", (fontSizeScaleFactor, textScale) => {
  const { component } = fixture(fontSizeScaleFactor === undefined ? {} : { fontSizeScaleFactor });
  expect(component.data["textScale"]).toBe(textScale);
});

test.each([
  undefined,
  "setClipboardData:fail",
])("a failure's request id is copied by its button: %s", async (clipboardFailure) => {
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
  const told = clipboardFailure === undefined ? undefined : { title: en.copyFailed, icon: "none" };
  expect(phone.last("showToast")).toEqual(told);
});

test("properties that change are drawn", () => {
  const { component, view } = fixture();
  component.set({ max: 3, texts: { add: "Pick" } });
  expect(view.add).toMatchObject({ count: "0 / 3", label: "Pick" });
  component.set({ language: "zh_CN", disabled: true });
  expect([view.limits, view.add?.isShown]).toEqual([["照片和视频", "最多 3 个"], false]);
});

test("the consent sheet opens, reads out and agrees", async () => {
  const { component, phone, view, tiles } = fixture({ needsConsent: true });
  await component.call("onChoose", tap());
  expect(view.consent).toMatchObject({ title: en.consent.title, read: "Read 《隐私保护指引》" });
  component.call("onReadContract");
  expect(phone.names()).toContain("openPrivacyContract");
  await component.call("onAgree");
  expect([view.consent, tiles().length]).toEqual([null, 1]);
});

test("declined, it explains, and the button beside it asks again", async () => {
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

test("detached, it breaks off what runs, leaves no listener and draws no more", async () => {
  const { component, uploads } = fixture({ cos: "never" });
  await component.call("choose");
  await allTurns();
  const drawn = component.drawn.length;
  component.detach();
  await allTurns();
  expect([uploads.aborted, uploads.listeners.size, component.drawn.length]).toEqual([["uploadFile"], 0, drawn]);
});
