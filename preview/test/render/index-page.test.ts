/** @jest-environment ./test/support/jsdom-environment.ts */
import { join } from "node:path";
import { byteLimits } from "../../../miniprogram/src/components/cos-uploader/list/size-limit.ts";
import type { ListState, PhaseName } from "../../../miniprogram/src/components/cos-uploader/list/state.ts";
import { createPropertyReader } from "../../../miniprogram/src/components/cos-uploader/properties/read-properties.ts";
import { en as uploaderEn } from "../../../miniprogram/src/components/cos-uploader/texts/en.ts";
import { zh as uploaderZh } from "../../../miniprogram/src/components/cos-uploader/texts/zh.ts";
import { viewOf } from "../../../miniprogram/src/components/cos-uploader/view/view-model.ts";
import { en } from "../../../miniprogram/src/texts/en.ts";
import { zh } from "../../../miniprogram/src/texts/zh.ts";
import {
  FAILED_FOR_GOOD,
  itemIn,
  PHASES,
  stateOf,
} from "../../../miniprogram/test/components/cos-uploader/list/states.ts";
import { type Mounted, mount, tap } from "../support/mount.ts";

const projectDirectory = join(__dirname, "../../..");
const chooseMedia = jest.fn();
const maxBytes = byteLimits(0);
const LIMITS = { mediaTypes: ["image", "video"], source: "media", maxFiles: 9, maxBytes, accept: [] } as const;

let mounted: Mounted;

/** Opens the page with WeChat in a language. */
function openPage(language: string): void {
  chooseMedia.mockClear();
  mounted = mount({
    projectDirectory,
    wx: {
      chooseMedia,
      getAppBaseInfo: () => ({ language, SDKVersion: "3.8.12" }),
      getAccountInfoSync: () => ({ miniProgram: { envVersion: "develop" } }),
      setNavigationBarTitle: () => {},
      // The page connects to the server, and requests nothing before a file is picked.
      getFileSystemManager: () => ({}),
    },
  });
  mounted.pages.open("/pages/index/index");
}

/** Sets the component's data to its view of a state. */
function show(state: ListState, texts: typeof uploaderEn): void {
  const page: unknown = mounted.pages.top()?.instance;
  const uploader = Object(page).selectComponent("#uploader");
  const defaults = createPropertyReader(() => {})({});
  const view = viewOf(state, texts, {
    ...defaults,
    limits: LIMITS,
    maxBytes,
    partsAboveBytes: Number.POSITIVE_INFINITY,
    isMovable: false,
    movingId: undefined,
  });
  uploader.setData(Object.fromEntries(Object.entries(view).map(([name, value]) => [name, value ?? null])));
}

const part = (className: string) => document.querySelector(`[class*="--${className}"]`);
const tile = () => document.querySelector("[role=group]");
const bar = () => document.querySelector("[role=progressbar]");
const alertText = () => document.querySelector("[role=alert]")?.textContent;
const buttonNames = () =>
  [...(tile()?.querySelectorAll("wx-button") ?? [])].map((html) => html.getAttribute("aria-label"));

// The framework reports unknown properties of elements, duplicate keys in lists, and errors in listeners.
afterEach(() => expect([...mounted.reports, ...mounted.warnings]).toEqual([]));

test("in Skyline, the page scrolls in a scroll-view below its own bar", () => {
  openPage("en");
  const page: unknown = mounted.pages.top()?.instance;
  Object(page).setData({ isSkyline: true, statusBarHeight: 20 });
  const scroll = document.querySelector("wx-scroll-view");
  expect(scroll?.querySelector("[class*='skyline-bar']")?.textContent).toBe(en.title);
  expect(scroll?.textContent).toContain(uploaderEn.add);
});

describe.each([
  ["zh_CN", zh, uploaderZh],
  ["en", en, uploaderEn],
])("in %s", (language, pageTexts, texts) => {
  beforeEach(() => openPage(language));

  const fileName = texts.fileName.replace("{kind}", texts.kinds.image).replace("{position}", "1");
  const named = (action: keyof typeof texts.actions) =>
    texts.actionOn.replace("{action}", texts.actions[action]).replace("{file}", fileName);

  test("an empty list shows the limits, and a tap on the tile opens the picker", async () => {
    expect(document.body.textContent).toContain(pageTexts.heading);
    expect(part("limits")?.textContent).toContain(texts.takes.imageAndVideo);
    tap(part("add") ?? document.body);
    await Promise.resolve();
    expect(chooseMedia).toHaveBeenCalledTimes(1);
  });

  const BUTTONS: Readonly<Record<PhaseName, readonly (keyof typeof texts.actions)[]>> = {
    ready: ["preview", "remove"],
    preparing: ["preview", "cancel"],
    confirming: ["preview", "upload", "remove"],
    waiting_for_wifi: ["preview", "upload", "remove"],
    kept: ["preview", "remove"],
    queued: ["preview", "cancel"],
    checking: ["preview", "cancel"],
    compressing: ["preview", "cancel"],
    waiting_for_network: ["preview", "cancel"],
    waiting_for_foreground: ["preview", "cancel"],
    signing: ["preview", "cancel"],
    uploading: ["preview", "cancel"],
    retrying: ["preview", "cancel"],
    paused: ["preview", "resume", "cancel"],
    resuming: ["preview", "cancel"],
    done: ["preview", "remove"],
    failed: ["preview", "retry", "remove"],
    cancelled: ["preview", "retry", "remove"],
  };
  const BUSY: readonly PhaseName[] = [
    "preparing",
    "checking",
    "compressing",
    "signing",
    "uploading",
    "retrying",
    "paused",
    "resuming",
  ];

  test.each(Object.values(PHASES))("a photo in the phase $name has its buttons, bar and name", (phase) => {
    show(stateOf(itemIn(phase)), texts);
    expect(buttonNames()).toEqual(BUTTONS[phase.name].map(named));
    expect(tile()?.querySelector("img")?.getAttribute("src")).toBe("wxfile://tmp/photo.jpg");
    expect(bar() !== null).toBe(BUSY.includes(phase.name));
    const progress: Readonly<Record<string, string>> = {
      uploading: "42%",
      paused: texts.pausedAt.replace("{percent}", "42"),
    };
    const state = progress[phase.name] ?? texts.phases[phase.name];
    expect(tile()?.getAttribute("aria-label")).toBe(`${fileName}, ${state}`);
  });

  test("a progress bar shows the percentage, and with PUT it shows an unknown progress", () => {
    show(stateOf(itemIn(PHASES.uploading)), texts);
    expect(bar()?.getAttribute("aria-valuenow")).toBe("42");
    expect(bar()?.firstElementChild?.getAttribute("style")).toBe("width: 42%");
    show(stateOf(itemIn({ name: "uploading", attempt: 1, progress: undefined })), texts);
    expect(bar()?.hasAttribute("aria-valuenow")).toBe(false);
    expect(part("bar-sliding")).not.toBeNull();
  });

  test("an alert shows the cause of a failure and the request id", () => {
    show(stateOf(itemIn(PHASES.failed)), texts);
    for (const text of [texts.failures.timeout, `${texts.requestId} r-1`, texts.actions.retry]) {
      expect(alertText()).toContain(text);
    }
  });

  test("a permanent failure offers no retry", () => {
    show(stateOf(itemIn(FAILED_FOR_GOOD)), texts);
    expect(alertText()).not.toContain(texts.actions.retry);
  });

  test("unfinished uploads have a button to continue and one to discard each, which name the file", () => {
    const upload = {
      id: "u-1",
      filePath: "wxfile://tmp/1.mp4",
      extension: "mp4",
      bytes: 60 * 1024 * 1024,
      sentBytes: 0,
      startedAtMs: 0,
      isFileThere: false,
    };
    show({ ...stateOf(), unfinished: [upload, { ...upload, id: "u-2", isFileThere: true }] }, texts);
    const notice = part("notice-entry")?.parentElement;
    expect(notice?.textContent).toContain(texts.unfinished.many.replace("{count}", "2"));
    expect(notice?.textContent?.split(texts.unfinished.chooseAgain)).toHaveLength(2);
    const names = [...(notice?.querySelectorAll("wx-button") ?? [])].map((html) => html.getAttribute("aria-label"));
    const starts = [texts.actions.continue, texts.actions.discard, texts.actions.continue, texts.actions.discard];
    expect(names.map((name, index) => name?.startsWith(starts[index] ?? "-"))).toEqual([true, true, true, true]);
    expect(names[0]).toContain("60 MB");
  });

  test("an alert shows why the picker did not open, and what to do", () => {
    show({ ...stateOf(), picker: { name: "refused", reason: "permission_denied" } }, texts);
    expect(alertText()).toContain(texts.refusals.permission_denied);
    expect(alertText()).toContain(texts.refusalActions.permission_denied);
  });

  test("the consent sheet has WeChat's agree button and the name of the privacy notice", () => {
    show({ ...stateOf(), picker: { name: "asking_consent", contractName: "《Notice》" } }, texts);
    const dialog = document.querySelector("[role=dialog]");
    expect(dialog?.getAttribute("aria-label")).toBe(texts.consent.title);
    expect(dialog?.textContent).toContain("《Notice》");
    expect(dialog?.textContent).toContain(texts.consent.agree);
  });

  test("a tap on the tile does nothing while the picker is open", () => {
    show({ ...stateOf(), picker: { name: "open" } }, texts);
    tap(part("add") ?? document.body);
    expect(chooseMedia).not.toHaveBeenCalled();
  });
});
