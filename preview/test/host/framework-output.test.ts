/** @jest-environment ./test/support/jsdom-environment.ts */
import { join } from "node:path";
import { byId, type Mounted, mount, tap } from "../support/mount.ts";

const projectDirectory = join(__dirname, "../fixtures/framework-output");

let mounted: Mounted;
let page: object;

beforeEach(() => {
  mounted = mount({ projectDirectory });
  page = mounted.pages.open("/pages/index/index?id=1").instance;
});

const field = (owner: unknown, name: string): unknown => Reflect.get(Object(owner), name);
const setData = (data: object) => Object(page).setData(data);
const events = (): readonly object[] => Object(page).events;

describe("a script of a framework", () => {
  test("sets names of its own on wx", () => {
    expect(field(wx, "webpackJsonp")).toEqual([[["app"]]]);
  });

  test("wraps Page and Component in app.js for every page and component", () => {
    expect(page).toMatchObject({ wrapped: true });
    expect(byId("box").textContent).toContain("true");
  });

  test("creates behaviors outside a component's script", () => {
    expect(byId("box").textContent).toContain("from a behavior");
  });

  test("finds getApp, before App() and after, and the global object as `global`", () => {
    expect([field(globalThis, "launchedBefore"), field(global, "global")]).toEqual([undefined, globalThis]);
    expect(getApp()).toBe(field(globalThis, "defaultApp"));
    expect(getApp()).toMatchObject({ early: true, options: { path: "pages/index/index", query: {}, scene: 1001 } });
  });

  test("throws if it calls Page or Component outside the script of a page or component", () => {
    const definePage: unknown = field(globalThis, "Page");
    expect(() => Object(definePage)({})).toThrow("Page() was called outside the script of a page or a component");
  });
});

describe("an event", () => {
  test("reaches a handler that the data names and that the page's instance has", () => {
    tap(byId("inner"));
    expect(events()).toHaveLength(1);
  });

  test("is caught, although uni-app replaces its methods", () => {
    tap(byId("caught"));
    expect(events()).toMatchObject([{ type: "tap", currentTarget: { id: "caught" } }]);
  });

  test("is a plain object with WeChat's fields of its own", () => {
    tap(byId("inner"));
    const [event = {}] = events();
    expect(Object.getPrototypeOf(event)).toBe(Object.prototype);
    expect(Object.keys(event).sort()).toEqual(
      ["changedTouches", "currentTarget", "detail", "mark", "target", "timeStamp", "touches", "type"].sort(),
    );
    expect(event).toMatchObject({
      type: "tap",
      detail: { x: 5, y: 5 },
      mark: { place: "outside", part: "text" },
      target: { id: "inner", dataset: { name: "inside" }, offsetLeft: 0, offsetTop: 0 },
      currentTarget: { id: "handled", dataset: { name: "around" } },
      touches: [{ identifier: 0, clientX: 5, clientY: 5 }],
    });
    expect(JSON.parse(JSON.stringify(event))).toMatchObject({ type: "tap", target: { id: "inner" } });
  });

  test("of a component has the component's detail and id", () => {
    Object(page).selectComponent("#box").finish();
    expect(events()).toMatchObject([{ type: "done", detail: { title: "" }, target: { id: "box" } }]);
    expect(events()[0]).not.toHaveProperty("touches");
  });
});

describe("a template", () => {
  test("may contain an attribute twice: the last one counts, as in WeChat's compiler", () => {
    expect(byId("handled").className).toBe("last");
  });

  test("may set every property that WeChat documents to its default or to null", () => {
    expect(mounted.reports).toEqual([]);
    expect(byId("field").querySelector("input")?.hasAttribute("maxlength")).toBe(false);
  });

  test("may loop over a list that has no value yet: it renders nothing, with a warning", () => {
    expect(byId("later").textContent).toBe("");
    expect(mounted.warnings).toContainEqual(expect.stringContaining("The for-list data is neither Array nor Object"));
    setData({ later: ["a", "b"] });
    expect(byId("later").textContent).toBe("ab");
    expect(mounted.reports).toEqual([]);
  });

  test("passes the type's empty value for null, with a warning, as in WeChat", () => {
    expect(byId("box").textContent).toContain('""');
    expect(mounted.warnings).toContainEqual(
      expect.stringContaining('property "title" received type-incompatible value'),
    );
  });

  test("may define templates with unsupported elements, which cause one report when they are shown", () => {
    expect(byId("supported").textContent).toBe("supported");
    setData({ kind: "unsupported" });
    setData({ kind: "supported" });
    setData({ kind: "unsupported" });
    expect(mounted.reports).toEqual(["<rich-text> is neither listed in usingComponents nor supported by the preview"]);
  });

  test("causes one report for a property with a visible effect that the preview lacks", () => {
    setData({ margin: "10px", decode: true });
    setData({ margin: "20px" });
    expect(mounted.reports).toEqual([
      expect.stringContaining("The preview does not support <text decode>"),
      expect.stringContaining("The preview does not support <swiper previous-margin>"),
    ]);
  });
});
