// Measures with WeChat's compiler how many bytes packages add to a mini program, as Markdown tables in two languages. `npm run sizes`
//   --update  also writes the tables into the READMEs, between <!-- sizes --> and <!-- /sizes -->
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { installPacked } from "../pack-uploader.mjs";
import { ci, compile, openProject } from "./compiler.mjs";

const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));
const HERE = fileURLToPath(new URL(".", import.meta.url));

/** What follows a file's path where it is named. */
const ENDINGS = ["", ".js", ".json", ".wxml", ".wxss", ".wxs", "/index.js"];

/** Mini programs of one page that uses one thing. */
const PROGRAMS = {
  empty: {},
  library: { install: installPacked, script: "wx-cos-uploader" },
  component: { install: installPacked, component: "wx-cos-uploader/cos-uploader/index" },
  tdesign: { package: "tdesign-miniprogram", component: "tdesign-miniprogram/upload/upload" },
  vant: { package: "@vant/weapp", component: "@vant/weapp/uploader/index" },
  sdk: { package: "cos-wx-sdk-v5", script: "cos-wx-sdk-v5" },
};

const bytes = {};
for (const [name, program] of Object.entries(PROGRAMS)) bytes[name] = await measure(program);

const versionOf = (name) => JSON.parse(readFileSync(join(HERE, "node_modules", name, "package.json"), "utf8")).version;
const kilobytes = (...names) => {
  const total = names.reduce((sum, name) => sum + bytes[name] - bytes.empty, 0);
  return `${(total / 1024).toFixed(1)} KB`;
};
const TDESIGN = `TDesign Upload ${versionOf("tdesign-miniprogram")}`;
const VANT = `Vant Uploader ${versionOf("@vant/weapp")}`;
const SDK = `cos-wx-sdk-v5 ${versionOf("cos-wx-sdk-v5")}`;
const tables = {
  en: table("in the code package", [
    ["`wx-cos-uploader`, the library", kilobytes("library")],
    ["`wx-cos-uploader`, the component with the library", kilobytes("component")],
    [`${SDK} alone`, kilobytes("sdk")],
    [`${VANT} with ${SDK}`, kilobytes("vant", "sdk")],
    [`${TDESIGN} with ${SDK}`, kilobytes("tdesign", "sdk")],
  ]),
  zh: table("占用代码包", [
    ["`wx-cos-uploader` 上传库", kilobytes("library")],
    ["`wx-cos-uploader` 组件，含上传库", kilobytes("component")],
    [`仅 ${SDK}`, kilobytes("sdk")],
    [`${VANT} 加 ${SDK}`, kilobytes("vant", "sdk")],
    [`${TDESIGN} 加 ${SDK}`, kilobytes("tdesign", "sdk")],
  ]),
};
process.stdout.write(`${tables.en}\n\n${tables.zh}\n`);
if (process.argv.includes("--update")) {
  update("README.md", tables.en);
  update("README.zh-CN.md", tables.zh);
  update("miniprogram/npm/README.md", tables.en);
}
// The compiler's worker processes would keep this process alive.
process.exit();

/** The size of a mini program's compiled files, before they are compressed. */
async function measure(program) {
  const directory = mkdtempSync(join(tmpdir(), "wx-size-"));
  try {
    const { install, package: name, script, component } = program;
    const using = component ? { usingComponents: { uploader: component } } : {};
    write(directory, "project.config.json", JSON.stringify({ appid: "touristappid", compileType: "miniprogram" }));
    write(directory, "app.json", '{ "pages": ["pages/index/index"] }');
    write(directory, "app.js", "App({});");
    write(directory, "pages/index/index.json", JSON.stringify(using));
    write(directory, "pages/index/index.wxml", component ? "<uploader />" : "<view />");
    write(directory, "pages/index/index.js", `${script ? `require("${script}");` : ""} Page({});`);
    if (install) install(directory);
    if (name) copyPackage(name, join(directory, "node_modules"));
    const dependencies = install || name ? { [name ?? "wx-cos-uploader"]: "*" } : {};
    write(directory, "package.json", JSON.stringify({ name: "app", version: "1.0.0", dependencies }));
    if (install || name) {
      const warnings = await ci.packNpm(openProject(directory), { reporter: () => {} });
      if (warnings.length > 0) throw new Error(JSON.stringify(warnings));
    }
    if (install || name) removeUnused(join(directory, "miniprogram_npm"), component ?? script);
    const files = await compile(directory);
    return Object.values(files).reduce((sum, content) => sum + Buffer.byteLength(content), 0);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Copies an installed package with its dependencies. */
function copyPackage(name, modules) {
  const target = join(modules, name);
  if (existsSync(target)) return;
  cpSync(join(HERE, "node_modules", name), target, { recursive: true });
  const { dependencies = {} } = JSON.parse(readFileSync(join(target, "package.json"), "utf8"));
  for (const dependency of Object.keys(dependencies)) copyPackage(dependency, modules);
}

/** Removes the files that the page's component or script does not use, as DevTools does when it uploads. */
function removeUnused(modules, entry) {
  const used = new Set();
  const waiting = [join(modules, entry)];
  for (let unit = waiting.pop(); unit !== undefined; unit = waiting.pop()) {
    for (const file of ENDINGS.map((ending) => unit + ending)) {
      if (used.has(file) || !/\.\w+$/.test(file) || !existsSync(file)) continue;
      used.add(file);
      waiting.push(...referencesOf(file, modules));
    }
  }
  for (const entry of readdirSync(modules, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !used.has(file)) rmSync(file);
  }
}

/** The paths that a file of a component names: components, modules, templates, styles. */
function referencesOf(file, modules) {
  const text = readFileSync(file, "utf8");
  const named = file.endsWith(".json")
    ? Object.values(JSON.parse(text).usingComponents ?? {})
    : [...text.matchAll(/(?:\brequire\(|\bfrom\s*|\bimport\s*|\bsrc=|@import\s*)["']([^"']+)["']/g)].map(
        ([, path]) => path,
      );
  return named.flatMap((path) => [join(dirname(file), path), join(modules, path)]);
}

function table(title, rows) {
  return [`| | ${title} |`, "|---|---|", ...rows.map((cells) => `| ${cells.join(" | ")} |`)].join("\n");
}

function update(path, text) {
  const file = join(REPOSITORY, path);
  const [before, rest = ""] = readFileSync(file, "utf8").split("<!-- sizes -->\n");
  const [, after] = rest.split("<!-- /sizes -->\n");
  if (after === undefined) throw new Error(`${relative(REPOSITORY, file)} has no <!-- sizes --> to write between`);
  writeFileSync(file, `${before}<!-- sizes -->\n${text}\n<!-- /sizes -->\n${after}`);
}

function write(directory, file, content) {
  const path = join(directory, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
