import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** Most bytes that the library may weigh, with all it needs to run on WeChat. Lower them with it. */
const LIMITS = { minified: 18_150, gzipped: 7_995 };

/**
 * What is measured: the library's own source from createWechatUploader() down, as one file, by esbuild's minify, names of properties
 * kept, as they are in the source that people copy and in the package. The syntax is that of base library 2.21.0's engines and later;
 * WeChat DevTools lowers it further where a phone needs it, by its own settings.
 */
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
