import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Most bytes that the library may weigh, with all it needs to run on WeChat. */
const LIMITS = { minified: 17_000, gzipped: 7_500 };

/** The syntax of base library 2.21.0's engines and later; WeChat DevTools lowers it further where a phone needs it. */
const TARGET = "es2020";

const entryPoint = new URL("../src/uploader/wechat-uploader.ts", import.meta.url).pathname;
const { outputFiles } = await build({
  entryPoints: [entryPoint],
  bundle: true,
  minify: true,
  format: "esm",
  target: TARGET,
  write: false,
});
const minified = outputFiles[0].contents;
const sizes = { minified: minified.byteLength, gzipped: gzipSync(minified, { level: 9 }).byteLength };
for (const [name, bytes] of Object.entries(sizes)) {
  process.stdout.write(`uploader, ${name}: ${bytes} bytes of at most ${LIMITS[name]}\n`);
  if (bytes > LIMITS[name]) process.exitCode = 1;
}
