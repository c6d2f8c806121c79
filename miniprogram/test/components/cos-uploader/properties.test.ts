import { filesToGive } from "../../../src/components/cos-uploader/properties/files-to-give";
import { listOptions } from "../../../src/components/cos-uploader/properties/list-options";
import {
  PROPERTIES,
  type Properties,
  type PropertyValues,
  RULES,
} from "../../../src/components/cos-uploader/properties/properties";
import { createPropertyReader } from "../../../src/components/cos-uploader/properties/read-properties";
import { en } from "../../../src/components/cos-uploader/texts/en";
import { createFakeWechatCalls } from "../../fakes/fake-wechat-calls";
import { type MountedComponent, mountComponent } from "../../fakes/mount-component";

/** A value of each property that differs from its default, and the zero that a framework passes for a property of its type. */
const SAMPLES: { readonly [Name in keyof Properties]: { readonly value: Properties[Name]; readonly zero: unknown } } = {
  serverUrl: { value: "https://sign.example.com", zero: "" },
  authorize: { value: async () => "token", zero: null },
  files: { value: [{ url: "https://e.com/1.jpg" }], zero: null },
  defaultFiles: { value: [{ url: "https://e.com/0.jpg" }], zero: null },
  max: { value: 9, zero: 0 },
  mediaType: { value: ["video"], zero: [] },
  source: { value: "any", zero: "" },
  sizeLimit: { value: { size: 2, unit: "MB" }, zero: 0 },
  accept: { value: ["pdf"], zero: [] },
  config: { value: { camera: "front" }, zero: null },
  disabled: { value: true, zero: false },
  addBtn: { value: false, zero: undefined },
  addContent: { value: "Receipt", zero: "" },
  removeBtn: { value: false, zero: undefined },
  preview: { value: false, zero: undefined },
  gridConfig: { value: { column: 4 }, zero: null },
  gutter: { value: 24, zero: 0 },
  showLimits: { value: false, zero: undefined },
  showFailures: { value: false, zero: undefined },
  method: { value: "put", zero: "" },
  multipart: { value: false, zero: undefined },
  keepScreenOn: { value: false, zero: undefined },
  offerUnfinished: { value: false, zero: undefined },
  checkIntegrity: { value: true, zero: false },
  compress: { value: { quality: 60 }, zero: false },
  confirm: { value: true, zero: false },
  concurrency: { value: 1, zero: 0 },
  fileTimeoutMs: { value: 60_000, zero: 0 },
  autoUpload: { value: false, zero: undefined },
  confirmLargeBytes: { value: 1024, zero: undefined },
  privacy: { value: "app", zero: "" },
  texts: { value: { add: "Pick" }, zero: null },
  language: { value: "zh_CN", zero: "" },
  theme: { value: "list", zero: "" },
  imageProps: { value: { mode: "aspectFit" }, zero: null },
  customStyle: { value: "margin-top: 8px", zero: "" },
  draggable: { value: true, zero: false },
  transition: { value: { backTransition: false, duration: 100, timingFunction: "linear" }, zero: null },
  beforeAdd: { value: () => false, zero: null },
  prepare: { value: () => undefined, zero: null },
  beforeRemove: { value: () => false, zero: null },
  hookTimeoutMs: { value: 1000, zero: 0 },
};
const NAMES = Object.keys(SAMPLES);
const values = Object.fromEntries(Object.entries(SAMPLES).map(([name, { value }]) => [name, value]));

const mounted = new Set<MountedComponent>();
const warnings = jest.spyOn(console, "warn").mockImplementation(() => {});
afterEach(() => {
  for (const component of mounted) component.detach();
  mounted.clear();
  warnings.mockClear();
});

const load = () => require("../../../src/components/cos-uploader/index");

function mount(properties: object): MountedComponent {
  const component = mountComponent(load, createFakeWechatCalls({ language: "en" }).wechat, properties);
  mounted.add(component);
  return component;
}

/** What is drawn: all data but the properties themselves, which the WXML does not use. */
function drawing({ data }: MountedComponent) {
  return Object.fromEntries(Object.entries(data).filter(([name]) => !(name in PROPERTIES)));
}

const read = (given: object, warn = (_: string) => {}) => createPropertyReader(warn)(given);

test("every property has a rule, a sample and the type null, so that no framework replaces undefined", () => {
  expect(Object.keys(RULES)).toEqual(NAMES);
  expect(Object.values(PROPERTIES).map(({ type }) => type)).toEqual(NAMES.map(() => null));
});

describe.each([
  ["undefined", () => undefined],
  ["null", () => null],
  ["the zero of its type", (name: string) => Object(Reflect.get(SAMPLES, name)).zero],
])("a property bound to %s", (_, valueOfName) => {
  test.each(NAMES)("%s: draws the same and has the same options as if it was not bound", (name) => {
    const given = { [name]: valueOfName(name) };
    expect(read(given)).toEqual(read({}));
    expect(listOptions(read(given), en)).toEqual(listOptions(read({}), en));
    expect(drawing(mount(given))).toEqual(drawing(mount({})));
    expect(warnings).not.toHaveBeenCalled();
  });
});

test("all properties bound to undefined: draws the same as if none was bound", () => {
  const given = Object.fromEntries(NAMES.map((name) => [name, undefined]));
  expect(drawing(mount(given))).toEqual(drawing(mount({})));
});

describe("a property set after the component was attached", () => {
  test.each(NAMES)("%s: draws the same as if it was set from the start", (name) => {
    const late = mount({});
    late.set({ [name]: values[name] });
    expect(drawing(late)).toEqual(drawing(mount({ [name]: values[name] })));
  });

  test("all together, as uni-app sets them: draws the same as if they were set from the start", () => {
    const late = mount({});
    late.set(values);
    expect(drawing(late)).toEqual(drawing(mount(values)));
  });

  test.each(NAMES)("%s: returns to its default by undefined", (name) => {
    const late = mount({ [name]: values[name] });
    late.set({ [name]: undefined });
    // The list keeps its files: only [] empties it.
    const expected = /files/i.test(name) ? mount({ [name]: values[name] }) : mount({});
    expect(drawing(late)).toEqual(drawing(expected));
  });
});

test("no data of the view has the name of a property, which would set the property", () => {
  const { setPaths } = mount({});
  expect(setPaths).toContain("tiles");
  expect(setPaths.filter((path) => path in PROPERTIES)).toEqual([]);
});

test.each<[keyof Properties, unknown, unknown]>([
  ["max", "3", 3],
  ["concurrency", "2", 2],
  ["disabled", "", true],
  ["disabled", "true", true],
  ["addBtn", "false", false],
  ["addBtn", false, false],
  ["addBtn", 0, false],
  ["addContent", 12, "12"],
  ["mediaType", "image", ["image"]],
  ["mediaType", ["mix"], ["image", "video"]],
  ["accept", ["pdf", undefined, 3], ["pdf"]],
  ["sizeLimit", 500, 500],
  ["sizeLimit", "500", 500],
  ["sizeLimit", { size: "2", unit: "MB" }, { size: 2, unit: "MB" }],
  ["sizeLimit", { image: 10, video: "lots" }, { image: 10 }],
  ["gridConfig", { column: "3" }, { column: 3 }],
  ["gridConfig", { column: 0, width: 0 }, {}],
  ["gridConfig", { width: 160, height: "200" }, { width: 160, height: 200 }],
  [
    "sizeLimit",
    { size: 2, unit: "MB", message: "≤ {sizeLimit} MB" },
    { size: 2, unit: "MB", message: "≤ {sizeLimit} MB" },
  ],
  ["compress", "", true],
  ["compress", { quality: "60", minBytes: null }, { quality: 60 }],
  ["confirmLargeBytes", 0, 0],
  ["imageProps", { lazy: true, mode: "", webp: "true" }, { lazyLoad: true, webp: true }],
  ["customStyle", { marginTop: "8px", "--a-b": 1, color: null }, "margin-top: 8px; --a-b: 1"],
  ["draggable", true, { vibrate: true, collisionVibrate: false }],
  ["draggable", { vibrate: false, collisionVibrate: true }, { vibrate: false, collisionVibrate: true }],
  ["transition", { duration: "100" }, { backTransition: true, duration: 100, timingFunction: "ease" }],
])("%s=%j is read as %j", (name, given, expected) => {
  const warn = jest.fn();
  expect(read({ [name]: given }, warn)[name]).toEqual(expected);
  expect(warn).not.toHaveBeenCalled();
});

test.each<[keyof Properties, unknown, RegExp]>([
  ["serverUrl", {}, /^The property serverUrl is \{\}\. Set a text\. The default is used instead\.$/],
  ["authorize", "token", /Set a function/],
  ["files", "1.jpg", /Set an array of files/],
  ["max", "many", /The property max is many\. Set a number of at least 0/],
  ["max", -1, /Set a number/],
  ["mediaType", 3, /Set an array of "image" and "video"/],
  ["source", "album", /Set "media" or "messageFile" or "any"/],
  ["sizeLimit", "huge", /Set a number of KB/],
  ["accept", "pdf", /Set an array of texts/],
  ["config", [1], /Set an object/],
  ["disabled", "no", /Set true or false/],
  ["gridConfig", 4, /Set \{ column, width, height \}/],
  ["method", "PUT", /Set "auto" or "put" or "post"/],
  ["privacy", "ask", /Set "sheet" or "app"/],
  ["texts", "Add", /Set an object/],
  ["theme", "rows", /Set "grid" or "list"/],
  ["imageProps", "aspectFit", /Set an object/],
  ["customStyle", [1], /Set a text or an object of styles/],
  ["draggable", "yes", /Set true, false or/],
  ["transition", 300, /Set \{ backTransition/],
])("%s=%j has the wrong type: warns once and uses the default", (name, given, message) => {
  const warn = jest.fn();
  const readAgain = createPropertyReader(warn);
  for (const max of [1, 2]) expect(readAgain({ max, [name]: given })[name]).toEqual(RULES[name].value);
  expect(warn.mock.calls).toEqual([[expect.stringMatching(message)]]);
});

test("a warning names the component", () => {
  mount({ max: "many" });
  expect(warnings.mock.calls).toEqual([
    ["cos-uploader: The property max is many. Set a number of at least 0. The default is used instead."],
  ]);
});

test("defaultFiles are shown once, and not beside files", () => {
  const defaultFiles = [{ url: "https://e.com/0.jpg" }];
  const names = ({ data }: MountedComponent) => drawing({ ...mount({}), data })["tiles"];
  expect(names(mount({ defaultFiles }))).toMatchObject([{ thumbnailPath: "https://e.com/0.jpg" }]);
  expect(names(mount({ defaultFiles, files: [] }))).toEqual([]);
  const component = mount({ defaultFiles });
  component.call("remove", 1);
  component.set({ defaultFiles: [...defaultFiles], max: 3 });
  expect(names(component)).toEqual([]);
});

describe("files that the page sets again", () => {
  const PICKED = [{ url: "https://e.com/1.jpg" }];
  const state = (changes: object): PropertyValues => read({ files: [...PICKED], max: 9, ...changes });

  test.each([
    ["the same list alone, because the page restores it", {}, PICKED],
    ["another list", { files: [] }, []],
    ["another list with another change", { files: [], max: 3 }, []],
    ["the same list with another change, as uni-app sets all properties", { max: 3 }, undefined],
    ["no list", { files: undefined }, undefined],
  ])("%s", (_, changes, expected) => {
    expect(filesToGive(state({}), state(changes))).toEqual(expected);
  });
});
