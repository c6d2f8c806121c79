import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { minify } from "@swc/core";
import { build } from "esbuild";

/**
 * Parts of the library, each with all it needs, and the most bytes that it may weigh gzipped. Every host has the core; a WeChat mini
 * program has the rest too.
 */
const PARTS = [
  { name: "core", modules: ["uploader"], limit: 6_144 },
  { name: "core on WeChat", modules: ["wechat-uploader"] },
  { name: "core on WeChat with login", modules: ["wechat-uploader", "wechat-login"], limit: 10_240 },
];

/**
 * What is measured: the library's own source from the module down, as one file, minified by swc, which WeChat's own tools
 * use, names of properties kept, as they are in the source that people copy and in the package. The syntax is that of base library
 * 2.21.0's engines and later; WeChat DevTools lowers it further where a phone needs it, by its own settings.
 */
const TARGET = { esbuild: "es2020", swc: 2020 };

const UPLOADER = fileURLToPath(new URL("../src/uploader", import.meta.url));

/** Bytes of some of the library's modules with all they need. */
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
