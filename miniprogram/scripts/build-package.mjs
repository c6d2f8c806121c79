import { spawnSync } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/*
 * Builds the package in npm/:
 *
 *   miniprogram_dist/  the folder that WeChat's npm build copies
 *     index.js           the library, as `require("wx-cos-uploader")` finds it
 *     multipart.js       multipart uploads, as `require("wx-cos-uploader/multipart")` finds them
 *     uploads.js         the client of stored uploads, as `require("wx-cos-uploader/uploads")` finds it
 *     uploader/          the library: index.js, multipart.js, uploads.js, .d.ts. They are several files, and an app has only those that it uses
 *     cos-uploader/      the component: index.js, .json, .wxml, .wxss, .d.ts
 *     types/             the declarations that the .d.ts import
 *   browser/           the library for web pages, as CommonJS, with its declarations
 *   esm/               the library, its modules and the library for web pages as ES modules. They share a chunk
 */
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SRC = join(ROOT, "src");
const NPM = join(ROOT, "npm");
const MINIPROGRAM = join(NPM, "miniprogram_dist");
const BROWSER = join(NPM, "browser");
const ESM = join(NPM, "esm");
const COMPONENT = "components/cos-uploader";
const BROWSER_ENTRY = join(ROOT, "browser/src/index.ts");
/** Modules beside the library, by the name of their file in the package. */
const BESIDE = { multipart: "uploader/multipart/index", uploads: "uploader/uploads/index" };
/** The library's public modules. */
const LIBRARY = ["index", "wechat-login", "wechat-platform", "wechat-uploader", "exif-stripper", "strip-exif"];

// For "node", esbuild lists the exports of CommonJS where Node's `import` finds them.
const OPTIONS = { bundle: true, format: "cjs", platform: "node", target: "es2018", charset: "utf8", logLevel: "error" };

/** The entry point "library": all public modules. */
const libraryEntry = {
  name: "library-entry",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^library$/ }, () => ({ path: "library", namespace: "library" }));
    onLoad({ filter: /.*/, namespace: "library" }, () => ({
      contents: LIBRARY.map((name) => `export * from "./uploader/${name}";`).join("\n"),
      resolveDir: SRC,
    }));
  },
};

/** uni-app's users copy folders by hand, and neither its compiler nor WeChat's reports one that is missing. */
const MISSING_LIBRARY = `try {
  require("../uploader/index");
} catch (error) {
  throw new Error("cos-uploader needs the folder uploader beside its own: copy both folders of miniprogram_dist. " + error);
}`;

for (const folder of [MINIPROGRAM, BROWSER, ESM]) await rm(folder, { recursive: true, force: true });
await buildLibrary();
for (const [name, module] of Object.entries(BESIDE)) await buildBeside(name, module);
await buildComponent();
await buildBrowser();
await buildModules();
await copyTypes();
await cp(join(ROOT, "../LICENSE"), join(MINIPROGRAM, "LICENSE"));

async function buildLibrary() {
  const outfile = join(MINIPROGRAM, "uploader/index.js");
  await build({ ...OPTIONS, entryPoints: ["library"], plugins: [libraryEntry], outfile });
  await writeFile(join(MINIPROGRAM, "index.js"), 'module.exports = require("./uploader/index");\n');
}

/** A module is a file of its own beside the library, whose errors, scopes and platform it shares. Pure modules are bundled once more. */
async function buildBeside(name, module) {
  const entryPoints = [join(SRC, `${module}.ts`)];
  const plugins = (library) => [external(/^(\.\.?\/)+(cancel-scope|upload-error|wechat-platform)$/, library)];
  const outfile = join(MINIPROGRAM, `uploader/${name}.js`);
  await build({ ...OPTIONS, entryPoints, plugins: plugins("./index"), outfile });
  await writeFile(join(MINIPROGRAM, `${name}.js`), `module.exports = require("./uploader/${name}");\n`);
  const esm = { format: "esm", outfile: join(ESM, `${name}.mjs`) };
  await build({ ...OPTIONS, ...esm, entryPoints, plugins: plugins("./index.mjs") });
}

/** Keeps what some imports name in a file of its own. A program that uses both then contains it once. */
function external(filter, path) {
  // Small, pure and not exported by the library: it is bundled.
  const isBundled = (imported) => imported.endsWith("/platform-values");
  return {
    name: `external ${path}`,
    setup: ({ onResolve }) =>
      onResolve({ filter }, ({ path: imported }) => (isBundled(imported) ? undefined : { path, external: true })),
  };
}

/** The library's modules that the component and web pages import. */
function sharedLibrary(path) {
  return external(/\/uploader\/[\w-]+$/, path);
}

async function buildComponent() {
  const entryPoints = [join(SRC, COMPONENT, "index.ts")];
  const outfile = join(MINIPROGRAM, "cos-uploader/index.js");
  const plugins = [
    sharedLibrary("../uploader/index"),
    external(/\/uploader\/multipart\/index$/, "../uploader/multipart"),
  ];
  await build({ ...OPTIONS, entryPoints, plugins, outfile, banner: { js: MISSING_LIBRARY } });
  for (const file of await readdir(join(SRC, COMPONENT), { recursive: true })) {
    if (/\.(json|wxml|wxss)$/.test(file)) await cp(join(SRC, COMPONENT, file), join(MINIPROGRAM, "cos-uploader", file));
    if (file.endsWith(".wxss")) await keepPixels(join(MINIPROGRAM, "cos-uploader", file));
  }
}

/** Taro turns px into rpx, which would halve every size, unless this is the first line: https://github.com/NervJS/taro/issues/10212 */
async function keepPixels(file) {
  await writeFile(file, `/*postcss-pxtransform disable*/\n${await readFile(file, "utf8")}`);
}

async function buildBrowser() {
  const plugins = [sharedLibrary("../miniprogram_dist/uploader/index")];
  await build({ ...OPTIONS, entryPoints: [BROWSER_ENTRY], plugins, outfile: join(BROWSER, "index.js") });
}

async function buildModules() {
  await build({
    ...OPTIONS,
    format: "esm",
    splitting: true,
    entryPoints: { index: "library", browser: BROWSER_ENTRY },
    plugins: [libraryEntry],
    outdir: ESM,
    outExtension: { ".js": ".mjs" },
    chunkNames: "shared",
  });
}

/** Copies the declarations that the entries import, as tsc emits them. */
async function copyTypes() {
  const tsc = spawnSync("npx", ["--no-install", "tsc", "--build", ROOT, join(ROOT, "browser")], {
    cwd: ROOT,
    stdio: ["ignore", 2, "inherit"],
  });
  if (tsc.status !== 0) throw new Error("the mini program does not compile");
  const types = join(MINIPROGRAM, "types");
  const library = LIBRARY.map((name) => `uploader/${name}`);
  await copyReachable(join(ROOT, "dist"), types, [...library, ...Object.values(BESIDE), `${COMPONENT}/index`]);
  await copyReachable(join(ROOT, "dist/browser"), join(BROWSER, "types"), ["index"]);
  const reExports = library.map((name) => `export * from "../types/${name}";\n`).join("");
  await writeFile(join(MINIPROGRAM, "index.d.ts"), 'export * from "./uploader/index";\n');
  await writeFile(join(MINIPROGRAM, "uploader/index.d.ts"), reExports);
  for (const [name, module] of Object.entries(BESIDE)) {
    await writeFile(join(MINIPROGRAM, `${name}.d.ts`), `export * from "./uploader/${name}";\n`);
    await writeFile(join(MINIPROGRAM, `uploader/${name}.d.ts`), `export * from "../types/${module}";\n`);
    await writeFile(join(ESM, `${name}.d.mts`), `export * from "../miniprogram_dist/${name}.js";\n`);
  }
  await writeFile(join(MINIPROGRAM, "cos-uploader/index.d.ts"), `export * from "../types/${COMPONENT}/index";\n`);
  await writeFile(join(BROWSER, "index.d.ts"), 'export * from "./types/index";\n');
  await writeFile(join(ESM, "index.d.mts"), 'export * from "../miniprogram_dist/index.js";\n');
  await writeFile(join(ESM, "browser.d.mts"), 'export * from "../browser/index.js";\n');
}

async function copyReachable(dist, out, modules) {
  const copied = new Set();
  const waiting = modules.map((module) => join(dist, `${module}.d.ts`));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (copied.has(file)) continue;
    copied.add(file);
    const text = (await readFile(file, "utf8"))
      .replace(/\n?\/\/# sourceMappingURL=.*\n?/, "\n")
      // In the package, the library's declarations are elsewhere, and are copied for it.
      .replaceAll('"../../src/', '"../../miniprogram_dist/types/');
    const target = join(out, relative(dist, file));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
    for (const [, specifier] of text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)) {
      if (!specifier.includes("miniprogram_dist/")) waiting.push(`${join(dirname(file), specifier)}.d.ts`);
    }
  }
}
