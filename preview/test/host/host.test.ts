/** @jest-environment ./test/support/jsdom-environment.ts */
import { join } from "node:path";
import type { PickerAnswer, PickerQuestion } from "../../src/wx/interface/picker.ts";
import { byId, type Mounted, mount, tap } from "../support/mount.ts";

const projectDirectory = join(__dirname, "../fixtures/mini-program");

let mounted: Mounted;
let page: { calls: unknown[]; lifetimes: string[]; setData(data: object): void };

beforeEach(() => {
  mounted = mount({ projectDirectory });
  page = Object.assign({ calls: [], lifetimes: [], setData: () => {} }, {});
  page = pageOf(mounted.pages.open("/pages/home/home?from=test").instance);
});

afterEach(() => expect(mounted.reports).toEqual([]));

function pageOf(instance: object): typeof page {
  if (!("calls" in instance && "lifetimes" in instance && "setData" in instance)) throw new Error("no page");
  return instance as typeof page;
}

const lastCall = () => page.calls.at(-1);

describe("a page", () => {
  test("is launched, loaded with its query, shown and ready, in this order", async () => {
    await Promise.resolve();
    expect(page.lifetimes).toEqual(["onLoad", "onShow", "onReady"]);
    expect(page.calls).toEqual([{ from: "test" }]);
    expect(getApp()).toMatchObject({ launched: true });
  });

  test("shows data, wxs, templates, lists and conditions", () => {
    expect(document.querySelector(".name")?.textContent).toBe("HELLO");
    expect(byId("row").textContent).toBe("from a template");
    expect([...document.querySelectorAll(".item")].map(({ textContent }) => textContent)).toEqual(["0: one", "1: two"]);
    expect(document.getElementById("hidden")).toBeNull();
    page.setData({ isShown: false, greeting: "bye", "items[1].name": "deux" });
    expect(document.querySelector(".name")?.textContent).toBe("BYE");
    expect(document.querySelectorAll(".item")[1]?.textContent).toBe("1: deux");
    expect(byId("hidden").textContent).toBe("not shown");
  });

  test("hears a tap, with the dataset of what it bound", () => {
    tap(document.querySelectorAll(".item")[1] ?? document.body);
    expect(lastCall()).toBe("b");
  });

  test("is told nothing of a tap on a disabled button", () => {
    tap(byId("go"));
    expect(lastCall()).toBe("go");
    page.setData({ isBusy: true });
    page.calls.length = 0;
    tap(byId("go"));
    byId("go").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    expect(page.calls).toEqual([]);
    expect(byId("go").getAttribute("aria-disabled")).toBe("true");
  });

  test.each(["Enter", " "])("hears the key %j on what can be operated as a tap", (key) => {
    const top = byId("top");
    expect([top.tabIndex, top.getAttribute("role"), top.getAttribute("aria-label")]).toEqual([0, "button", "press me"]);
    top.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    expect(lastCall()).toBe("top");
  });

  describe("a finger that rests", () => {
    const at = { bubbles: true, composed: true, clientX: 5, clientY: 5 };
    /** jsdom has no PointerEvent. */
    const touch = (target: Element, type: string, change: MouseEventInit = {}) =>
      target.dispatchEvent(Object.assign(new MouseEvent(`pointer${type}`, { ...at, ...change }), { isPrimary: true }));

    beforeEach(() => {
      jest.useFakeTimers();
      page.calls.length = 0;
    });
    afterEach(() => jest.useRealTimers());

    /** Rests on what there is for so long, and lifts. */
    function hold(target: Element, milliseconds: number, meanwhile = () => {}): void {
      touch(target, "down");
      target.dispatchEvent(new MouseEvent("mousedown", at));
      meanwhile();
      jest.advanceTimersByTime(milliseconds);
      touch(target, "up");
      target.dispatchEvent(new MouseEvent("mouseup", at));
    }

    test("for 350 ms – longpress, which bubbles, and no tap", () => {
      hold(byId("held"), 350);
      const place = { x: 5, y: 5 };
      expect(page.calls).toEqual([
        ["longpress", "held", place],
        ["longpress", "around", place],
      ]);
    });

    test("for less – a tap, and no longpress later", () => {
      hold(byId("held"), 349);
      jest.runOnlyPendingTimers();
      expect(page.calls).toEqual(["tap"]);
    });

    test("where nobody asks for longpress – the older longtap, and the tap", () => {
      hold(byId("tapped"), 350);
      expect(page.calls).toEqual([["longtap", undefined, { x: 5, y: 5 }], "tap"]);
    });

    test("and strays, or is taken by a scroll – no longpress", () => {
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

    test("and is followed by a tap of its own – the tap is heard", () => {
      hold(byId("held"), 350);
      page.calls.length = 0;
      hold(byId("held"), 10);
      expect(page.calls).toEqual(["tap"]);
    });

    test("on a disabled button – nothing", () => {
      page.setData({ isBusy: true });
      hold(byId("go"), 350);
      expect(page.calls).toEqual([]);
    });
  });

  test("keeps the focus in what is modal, and gives it back", async () => {
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

  test("has its rpx in styles, and ids as written", () => {
    expect(byId("top").getAttribute("style")).toBe("height: calc(20 * var(--rpx))");
    const css = [...document.querySelectorAll("style")].map(({ textContent }) => textContent).join("\n");
    expect(css).toContain("width: calc(750 * var(--rpx))");
    expect(css).toContain("wx-button { margin");
    expect(css).toContain("@media (min-width: 100px)");
    expect(css).toContain("wx-page { padding");
  });

  test("says false to ARIA as well as true", () => {
    expect(byId("shown").getAttribute("aria-hidden")).toBe("true");
    page.setData({ isQuiet: false });
    expect(byId("shown").getAttribute("aria-hidden")).toBe("false");
  });

  test("opens another over itself, which goes back", () => {
    tap(byId("link"));
    expect(byId("second").textContent).toBe("second, home");
    expect(page.lifetimes.at(-1)).toBe("onHide");
    expect(mounted.pages.instances()).toHaveLength(2);
    mounted.pages.navigate({ openType: "navigateBack", url: "", delta: 1 });
    expect(document.getElementById("second")).toBeNull();
    expect(page.lifetimes.at(-1)).toBe("onShow");
  });

  test("that app.json does not name can't be opened", () => {
    expect(() => mounted.pages.open("/pages/third/third")).toThrow('page "pages/third/third" is not found');
  });
});

describe("a component", () => {
  test("gets properties, a function among them, and slots, and tells its page", () => {
    const card = byId("card");
    expect(card.textContent).toBe("hello 5foot");
    tap(card.querySelector("wx-view") ?? card);
    expect(lastCall()).toEqual({ title: "hello, yours" });
  });

  test("has its styles to itself", () => {
    expect(byId("card").querySelector("wx-view")?.className).toMatch(/^c\d+--name$/);
    expect(byId("in-slot").parentElement?.closest("#card")).not.toBeNull();
  });

  test("can be shown by itself", () => {
    const shown = mounted.showComponent("components/card-box/index", { title: "alone" });
    expect(shown.html.textContent).toBe("alone 5");
    const told: unknown[] = [];
    shown.component.addListener("done", ({ detail }) => {
      told.push(detail);
    });
    tap(shown.html.querySelector("wx-view") ?? shown.html);
    expect(told).toEqual([{ title: "alone" }]);
  });

  test("may have an event called click, and the browser's, which WeChat does not have, is none of it", () => {
    const { component, html } = mounted.showComponent("components/card-box/index", {});
    const told: unknown[] = [];
    component.addListener("click", ({ detail }) => {
      told.push(detail);
    });
    html.querySelector("wx-view")?.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true }));
    expect(told).toEqual([]);
    component.triggerEvent("click", "its own");
    expect(told).toEqual(["its own"]);
  });
});

describe("built-in elements", () => {
  test("an image loads, breaks, and has its name", () => {
    page.setData({ picture: "https://pictures.example.com/1.png" });
    const picture = byId("picture");
    expect(picture.querySelector("img")?.getAttribute("src")).toBe("https://pictures.example.com/1.png");
    expect([picture.getAttribute("role"), picture.querySelector("img")?.alt]).toEqual(["img", "a picture"]);
    picture.querySelector("img")?.dispatchEvent(new Event("load"));
    expect(lastCall()).toEqual(["loaded", { width: 0, height: 0 }]);
    picture.querySelector("img")?.dispatchEvent(new Event("error"));
    expect(lastCall()).toBe("broken");
  });

  test("an input tells what is typed, once", () => {
    const field = byId("name").querySelector("input");
    if (field === null) throw new Error("no field");
    field.value = "Ada";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    expect(page.calls.slice(1)).toEqual(["Ada"]);
    expect(field.getAttribute("aria-label")).toBe("your name");
  });

  test("a switch, radios and checkboxes turn, and tell their groups", () => {
    tap(byId("news"));
    expect([lastCall(), byId("news").getAttribute("aria-checked")]).toEqual([true, "true"]);
    expect(byId("small").getAttribute("aria-checked")).toBe("true");
    tap(byId("large"));
    expect([lastCall(), byId("small").getAttribute("aria-checked")]).toEqual(["l", "false"]);
    tap(byId("red"));
    expect(lastCall()).toEqual(["red", "blue"]);
  });

  test("a form gathers its controls' values", () => {
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

    test("shows the current item, which alone can be reached, and a dot for each", () => {
      expect(shown()).toEqual(["s2"]);
      expect(dots().map(({ style }) => style.backgroundColor)).toEqual([
        "rgba(0, 0, 0, 0.3)",
        "rgb(0, 0, 0)",
        "rgba(0, 0, 0, 0.3)",
      ]);
      expect(page.calls).toHaveLength(1);
    });

    test("goes on by a finger, a key or the page's word, and says by which", () => {
      drag(200, 100);
      expect([shown(), lastCall()]).toEqual([["s3"], { current: 2, currentItemId: "s3", source: "touch" }]);
      byId("swiper").dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
      expect([shown(), lastCall()]).toEqual([["s2"], { current: 1, currentItemId: "s2", source: "touch" }]);
      page.setData({ slide: 0 });
      expect([shown(), lastCall()]).toEqual([["s1"], { current: 0, currentItemId: "s1", source: "" }]);
    });

    test("stays where it is for a short drag, and at its ends", () => {
      drag(200, 180);
      drag(200, 100);
      page.calls.length = 0;
      drag(200, 100);
      expect([shown(), page.calls]).toEqual([["s3"], []]);
    });

    test("plays by itself, and from the last to the first", () => {
      jest.useFakeTimers();
      page.setData({ isPlaying: true });
      jest.advanceTimersByTime(2000);
      expect([shown(), lastCall()]).toEqual([["s1"], { current: 0, currentItemId: "s1", source: "autoplay" }]);
      page.setData({ isPlaying: false });
      jest.useRealTimers();
    });

    test("shows what is left when items go", async () => {
      page.setData({ slide: 2 });
      page.setData({ slides: ["s1"] });
      await Promise.resolve();
      expect([shown(), dots().length]).toEqual([["s1"], 1]);
    });
  });

  describe("a picker", () => {
    let asked: PickerQuestion | undefined;
    /** Taps it; the person answers so. */
    async function pick(id: string, answer: PickerAnswer): Promise<void> {
      mounted = mount({
        projectDirectory,
        openPicker: async (question) => {
          asked = question;
          return answer;
        },
      });
      page = pageOf(mounted.pages.open("/pages/home/home").instance);
      tap(byId(id));
      await Promise.resolve();
    }
    const lists = () => (asked?.kind === "lists" ? asked.lists() : []);

    test("of one list – tells the chosen one's index", async () => {
      await pick("fruit", [0]);
      expect([asked?.title, lists(), lastCall()]).toEqual(["Fruit", [{ labels: ["apple", "pear"], chosen: 1 }], 0]);
    });

    test("closed without a choice – says so", async () => {
      await pick("fruit", undefined);
      expect(lastCall()).toBe("cancelled");
    });

    test("of several lists – one may follow another while it is open", async () => {
      await pick("places", [1, 0]);
      expect(lastCall()).toEqual([1, 0]);
      if (asked?.kind === "lists") asked.onColumnChange(0, 1);
      expect(lastCall()).toEqual({ column: 0, value: 1 });
      expect(lists()[1]).toEqual({ labels: ["Tokyo", "Osaka"], chosen: 0 });
    });

    test("of a day – tells it as WeChat does", async () => {
      await pick("day", "2026-12-01");
      expect(asked).toEqual({ kind: "date", title: "", value: "2026-11-25", start: "2026-01-01", end: "" });
      expect(lastCall()).toBe("2026-12-01");
    });

    test("of a region – is not there, and that is said", async () => {
      await pick("region", undefined);
      expect(mounted.reports).toEqual(['<picker mode="region" fields="day"> is not in the preview']);
      mounted = mount({ projectDirectory });
    });
  });

  test("progress shows and says how far it is", () => {
    page.setData({ percent: 250 });
    expect(byId("progress").textContent).toBe("100%");
    expect(byId("progress").getAttribute("aria-valuenow")).toBe("100");
  });
});
