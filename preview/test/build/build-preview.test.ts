import { join } from "node:path";
import { buildPreview } from "../../src/build/build-preview.ts";
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

test("a mini program without mistakes – scripts, styles and source maps for the browser", async () => {
  const { files, problems: found } = await buildPreview(project.directory);
  expect(found).toEqual([]);
  expect([...files.keys()].sort()).toEqual([
    "page.css",
    "page.css.map",
    "page.js",
    "page.js.map",
    "shell.css",
    "shell.css.map",
    "shell.js",
    "shell.js.map",
  ]);
});

test("this repository's mini program has no mistakes", async () => {
  expect((await buildPreview(join(__dirname, "../../.."))).problems).toEqual([]);
});

const HOME = "pages/home/home";

test("a component and a script from npm are found where DevTools builds them", async () => {
  await project.write("miniprogram_npm/some-box/box/index.json", '{ "component": true }');
  await project.write("miniprogram_npm/some-box/box/index.wxml", "<view>in a box</view>");
  await project.write("miniprogram_npm/some-box/box/index.js", "Component({});");
  await project.write("miniprogram_npm/some-box/library.js", 'module.exports = "of a library";');
  await project.write("pages/second/second.json", '{ "usingComponents": { "some-box": "some-box/box" } }');
  await project.write("pages/second/second.wxml", "<some-box />");
  await project.write("pages/second/second.js", 'Page({ data: { text: require("some-box/library") } });');
  const { files, problems: found } = await buildPreview(project.directory);
  expect(found).toEqual([]);
  expect(new TextDecoder().decode(files.get("page.js"))).toContain("of a library");
});

describe.each([
  ["a tag that is not closed", `${HOME}.wxml`, "<view>\n  <text>a\n</view>", `${HOME}.wxml:2:4 missing end tag`],
  [
    "a broken expression",
    `${HOME}.wxml`,
    "<view>\n{{a +}}</view>",
    `${HOME}.wxml:2:6 unexpected character inside expression`,
  ],
  [
    "an element that nobody has",
    `${HOME}.wxml`,
    "<!-- <marquee> -->\n<view>\n  <marquee></marquee></view>",
    `${HOME}.wxml:3:3 <marquee> is neither in usingComponents nor an element that the preview has`,
  ],
  [
    "an import of nothing",
    `${HOME}.wxml`,
    '<import src="./nothing.wxml" />',
    `${HOME}.wxml there is no pages/home/nothing.wxml to import`,
  ],
  [
    "WXSS with a selector that is none",
    `${HOME}.wxss`,
    ".a {\n  color: red;\n}\n.b:: {\n  color: red;\n}\n",
    `${HOME}.wxss:4:1 Expected a pseudo-class or pseudo-element.`,
  ],
  ["WXSS that doesn't end", `${HOME}.wxss`, ".a {\n  color: red;", `${HOME}.wxss:1:1 Unclosed block`],
  [
    "an @import of nothing",
    `${HOME}.wxss`,
    '\n@import "./nothing.wxss";',
    `${HOME}.wxss:2:1 there is no pages/home/nothing.wxss to @import`,
  ],
  [
    "an @import in a circle",
    "colors.wxss",
    '@import "./app.wxss";',
    "colors.wxss:1:1 @import of app.wxss goes in a circle",
  ],
  [
    "TypeScript that is none",
    `${HOME}.ts`,
    "Page({\n  data: {,\n});",
    `${HOME}.ts:2:10 Expected identifier but found ","`,
  ],
  [
    "an import of a module that isn't there",
    `${HOME}.ts`,
    'import { a } from "./nothing";\na();',
    `${HOME}.ts:1:19 Could not resolve "./nothing"`,
  ],
  [
    "a component that isn't there",
    `${HOME}.json`,
    '{ "usingComponents": { "no-box": "./no-box" } }',
    `${HOME}.json usingComponents.no-box: there is no component ./no-box`,
  ],
  [
    "a component that doesn't say so",
    "components/card-box/index.json",
    "{}",
    'components/card-box/index.json has no "component": true',
  ],
  ["a page that isn't there", "app.json", '{ "pages": ["pages/none/none"] }', "pages/none/none.wxml is missing"],
])("%s", (_what, path, text, problem) => {
  test("is named with its place, and nothing is served", async () => {
    await project.write(path, text);
    expect(await problems()).toContain(problem);
    expect((await buildPreview(project.directory)).files.size).toBe(0);
  });
});

test("broken JSON is named with its line", async () => {
  await project.write("app.json", '{\n  "pages": [,]\n}');
  expect((await problems())[0]).toMatch(/^app\.json:2:13 /);
});

test("a page without a script is named", async () => {
  await project.remove("pages/second/second.js");
  expect(await problems()).toContain("pages/second/second.ts is missing, as .js too");
});

test("several mistakes are all named at once", async () => {
  await project.write(`${HOME}.wxml`, "<nothing />");
  await project.write(`${HOME}.wxss`, "}");
  expect(await problems()).toHaveLength(2);
});
