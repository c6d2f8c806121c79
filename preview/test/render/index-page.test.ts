/** @jest-environment ./test/support/jsdom-environment.ts */
import { join } from "node:path";
import { viewOf } from "../../../miniprogram/src/pages/index/view-model.ts";
import { en } from "../../../miniprogram/src/texts/en.ts";
import type { Texts } from "../../../miniprogram/src/texts/texts.ts";
import { zh } from "../../../miniprogram/src/texts/zh.ts";
import { itemIn, PHASES, type PhaseName, stateOf } from "../../../miniprogram/test/pages/index/states.ts";
import { type Mounted, mount, tap } from "../support/mount.ts";

const projectDirectory = join(__dirname, "../../..");
const chooseMedia = jest.fn();

let mounted: Mounted;

/** Opens the page in WeChat set to a language. */
function openPage(language: string): void {
  chooseMedia.mockClear();
  mounted = mount({
    projectDirectory,
    wx: {
      chooseMedia,
      getAppBaseInfo: () => ({ language }),
      getAccountInfoSync: () => ({ miniProgram: { envVersion: "develop" } }),
      getFileSystemManager: () => ({}),
      setNavigationBarTitle: () => {},
    },
  });
  mounted.pages.open("/pages/index/index");
}

function show(state: Parameters<typeof viewOf>[0], texts: Texts): void {
  const instance = mounted.pages.top()?.instance;
  const setData: unknown = instance && Reflect.get(instance, "setData");
  if (typeof setData !== "function") throw new Error("no page is open");
  Reflect.apply(setData, instance, [viewOf(state, texts)]);
}

const cardText = () => document.querySelector(".card")?.textContent ?? "";
const buttonNames = () => [...document.querySelectorAll(".card wx-button")].map(({ textContent }) => textContent);

// Nothing was asked of an element that it does not have, no list has two rows of one key, no listener threw.
afterEach(() => expect(mounted.reports).toEqual([]));

describe.each([
  ["zh_CN", zh],
  ["en", en],
])("in %s", (language, texts) => {
  beforeEach(() => openPage(language));

  test("empty – says what to do, and a tap opens the picker", () => {
    expect(document.body.textContent).toContain(texts.emptyTitle);
    expect(document.querySelectorAll(".card")).toHaveLength(0);
    const button = document.querySelector(".pick");
    expect(button?.getAttribute("aria-label")).toBe(texts.pick);
    tap(button ?? document.body);
    expect(chooseMedia).toHaveBeenCalledTimes(1);
  });

  test.each(Object.keys(PHASES) as PhaseName[])("a photo that is %s", (name) => {
    const phase = PHASES[name];
    show(stateOf(itemIn(phase)), texts);
    expect(cardText()).toContain(texts[phase.name]);
    expect(document.querySelector(".thumbnail img")?.getAttribute("src")).toBe("wxfile://tmp/1.jpg");
    expect(document.querySelector(".bar") !== null).toBe(phase.name === "uploading" || phase.name === "preparing");
    const buttons: Record<PhaseName, readonly string[]> = {
      waiting: [texts.cancel],
      preparing: [texts.cancel],
      uploading: [texts.cancel],
      succeeded: [texts.copyLink, texts.remove],
      failed: [texts.retry, texts.remove],
      failedForGood: [texts.remove],
      cancelled: [texts.retry, texts.remove],
    };
    expect(buttonNames()).toEqual(buttons[name]);
  });

  test("how far it is, as text and as a bar", () => {
    show(stateOf(itemIn(PHASES.uploading)), texts);
    expect(cardText()).toContain(`${texts.uploading} 40%`);
    expect(document.querySelector(".bar-fill")?.getAttribute("style")).toBe("width: 40%");
    show(stateOf(itemIn({ name: "uploading", percent: undefined })), texts);
    expect(document.querySelector(".bar-sliding")).not.toBeNull();
  });

  test("why it failed, and the request id to quote", () => {
    show(stateOf(itemIn(PHASES.failed)), texts);
    const failure = document.querySelector(".failure");
    expect([failure?.getAttribute("role"), failure?.textContent]).toEqual([
      "alert",
      `${texts.failures.timeout}${texts.requestId} r-1`,
    ]);
  });

  test("a picker that was refused – why, as an alert", () => {
    show({ ...stateOf(), picker: { name: "refused", why: "permission_denied" } }, texts);
    expect(document.querySelector("[role=alert]")?.textContent).toContain(texts.refusals.permission_denied);
  });

  test("while the picker is open, the button can't be tapped again", () => {
    show({ ...stateOf(), picker: { name: "open" } }, texts);
    tap(document.querySelector(".pick") ?? document.body);
    expect(chooseMedia).not.toHaveBeenCalled();
  });
});
