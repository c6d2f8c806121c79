import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { minify } from "@swc/core";
import { build } from "esbuild";

/** Most bytes that the library may weigh, with all it needs to run on WeChat. */
const LIMITS = { minified: 11_300, gzipped: 5_120 };

/**
 * What is measured: the library's own source from createWechatUploader() down, as one file, minified by swc, which WeChat's own tools
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

const sizes = await sizesOf("wechat-uploader");
for (const [name, bytes] of Object.entries(sizes)) {
  process.stdout.write(`uploader, ${name}: ${bytes} bytes of at most ${LIMITS[name]}\n`);
  if (bytes > LIMITS[name]) process.exitCode = 1;
}
const { minified, gzipped } = await sizesOf("wechat-uploader", "wechat-login");
process.stdout.write(`with login by WeChat: ${minified} bytes minified, ${gzipped} gzipped\n`);
