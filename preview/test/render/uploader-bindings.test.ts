/** @jest-environment ./test/support/jsdom-environment.ts */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Mounted, mount } from "../support/mount.ts";

/** The component in a page that binds its properties, as WXML and frameworks do, on WeChat's component framework. */
const REPOSITORY = join(__dirname, "../../..");

/** The bindings that Taro's one template has for all pages, with names as in WXML. */
const BOUND = [
  "server-url authorize files max media-type source size-limit accept config disabled add-btn add-content remove-btn preview grid-config",
  "show-limits show-failures method check-integrity compress confirm concurrency file-timeout-ms auto-upload confirm-large-bytes privacy texts",
  "multipart keep-screen-on offer-unfinished default-files gutter theme image-props custom-style draggable transition before-add prepare before-remove hook-timeout-ms",
]
  .join(" ")
  .split(" ");

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "bindings-"));
  for (const path of ["project.config.json", "miniprogram/src"]) {
    cpSync(join(REPOSITORY, path), join(directory, path), { recursive: true });
  }
  const bindings = BOUND.map((name) => `${name}="{{p['${name}']}}"`).join(" ");
  const page = "miniprogram/src/pages/index/index";
  writeFileSync(join(directory, `${page}.ts`), "Page({ data: { p: {} } });\n");
  writeFileSync(
    join(directory, `${page}.wxml`),
    `<view id="bound"><cos-uploader ${bindings} language="en" /></view>
     <view id="plain"><cos-uploader language="en" /></view>
     <view id="bare"><cos-uploader language="en" disabled compress /></view>`,
  );
});
afterAll(() => rmSync(directory, { recursive: true }));

let mounted: Mounted;
let warnings: jest.SpyInstance;

beforeEach(() => {
  warnings = jest.spyOn(console, "warn").mockImplementation(() => {});
  const wx = { getAppBaseInfo: () => ({ language: "en", SDKVersion: "3.8.12" }) };
  mounted = mount({ projectDirectory: directory, wx });
});
afterEach(() => {
  expect(mounted.reports).toEqual([]);
  expect(warnings).not.toHaveBeenCalled();
  warnings.mockRestore();
});

/** Opens the page. Returns the drawing of each component, and a function that sets the bound properties. */
function open() {
  const { instance } = mounted.pages.open("/pages/index/index");
  return {
    drawing: (id: string) => document.getElementById(id)?.querySelector("[class*='tiles']")?.parentElement?.innerHTML,
    bind(properties: object) {
      const setData: unknown = Reflect.get(instance, "setData");
      if (typeof setData === "function") Reflect.apply(setData, instance, [{ p: properties }]);
    },
  };
}

test.each([
  ["undefined", undefined],
  ["null", null],
])("properties that are all bound to %s draw what a component without properties draws", (_, value) => {
  const { drawing, bind } = open();
  expect(drawing("plain")).toContain("Photos");
  expect(drawing("bound")).toBe(drawing("plain"));
  bind(Object.fromEntries(BOUND.map((name) => [name, value])));
  expect(drawing("bound")).toBe(drawing("plain"));
});

test("properties that are set late and then unset draw the default again", () => {
  const { drawing, bind } = open();
  bind({ max: 3, "add-btn": false, "show-limits": false, texts: { add: "Pick" } });
  expect(drawing("bound")).not.toContain("Photos");
  bind({ max: undefined, "add-btn": undefined, "show-limits": undefined, texts: undefined });
  expect(drawing("bound")).toBe(drawing("plain"));
});

test("an attribute without a value is true", () => {
  expect(open().drawing("bare")).not.toContain("Add");
});
