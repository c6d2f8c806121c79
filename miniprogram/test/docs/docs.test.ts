import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { canRetry } from "../../src/components/cos-uploader/list/state";
import { PROPERTIES } from "../../src/components/cos-uploader/properties/properties";
import { en } from "../../src/components/cos-uploader/texts/en";
import { UploadError, type UploadErrorCode } from "../../src/uploader/index";
import { PHASES } from "../components/cos-uploader/list/states";

const REPOSITORY = join(__dirname, "../../..");
const COMPONENT = join(REPOSITORY, "miniprogram/src/components/cos-uploader");
const read = (path: string) => readFileSync(join(REPOSITORY, path), "utf8");
const source = (file: string) => readFileSync(join(COMPONENT, file), "utf8");

/** The rows of the tables below a heading, up to the next heading of the same rank. Headings are numbered, because languages differ. */
function rows(text: string, heading: number): string[][] {
  const section = text.split(/^## /m)[heading] ?? "";
  return [...section.matchAll(/^\| (.+) \|$/gm)].map(([, row = ""]) => row.split(" | ").map((cell) => cell.trim()));
}
const codes = (cells: readonly string[]) =>
  cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code));
const firstCells = (text: string, heading: number) => codes(rows(text, heading).map(([first = ""]) => first));
const withoutSignature = (names: readonly string[]) => names.map((name) => name.replace(/\(.*\)$/, ""));

describe.each(["docs/component.md", "docs/component.zh-CN.md"])("%s", (file) => {
  const text = read(file);

  test("lists every property with its default, and no other", () => {
    const listed = rows(text, 1)
      .slice(1)
      .map(([name = "", , value = ""]) => [...codes([name]), ...codes([value])]);
    const expected = Object.entries(PROPERTIES).map(([name, { value }]) =>
      name === "serverUrl" ? [name] : [name, JSON.stringify(value).replaceAll(",", ", ")],
    );
    expect(listed).toEqual(expected);
  });

  test("lists every event, and no other", () => {
    const declared = /interface ListEvents \{([\s\S]*?)\n\}/.exec(source("events.ts"))?.[1] ?? "";
    const events = [...declared.matchAll(/^ {2}readonly "?([\w-]+)"?:/gm)].map(([, name = ""]) => name);
    expect(events).toHaveLength(14);
    const [table = ""] = text.split(/^## /m)[2]?.split(/^### /m) ?? [];
    const listed = [...table.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name = ""]) => name);
    const others = /interface UploaderEvents extends ListEvents \{([\s\S]*?)\n\}/.exec(source("events.ts"))?.[1] ?? "";
    const [, tap = ""] = /^ {2}readonly (\w+):/m.exec(others) ?? [];
    expect(listed).toEqual([...events, tap]);
  });

  test("lists every method, and no other", () => {
    const declared = /type CosUploaderMethods = \{([\s\S]*?)\n\};/.exec(source("instance.ts"))?.[1] ?? "";
    const methods = [...declared.matchAll(/^ {2}(\w+)\(/gm)].map(([, name = ""]) => name);
    expect(withoutSignature(firstCells(text, 3))).toEqual(methods);
  });

  test("lists every slot and external class, and no other", () => {
    const slots = [...source("index.wxml").matchAll(/<slot [^>]*name="([\w-]+)"/g)].map(([, name = ""]) => name);
    expect(firstCells(text, 4).sort()).toEqual(slots.sort());
    const classes = /externalClasses: \[(.*?)\]/.exec(source("index.ts"))?.[1] ?? "";
    expect(firstCells(text, 5)).toEqual([...classes.matchAll(/"([\w-]+)"/g)].map(([, name = ""]) => name));
  });

  test("lists every CSS variable with its defaults, and no other", () => {
    const used = new Map<string, Set<string>>();
    for (const sheet of readdirSync(COMPONENT, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".wxss"),
    )) {
      for (const [, name = "", value = ""] of source(sheet).matchAll(/var\((--cos-uploader-[\w-]+), ([^)]+)\)/g)) {
        used.set(name, (used.get(name) ?? new Set()).add(value));
      }
    }
    const listed = rows(text, 6)
      .slice(1)
      .map(([name = "", value = ""]) => [...codes([name]), ...codes([value])]);
    expect(listed).toEqual([...used].map(([name, values]) => [name, ...values]));
  });

  test("lists every error code, and whether a retry is offered", () => {
    const listed = rows(text, 9)
      .slice(1)
      .map(([code = "", , offered = ""]) => [codes([code])[0], /^(yes|是)/.test(offered)]);
    const isCode = (code: string): code is UploadErrorCode => code in en.failures;
    const expected = Object.keys(en.failures)
      .filter(isCode)
      .map((code) => [code, canRetry(new UploadError(code))]);
    expect([...listed].sort()).toEqual(expected.sort());
  });
});

/** TDesign Mini Program's Upload 1.16: packages/components/upload/type.ts and README.md of Tencent/tdesign-miniprogram. */
const TDESIGN = {
  properties:
    "addBtn addContent allowUploadDuplicateFile config customStyle defaultFiles disabled draggable files gridConfig gutter imageProps max mediaType preview removeBtn requestMethod sizeLimit source theme transition",
  events: "add click complete drop fail remove select-change success",
};

test.each([
  "docs/component.md",
  "docs/component.zh-CN.md",
])("every property and event of TDesign's Upload is one of the component, or %s says what to use", (file) => {
  const differences = codes(rows(read(file), 11).map(([first = ""]) => first)).map((name) => name.split(/[.=]/)[0]);
  const missing = TDESIGN.properties.split(" ").filter((name) => !(name in PROPERTIES) && !differences.includes(name));
  expect(missing).toEqual([]);
  const events = [...source("events.ts").matchAll(/^ {2}readonly "?([\w-]+)"?:/gm)].map(([, name = ""]) => name);
  expect(TDESIGN.events.split(" ").filter((name) => !events.includes(name))).toEqual([]);
});

describe.each(["docs/uploader.md", "docs/uploader.zh-CN.md"])("%s", (file) => {
  const text = read(file);

  test("lists every option, and no other", () => {
    const declared = readFileSync(join(REPOSITORY, "miniprogram/src/uploader/uploader-options.ts"), "utf8");
    const namesIn = (name: string) => {
      const body = new RegExp(`interface ${name}[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(declared)?.[1] ?? "";
      return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, option = ""]) => option);
    };
    const expected = [...namesIn("UploaderOptions"), ...namesIn("UploadOptions")].filter((name) => name !== "platform");
    expect(firstCells(text, 1).sort()).toEqual(expected.sort());
  });

  test("lists every state of the library, and no other", () => {
    const own = ["ready", "preparing", "confirming", "waiting_for_wifi", "kept"];
    expect(firstCells(text, 3)).toEqual(Object.keys(PHASES).filter((name) => !own.includes(name)));
  });

  test("lists every error code, and no other", () => {
    expect(firstCells(text, 6).sort()).toEqual(Object.keys(en.failures).sort());
  });
});

const PAGES = [
  "docs/component",
  "docs/uploader",
  "docs/add-to-your-mini-program",
  "docs/typescript",
  "docs/in-the-browser",
];

test.each(PAGES)("%s has a Chinese version of the same structure", (page) => {
  const shape = (path: string) => read(path).match(/^(?:#+ |\||```\w*)/gm);
  expect(shape(`${page}.zh-CN.md`)).toEqual(shape(`${page}.md`));
});

test.each(PAGES.flatMap((page) => [`${page}.md`, `${page}.zh-CN.md`]))("%s has only links that exist", (page) => {
  const links = [...read(page).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, link = ""]) => link);
  expect(links.length).toBeGreaterThan(0);
  const ownLinks = links.filter((link) => !link.startsWith("https:"));
  expect(ownLinks.filter((link) => !existsSync(join(REPOSITORY, dirname(page), link)))).toEqual([]);
});
