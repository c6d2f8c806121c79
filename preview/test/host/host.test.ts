/** @jest-environment ./test/support/jsdom-environment.ts */
import { join } from "node:path";
import type { PickerRequest, PickerResult } from "../../src/wx/interface/picker.ts";
import { byId, type Mounted, mount, tap } from "../support/mount.ts";

const projectDirectory = join(__dirname, "../fixtures/mini-program");

let mounted: Mounted;
let page: { calls: unknown[]; lifetimes: string[]; setData(data: object): void };

beforeEach(() => {
  mounted = mount({ projectDirectory });
  page = Object.assign({ calls: [], lifetimes: [], setData: () => {} }, {});
  page = pageOf(mounted.pages.open("/pages/home/home?from=test").instance);
});

afterEach(() => expect([...mounted.reports, ...mounted.warnings]).toEqual([]));

function pageOf(instance: object): typeof page {
  if (!("calls" in instance && "lifetimes" in instance && "setData" in instance)) throw new Error("no page");
  return instance as typeof page;
}

const lastCall = () => page.calls.at(-1);

describe("a page", () => {
  test("goes through launch, load with its query, show and ready, in this order", async () => {
    await Promise.resolve();
    expect(page.lifetimes).toEqual(["onLoad", "onShow", "onReady"]);
    expect(page.calls).toEqual([{ from: "test" }]);
    expect(getApp()).toMatchObject({ launched: true });
  });

  test("renders data, WXS, templates, lists and conditions", () => {
    expect(document.querySelector(".name")?.textContent).toBe("HELLO");
    expect(byId("row").textContent).toBe("from a template");
    expect([...document.querySelectorAll(".item")].map(({ textContent }) => textContent)).toEqual(["0: one", "1: two"]);
    expect(document.getElementById("hidden")).toBeNull();
    page.setData({ isShown: false, greeting: "bye", "items[1].name": "deux" });
    expect(document.querySelector(".name")?.textContent).toBe("BYE");
    expect(document.querySelectorAll(".item")[1]?.textContent).toBe("1: deux");
    expect(byId("hidden").textContent).toBe("not shown");
  });

  test("receives a tap with the dataset of the element that it is bound to", () => {
    tap(document.querySelectorAll(".item")[1] ?? document.body);
    expect(lastCall()).toBe("b");
  });

  test("does not receive a tap on a disabled button", () => {
    tap(byId("go"));
    expect(lastCall()).toBe("go");
    page.setData({ isBusy: true });
    page.calls.length = 0;
    tap(byId("go"));
    byId("go").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    expect(page.calls).toEqual([]);
    expect(byId("go").getAttribute("aria-disabled")).toBe("true");
  });

  test.each(["Enter", " "])("receives the key %j on an interactive element as a tap", (key) => {
    const top = byId("top");
    expect([top.tabIndex, top.getAttribute("role"), top.getAttribute("aria-label")]).toEqual([0, "button", "press me"]);
    top.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    expect(lastCall()).toBe("top");
  });

  describe("a long press", () => {
    const at = { bubbles: true, composed: true, clientX: 5, clientY: 5 };
    /** jsdom has no PointerEvent. */
    const touch = (target: Element, type: string, change: MouseEventInit = {}) =>
      target.dispatchEvent(Object.assign(new MouseEvent(`pointer${type}`, { ...at, ...change }), { isPrimary: true }));

    beforeEach(() => {
      jest.useFakeTimers();
      page.calls.length = 0;
    });
    afterEach(() => jest.useRealTimers());

    /** Presses an element for a number of milliseconds, then releases it. */
    function hold(target: Element, milliseconds: number, meanwhile = () => {}): void {
      touch(target, "down");
      target.dispatchEvent(new MouseEvent("mousedown", at));
      meanwhile();
      jest.advanceTimersByTime(milliseconds);
      touch(target, "up");
      target.dispatchEvent(new MouseEvent("mouseup", at));
    }

    test("triggers a bubbling longpress and no tap after 350 ms", () => {
      hold(byId("held"), 350);
      const place = { x: 5, y: 5 };
      expect(page.calls).toEqual([
        ["longpress", "held", place],
        ["longpress", "around", place],
      ]);
    });

    test("of less than 350 ms triggers a tap and no later longpress", () => {
      hold(byId("held"), 349);
      jest.runOnlyPendingTimers();
      expect(page.calls).toEqual(["tap"]);
    });

    test("triggers the older longtap and the tap if there is no listener for longpress", () => {
      hold(byId("tapped"), 350);
      expect(page.calls).toEqual([["longtap", undefined, { x: 5, y: 5 }], "tap"]);
    });

    test("triggers no longpress if the finger moves or the page scrolls", () => {
      hold(byId("held"), 0, () => {
        touch(byId("held"), "move", { clientX: 30 });
        jest.advanceTimersByTime(350);
      });
      hold(byId("held"), 0, () => {
        touch(byId("held"), "cancel");
        jest.advanceTimersByTime(350);
      });
      expect(page.calls.filter((call) => call !== "tap")).toEqual([]);
    });

    test("does not suppress a later tap", () => {
      hold(byId("held"), 350);
      page.calls.length = 0;
      hold(byId("held"), 10);
      expect(page.calls).toEqual(["tap"]);
    });

    test("on a disabled button triggers nothing", () => {
      page.setData({ isBusy: true });
      hold(byId("go"), 350);
      expect(page.calls).toEqual([]);
    });
  });

  test("traps the focus in a modal element and restores it afterwards", async () => {
    byId("top").focus();
    page.setData({ isModal: true });
    await Promise.resolve();
    expect(document.activeElement?.id).toBe("modal");
    expect([byId("top"), byId("link"), byId("answer")].map((html) => html.closest("[inert]") !== null)).toEqual([
      true,
      true,
      false,
    ]);
    page.setData({ isModal: false });
    await Promise.resolve();
    expect(document.activeElement?.id).toBe("top");
    expect(byId("link").closest("[inert]")).toBeNull();
  });

  test("converts rpx in styles and keeps ids unchanged", () => {
    expect(byId("top").getAttribute("style")).toBe("height: calc(20 * var(--rpx))");
    const css = [...document.querySelectorAll("style")].map(({ textContent }) => textContent).join("\n");
    expect(css).toContain("width: calc(750 * var(--rpx))");
    expect(css).toContain("wx-button { margin");
    expect(css).toContain("@media (min-width: 100px)");
    expect(css).toContain("wx-page { padding");
  });

  test("sets ARIA attributes to false as well as true", () => {
    expect(byId("shown").getAttribute("aria-hidden")).toBe("true");
    page.setData({ isQuiet: false });
    expect(byId("shown").getAttribute("aria-hidden")).toBe("false");
  });

  test("opens another page above itself and is shown again when that page goes back", () => {
    tap(byId("link"));
    expect(byId("second").textContent).toBe("second, home");
    expect(page.lifetimes.at(-1)).toBe("onHide");
    expect(mounted.pages.instances()).toHaveLength(2);
    mounted.pages.navigate({ openType: "navigateBack", url: "", delta: 1 });
    expect(document.getElementById("second")).toBeNull();
    expect(page.lifetimes.at(-1)).toBe("onShow");
  });

  test("triggers show and hide of its components when it is covered, uncovered, or the app goes to the background", () => {
    const { lifetimes } = Object(page).selectComponent("#card");
    expect(lifetimes).toEqual(["show"]);
    mounted.pages.open("/pages/second/second");
    mounted.pages.navigate({ openType: "navigateBack", url: "", delta: 1 });
    mounted.pages.enterBackground();
    mounted.pages.enterForeground();
    expect(Object(page).selectComponent("#card").lifetimes).toEqual(["show", "hide", "show", "hide", "show"]);
    expect(page.lifetimes.slice(-4)).toEqual(["onHide", "onShow", "onHide", "onShow"]);
  });

  test("cannot be opened if app.json does not list it", () => {
    expect(() => mounted.pages.open("/pages/third/third")).toThrow('page "pages/third/third" is not found');
  });
});

describe("a component", () => {
  test("receives properties, including a function, and slots, and triggers an event on its page", () => {
    const card = byId("card");
    expect(card.textContent).toBe("hello 5foot");
    tap(card.querySelector("wx-view") ?? card);
    expect(lastCall()).toEqual({ title: "hello, yours" });
  });

  test("has isolated styles", () => {
    expect(byId("card").querySelector("wx-view")?.className).toMatch(/^c\d+--name$/);
    expect(byId("in-slot").parentElement?.closest("#card")).not.toBeNull();
  });

  test("can be shown without a page", () => {
    const shown = mounted.showComponent("components/card-box/index", (card) => card.setData({ title: "alone" }));
    expect(shown.html.textContent).toBe("alone 5");
    const details: unknown[] = [];
    shown.component.addListener("done", ({ detail }) => {
      details.push(detail);
    });
    tap(shown.html.querySelector("wx-view") ?? shown.html);
    expect(details).toEqual([{ title: "alone" }]);
  });

  test("can trigger an event called click, and listeners do not receive the browser's click", () => {
    const { component, html } = mounted.showComponent("components/card-box/index", () => {});
    const details: unknown[] = [];
    component.addListener("click", ({ detail }) => {
      details.push(detail);
    });
    html.querySelector("wx-view")?.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true }));
    expect(details).toEqual([]);
    component.triggerEvent("click", "its own");
    expect(details).toEqual(["its own"]);
  });
});

describe("built-in elements", () => {
  test("an image triggers load and error, and has an accessible name", () => {
    page.setData({ picture: "https://pictures.example.com/1.png" });
    const picture = byId("picture");
    expect(picture.querySelector("img")?.getAttribute("src")).toBe("https://pictures.example.com/1.png");
    expect([picture.getAttribute("role"), picture.querySelector("img")?.alt]).toEqual(["img", "a picture"]);
    picture.querySelector("img")?.dispatchEvent(new Event("load"));
    expect(lastCall()).toEqual(["loaded", { width: 0, height: 0 }]);
    picture.querySelector("img")?.dispatchEvent(new Event("error"));
    expect(lastCall()).toBe("broken");
  });

  test("an input triggers one event for typed text", () => {
    const field = byId("name").querySelector("input");
    if (field === null) throw new Error("no field");
    field.value = "Ada";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    expect(page.calls.slice(1)).toEqual(["Ada"]);
    expect(field.getAttribute("aria-label")).toBe("your name");
  });

  test("a switch toggles, and radios and checkboxes notify their groups", () => {
    tap(byId("news"));
    expect([lastCall(), byId("news").getAttribute("aria-checked")]).toEqual([true, "true"]);
    expect(byId("small").getAttribute("aria-checked")).toBe("true");
    tap(byId("large"));
    expect([lastCall(), byId("small").getAttribute("aria-checked")]).toEqual(["l", "false"]);
    tap(byId("red"));
    expect(lastCall()).toEqual(["red", "blue"]);
  });

  test("a form submits its controls' values", () => {
    const field = byId("name").querySelector("input");
    if (field !== null) field.value = "Ada";
    tap(byId("send"));
    expect(lastCall()).toEqual({ name: "Ada", news: false, size: "s", tags: ["blue"], color: 1 });
  });

  describe("a swiper", () => {
    const shown = () =>
      [...byId("swiper").querySelectorAll("wx-swiper-item:not([inert])")].map(({ textContent }) => textContent);
    const dots = () => [...byId("swiper").querySelectorAll<HTMLElement>(".wx-swiper-dots i")];
    const drag = (from: number, to: number) => {
      const at = (type: string, clientX: number) =>
        byId("swiper").dispatchEvent(new MouseEvent(type, { bubbles: true, clientX }));
      at("pointerdown", from);
      at("pointermove", to);
      at("pointerup", to);
    };

    test("shows the current item, makes the others inert, and shows a dot for each", () => {
      expect(shown()).toEqual(["s2"]);
      expect(dots().map(({ style }) => style.backgroundColor)).toEqual([
        "rgba(0, 0, 0, 0.3)",
        "rgb(0, 0, 0)",
        "rgba(0, 0, 0, 0.3)",
      ]);
      expect(page.calls).toHaveLength(1);
    });

    test("changes the item by finger, by key or by the page's property, and reports the source", () => {
      drag(200, 100);
      expect([shown(), lastCall()]).toEqual([["s3"], { current: 2, currentItemId: "s3", source: "touch" }]);
      byId("swiper").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
      expect([shown(), lastCall()]).toEqual([["s2"], { current: 1, currentItemId: "s2", source: "touch" }]);
      page.setData({ slide: 0 });
      expect([shown(), lastCall()]).toEqual([["s1"], { current: 0, currentItemId: "s1", source: "" }]);
    });

    test("keeps the item after a short drag and at its ends", () => {
      drag(200, 180);
      drag(200, 100);
      page.calls.length = 0;
      drag(200, 100);
      expect([shown(), page.calls]).toEqual([["s3"], []]);
    });

    test("autoplays from the last item to the first", () => {
      jest.useFakeTimers();
      page.setData({ isPlaying: true });
      jest.advanceTimersByTime(2000);
      expect([shown(), lastCall()]).toEqual([["s1"], { current: 0, currentItemId: "s1", source: "autoplay" }]);
      page.setData({ isPlaying: false });
      jest.useRealTimers();
    });

    test("shows a remaining item when items are removed", async () => {
      page.setData({ slide: 2 });
      page.setData({ slides: ["s1"] });
      await Promise.resolve();
      expect([shown(), dots().length]).toEqual([["s1"], 1]);
    });
  });

  describe("a picker", () => {
    let request: PickerRequest | undefined;
    /** Taps a picker whose dialog closes with a given result. */
    async function pick(id: string, result: PickerResult): Promise<void> {
      mounted = mount({
        projectDirectory,
        openPicker: async (opened) => {
          request = opened;
          return result;
        },
      });
      page = pageOf(mounted.pages.open("/pages/home/home").instance);
      tap(byId(id));
      await Promise.resolve();
    }
    const lists = () => (request?.kind === "lists" ? request.lists() : []);

    test("with one list reports the chosen index", async () => {
      await pick("fruit", [0]);
      expect([request?.title, lists(), lastCall()]).toEqual(["Fruit", [{ labels: ["apple", "pear"], chosen: 1 }], 0]);
    });

    test("triggers cancel if it is closed without a choice", async () => {
      await pick("fruit", undefined);
      expect(lastCall()).toBe("cancelled");
    });

    test("with several lists can update one list when another changes", async () => {
      await pick("places", [1, 0]);
      expect(lastCall()).toEqual([1, 0]);
      if (request?.kind === "lists") request.onColumnChange(0, 1);
      expect(lastCall()).toEqual({ column: 0, value: 1 });
      expect(lists()[1]).toEqual({ labels: ["Tokyo", "Osaka"], chosen: 0 });
    });

    test("for a date reports it in WeChat's format", async () => {
      await pick("day", "2026-12-01");
      expect(request).toEqual({ kind: "date", title: "", value: "2026-11-25", start: "2026-01-01", end: "" });
      expect(lastCall()).toBe("2026-12-01");
    });

    test("for a region reports that it is unsupported", async () => {
      await pick("region", undefined);
      expect(mounted.reports).toEqual(['The preview does not support <picker mode="region" fields="day">']);
      mounted = mount({ projectDirectory });
    });
  });

  test("a progress bar shows its percentage and exposes it to screen readers", () => {
    page.setData({ percent: 250 });
    expect(byId("progress").textContent).toBe("100%");
    expect(byId("progress").getAttribute("aria-valuenow")).toBe("100");
  });
});
