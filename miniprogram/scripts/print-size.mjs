import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { minify } from "@swc/core";
import { build } from "esbuild";

/**
 * Parts of the library, each with everything it imports, and its size limit in bytes gzipped. Every host needs the core; a WeChat mini
 * program needs the rest too. Modules are paths from the library's folder.
 */
const PARTS = [
  { name: "core", modules: ["uploader"], limit: 8_192 },
  { name: "core on WeChat", modules: ["wechat-uploader"] },
  { name: "core on WeChat with login", modules: ["wechat-uploader", "wechat-login"], limit: 10_496 },
  { name: "core on WeChat with login and multipart", modules: ["wechat-uploader", "wechat-login", "multipart/index"] },
  {
    name: "core on WeChat with login and stored uploads",
    modules: ["wechat-uploader", "wechat-login", "uploads/index"],
  },
  { name: "core in a browser", modules: ["../../browser/src/browser-uploader"] },
];

/**
 * The measured code is the library's source as one file, minified by swc, which WeChat's own tools use. Property names are kept, as in the
 * source that people copy and in the package. The syntax suits the engines of base library 2.21.0 and later; WeChat DevTools lowers it
 * further if its settings require that.
 */
const TARGET = { esbuild: "es2020", swc: 2020 };

const UPLOADER = fileURLToPath(new URL("../src/uploader", import.meta.url));

/** The size of some of the library's modules, with everything they import. */
async function sizesOf(...modules) {
  const contents = modules.map((name) => `export * from "./${name}";`).join("\n");
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: UPLOADER },
    bundle: true,
    format: "esm",
    target: TARGET.esbuild,
    write: false,
  });
  const { code } = await minify(outputFiles[0].text, {
    module: true,
    ecma: TARGET.swc,
    compress: { ecma: TARGET.swc, passes: 4 },
    mangle: { toplevel: true },
  });
  const minified = Buffer.from(code);
  return { minified: minified.byteLength, gzipped: gzipSync(minified, { level: 9 }).byteLength };
}

for (const { name, modules, limit } of PARTS) {
  const { minified, gzipped } = await sizesOf(...modules);
  const allowed = limit === undefined ? "" : ` of at most ${limit}`;
  process.stdout.write(`${name}: ${gzipped} bytes gzipped${allowed}, ${minified} minified\n`);
  if (gzipped > limit) process.exitCode = 1;
}
