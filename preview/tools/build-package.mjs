/**
 * Builds what the published package has in dist/ besides the output of tsc: `page/`, the scripts and styles for the browser, and
 * `mount/`, mountComponent and mountPage as a CommonJS module, which jest and vitest load. Runs before `npm pack`.
 */
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundlePageParts } from "../dist/build/page-parts.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = join(ROOT, "dist/page");
const MOUNT = join(ROOT, "dist/mount");

await rm(PAGE, { recursive: true, force: true });
await mkdir(PAGE, { recursive: true });
for (const [name, contents] of await bundlePageParts()) await writeFile(join(PAGE, name), contents);

await build({
  absWorkingDir: ROOT,
  entryPoints: [join(ROOT, "src/mount/index.ts")],
  outfile: join(MOUNT, "index.cjs"),
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  packages: "external",
  logLevel: "warning",
});
/** One file, because a CommonJS declaration can't import that of an ES module in every version of TypeScript. */
const types = (await readFile(join(MOUNT, "types.d.ts"), "utf8")).replace(/\n\/\/# sourceMappingURL.*/, "");
await writeFile(
  join(MOUNT, "index.d.cts"),
  `${types}
export declare const mountComponent: MountComponent;
export declare const mountPage: MountPage;
`,
);
await copyFile(join(ROOT, "../LICENSE"), join(ROOT, "dist/LICENSE"));
