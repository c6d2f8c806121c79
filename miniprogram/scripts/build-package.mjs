import { spawnSync } from "node:child_process";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/*
 * Builds npm/miniprogram_dist, the folder that WeChat's npm build copies:
 *
 *   cos-uploader/  the component: index.js, .json, .wxml, .wxss, .d.ts
 *   uploader/      the library: index.js, .d.ts
 *   types/         the declarations that the two .d.ts import
 */
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SRC = join(ROOT, "src");
const OUT = join(ROOT, "npm/miniprogram_dist");
const COMPONENT = "components/cos-uploader";
/** The library's public modules. */
const LIBRARY = ["index", "wechat-login", "wechat-platform", "wechat-uploader", "exif-stripper", "strip-exif"];

const OPTIONS = { bundle: true, format: "cjs", target: "es2018", charset: "utf8", write: true, logLevel: "error" };

await rm(OUT, { recursive: true, force: true });
await buildLibrary();
await buildComponent();
await copyTypes();
await cp(join(ROOT, "../LICENSE"), join(OUT, "LICENSE"));

async function buildLibrary() {
  const contents = LIBRARY.map((name) => `export * from "./uploader/${name}";`).join("\n");
  await build({ ...OPTIONS, stdin: { contents, resolveDir: SRC }, outfile: join(OUT, "uploader/index.js") });
}

/** Keeps the library in a file of its own. A mini program that uses both then contains it once. */
async function buildComponent() {
  const sharedLibrary = {
    name: "shared-library",
    setup({ onResolve }) {
      // Small, pure and not exported by the library: it is bundled with the component.
      const isBundled = (path) => path.endsWith("/platform-values");
      onResolve({ filter: /\/uploader\/[\w-]+$/ }, ({ path }) =>
        isBundled(path) ? undefined : { path: "../uploader/index", external: true },
      );
    },
  };
  const entryPoints = [join(SRC, COMPONENT, "index.ts")];
  await build({ ...OPTIONS, entryPoints, plugins: [sharedLibrary], outfile: join(OUT, "cos-uploader/index.js") });
  for (const file of await readdir(join(SRC, COMPONENT), { recursive: true })) {
    if (/\.(json|wxml|wxss)$/.test(file)) await cp(join(SRC, COMPONENT, file), join(OUT, "cos-uploader", file));
    if (file.endsWith(".wxss")) await keepPixels(join(OUT, "cos-uploader", file));
  }
}

/** Taro turns px into rpx, which would halve every size, unless this is the first line: https://github.com/NervJS/taro/issues/10212 */
async function keepPixels(file) {
  await writeFile(file, `/*postcss-pxtransform disable*/\n${await readFile(file, "utf8")}`);
}

/** Copies the declarations that the two entries import, as tsc emits them. */
async function copyTypes() {
  const tsc = spawnSync("npx", ["--no-install", "tsc", "--build", ROOT], {
    cwd: ROOT,
    stdio: ["ignore", 2, "inherit"],
  });
  if (tsc.status !== 0) throw new Error("the mini program does not compile");
  const library = LIBRARY.map((name) => `uploader/${name}`);
  await copyReachable([...library, `${COMPONENT}/index`]);
  const reExports = library.map((name) => `export * from "../types/${name}";\n`).join("");
  await writeFile(join(OUT, "uploader/index.d.ts"), reExports);
  await writeFile(join(OUT, "cos-uploader/index.d.ts"), `export type * from "../types/${COMPONENT}/index";\n`);
}

async function copyReachable(modules) {
  const dist = join(ROOT, "dist");
  const copied = new Set();
  const waiting = modules.map((module) => join(dist, `${module}.d.ts`));
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (copied.has(file)) continue;
    copied.add(file);
    const text = await readFile(file, "utf8");
    const target = join(OUT, "types", relative(dist, file));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text.replace(/\n?\/\/# sourceMappingURL=.*\n?/, "\n"));
    for (const [, specifier] of text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)) {
      waiting.push(`${join(dirname(file), specifier)}.d.ts`);
    }
  }
}
