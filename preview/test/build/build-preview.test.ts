import { join } from "node:path";
import { buildPreview } from "../../src/build/build-preview.ts";
import type { CompiledProject } from "../../src/build/compiled-project.ts";
import { formatProblem } from "../../src/build/problem.ts";
import { copyProject } from "../support/project-copy.ts";

let project: Awaited<ReturnType<typeof copyProject>>;

beforeEach(async () => {
  project = await copyProject();
});

afterEach(() => project.close());

async function problems(): Promise<readonly string[]> {
  return (await buildPreview(project.directory)).problems.map(formatProblem);
}

test("builds scripts, styles and source maps for the browser", async () => {
  const { files, problems: found } = await buildPreview(project.directory);
  expect(found).toEqual([]);
  expect([...files.keys()].sort()).toEqual([
    "page.css",
    "page.css.map",
    "page.js",
    "page.js.map",
    "project.js",
    "project.js.map",
    "shell.css",
    "shell.css.map",
    "shell.js",
    "shell.js.map",
  ]);
});

test("builds this repository's mini program without problems", async () => {
  expect((await buildPreview(join(__dirname, "../../.."))).problems).toEqual([]);
});

const HOME = "pages/home/home";

test("finds a component and a script from npm where DevTools builds them", async () => {
  await project.write("miniprogram_npm/some-box/box/index.json", '{ "component": true }');
  await project.write("miniprogram_npm/some-box/box/index.wxml", "<view>in a box</view>");
  await project.write("miniprogram_npm/some-box/box/index.js", "Component({});");
  await project.write("miniprogram_npm/some-box/library.js", 'module.exports = "of a library";');
  await project.write("pages/second/second.json", '{ "usingComponents": { "some-box": "some-box/box" } }');
  await project.write("pages/second/second.wxml", "<some-box />");
  await project.write("pages/second/second.js", 'Page({ data: { text: require("some-box/library") } });');
  const { files, problems: found } = await buildPreview(project.directory);
  expect(found).toEqual([]);
  expect(new TextDecoder().decode(files.get("project.js"))).toContain("of a library");
});

test("finds a package in no other folder than miniprogram_npm, and a script by its path from the root", async () => {
  const script = 'Page({ text: [require("some-library"), require("/texts/hello")] });';
  await project.write("node_modules/some-library/index.js", 'module.exports = "of a library";');
  await project.write("texts/hello.js", 'module.exports = "hello";');
  await project.write("pages/second/second.js", script);
  expect(await problems()).toEqual([
    'pages/second/second.js:1:23 Could not resolve "some-library": there is no such package in miniprogram_npm. Install it, then run Build npm in DevTools',
  ]);
  await project.write("pages/miniprogram_npm/some-library/index.js", 'module.exports = require("other-library");');
  await project.write("miniprogram_npm/other-library/index.js", 'module.exports = "of another library";');
  const { files, problems: found } = await buildPreview(project.directory);
  expect(found).toEqual([]);
  const code = new TextDecoder().decode(files.get("project.js"));
  expect([code.includes('"of another library"'), code.includes('"hello"')]).toEqual([true, true]);
});

test("hides from scripts the globals that WeChat hides", async () => {
  const script = "Page([typeof window, typeof document, typeof XMLHttpRequest, typeof setTimeout, typeof wx]);";
  await project.write("pages/second/second.js", script);
  const { files } = await buildPreview(project.directory);
  const code = new TextDecoder().decode(files.get("project.js"));
  const definePage = jest.fn();
  const { units }: CompiledProject = new Function("Page", "wx", `${code}; return previewProject.project;`)(
    definePage,
    {},
  );
  units.find(({ path }) => path === "pages/second/second")?.load();
  expect(definePage).toHaveBeenCalledWith(["undefined", "undefined", "undefined", "function", "object"]);
});

describe.each([
  ["an unclosed tag", `${HOME}.wxml`, "<view>\n  <text>a\n</view>", `${HOME}.wxml:2:4 missing end tag`],
  [
    "a broken expression",
    `${HOME}.wxml`,
    "<view>\n{{a +}}</view>",
    `${HOME}.wxml:2:6 unexpected character inside expression`,
  ],
  [
    "an unknown element",
    `${HOME}.wxml`,
    "<!-- <marquee> -->\n<view>\n  <marquee></marquee></view>",
    `${HOME}.wxml:3:3 <marquee> is neither listed in usingComponents nor supported by the preview`,
  ],
  [
    "an import of a missing template",
    `${HOME}.wxml`,
    '<import src="./nothing.wxml" />',
    `${HOME}.wxml imports pages/home/nothing.wxml, which does not exist`,
  ],
  [
    "an invalid selector in WXSS",
    `${HOME}.wxss`,
    ".a {\n  color: red;\n}\n.b:: {\n  color: red;\n}\n",
    `${HOME}.wxss:4:1 Expected a pseudo-class or pseudo-element.`,
  ],
  ["an unclosed block in WXSS", `${HOME}.wxss`, ".a {\n  color: red;", `${HOME}.wxss:1:1 Unclosed block`],
  [
    "an @import of a missing file",
    `${HOME}.wxss`,
    '\n@import "./nothing.wxss";',
    `${HOME}.wxss:2:1 @import of pages/home/nothing.wxss: the file does not exist`,
  ],
  ["a circular @import", "colors.wxss", '@import "./app.wxss";', "colors.wxss:1:1 @import of app.wxss is circular"],
  [
    "a syntax error in TypeScript",
    `${HOME}.ts`,
    "Page({\n  data: {,\n});",
    `${HOME}.ts:2:10 Expected identifier but found ","`,
  ],
  [
    "an import of a missing module",
    `${HOME}.ts`,
    'import { a } from "./nothing";\na();',
    `${HOME}.ts:1:19 Could not resolve "./nothing"`,
  ],
  [
    "a missing component",
    `${HOME}.json`,
    '{ "usingComponents": { "no-box": "./no-box" } }',
    `${HOME}.json usingComponents.no-box: there is no component ./no-box`,
  ],
  [
    'a component without "component": true',
    "components/card-box/index.json",
    "{}",
    'components/card-box/index.json has no "component": true',
  ],
  ["a missing page", "app.json", '{ "pages": ["pages/none/none"] }', "pages/none/none.wxml is missing"],
])("%s", (_what, path, text, problem) => {
  test("is reported with its location, and the build yields no files", async () => {
    await project.write(path, text);
    expect(await problems()).toContain(problem);
    expect((await buildPreview(project.directory)).files.size).toBe(0);
  });
});

test("reports invalid JSON with its line", async () => {
  await project.write("app.json", '{\n  "pages": [,]\n}');
  expect((await problems())[0]).toMatch(/^app\.json:2:13 /);
});

test("reports a page without a script", async () => {
  await project.remove("pages/second/second.js");
  expect(await problems()).toContain("pages/second/second.ts is missing, and there is no .js file");
});

test("reports several problems at once", async () => {
  await project.write(`${HOME}.wxml`, "<nothing />");
  await project.write(`${HOME}.wxss`, "}");
  expect(await problems()).toHaveLength(2);
});
