import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import projectConfig from "../../project.config.json";
import app from "../src/app.json";
import theme from "../src/theme.json";

const REPOSITORY = join(__dirname, "../..");
const SRC = join(REPOSITORY, projectConfig.miniprogramRoot);
const read = (path: string) => readFileSync(join(SRC, path), "utf8");

test("WeChat DevTools finds the mini program and compiles its TypeScript", () => {
  expect(existsSync(join(SRC, "app.json"))).toBe(true);
  expect(projectConfig.setting.useCompilerPlugins).toEqual(["typescript"]);
});

test.each(["tsconfig.json", "package.json"])("does not pack %s with it", (file) => {
  expect(existsSync(join(SRC, file))).toBe(false);
});

test("defines the same colours for light and dark, including those of app.json", () => {
  const variables = Object.values(app.window).filter((value) => value.startsWith("@"));
  expect(Object.keys(theme.dark)).toEqual(Object.keys(theme.light));
  expect(variables.filter((name) => !(name.slice(1) in theme.light))).toEqual([]);
});

const COMPONENT = "components/cos-uploader/index";

describe.each([...app.pages, COMPONENT])("%s", (unit) => {
  const folder = dirname(unit);
  const wxml = () => filesOf(folder, ".wxml");

  test.each(["json", "ts", "wxml", "wxss"])("has its .%s", (extension) => {
    expect(existsSync(join(SRC, `${unit}.${extension}`))).toBe(true);
  });

  test("has a method for every event it binds", () => {
    const bound = [...wxml().matchAll(/\b(?:bind|catch):?\w+="(\w+)"/g)].map(([, handler]) => handler);
    expect(bound.length).toBeGreaterThan(0);
    const source = read(`${unit}.ts`);
    expect(bound.filter((handler) => !new RegExp(`^ {2,4}(async )?${handler}\\(`, "m").test(source))).toEqual([]);
  });

  test("uses only WXML that WeChat's compiler accepts: no ?., no ??, no template literal", () => {
    const expressions = wxml().match(/\{\{.*?\}\}/g) ?? [];
    expect(expressions.filter((expression) => /\?\.|\?\?|`/.test(expression))).toEqual([]);
  });
});

test.each(app.pages)("%s uses only colours and sizes that app.wxss defines", (page) => {
  const named = [...filesOf(dirname(page), ".wxss").matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name);
  expect(named.filter((name) => !read("app.wxss").includes(`  ${name}:`))).toEqual([]);
});

test("the component needs no style of the app: every variable is defined or has a default", () => {
  const styles = filesOf("components/cos-uploader", ".wxss");
  const named = [...styles.matchAll(/var\((--[\w-]+)(,?)/g)];
  const undefinedNames = named.filter(([, name = "", comma]) => comma === "" && !styles.includes(`  ${name}:`));
  expect(undefinedNames).toEqual([]);
  expect(named.filter(([, name = "", comma]) => name.startsWith("--cos-uploader-") && comma === "")).toEqual([]);
});

/** The content of all files of one kind in a folder. */
function filesOf(folder: string, extension: string): string {
  const names = readdirSync(join(SRC, folder), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(extension),
  );
  return names.map((name) => read(`${folder}/${name}`)).join("\n");
}
