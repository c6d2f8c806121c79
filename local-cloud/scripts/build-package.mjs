import { spawnSync } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/*
 * Builds npm/dist, the package tencent-cos-local:
 *
 *   index.js     startLocalCos. Node.js finds its names for import, too
 *   command.mjs  the command
 *   types/       the declarations of index.js
 *
 * The bundles contain the workspaces that they import. Packages stay outside and have to be dependencies of npm/package.json.
 */
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SRC = join(ROOT, "src/cos");
const OUT = join(ROOT, "npm/dist");

const { version, dependencies, optionalDependencies } = JSON.parse(
  await readFile(join(ROOT, "npm/package.json"), "utf8"),
);
const OPTIONS = {
  bundle: true,
  platform: "node",
  target: "node20",
  charset: "utf8",
  conditions: ["source"],
  external: Object.keys({ ...dependencies, ...optionalDependencies }),
  logLevel: "error",
};

await rm(OUT, { recursive: true, force: true });
await copyTypes();
await build({
  ...OPTIONS,
  entryPoints: [join(SRC, "index.ts")],
  format: "cjs",
  outfile: join(OUT, "index.js"),
  // In jest's default configuration, import() fails within a CommonJS module, and require() works.
  supported: { "dynamic-import": false },
});
await build({
  ...OPTIONS,
  entryPoints: [join(SRC, "command/main.ts")],
  format: "esm",
  outfile: join(OUT, "command.mjs"),
  banner: { js: "#!/usr/bin/env node" },
  define: { PACKAGE_VERSION: JSON.stringify(version) },
});
await cp(join(ROOT, "../LICENSE"), join(OUT, "LICENSE"));

/** Copies the declarations that the entry imports, as tsc emits them. */
async function copyTypes() {
  // The standard output of `npm pack --json` is JSON, so tsc writes to the standard error.
  const tsc = spawnSync("npx", ["--no-install", "tsc", "--build", join(ROOT, "src")], {
    cwd: ROOT,
    stdio: ["ignore", 2, "inherit"],
  });
  if (tsc.status !== 0) throw new Error("the local cloud does not compile");
  const roots = [join(ROOT, "dist"), join(ROOT, "../shared/cos-signature/dist"), join(ROOT, "../shared/node-kit/dist")];
  const folders = ["", "cos-signature", "node-kit"];
  const targetOf = (file) => {
    const index = roots.findIndex((root) => file.startsWith(`${root}/`));
    return join(OUT, "types", folders[index], relative(roots[index], file));
  };
  const waiting = [join(roots[0], "cos/index.d.ts")];
  const copied = new Set();
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (copied.has(file)) continue;
    copied.add(file);
    const target = targetOf(file);
    const text = (await readFile(file, "utf8")).replace(/(from ")([^"]+)(")/g, (_all, before, specifier, after) => {
      const imported = declarationOf(file, specifier);
      if (imported === undefined) return before + specifier + after;
      waiting.push(imported);
      const path = relative(dirname(target), targetOf(imported)).replace(/\.d\.ts$/, ".js");
      return `${before}${path.startsWith(".") ? path : `./${path}`}${after}`;
    });
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, text);
  }

  /** Packages of the registry and of Node.js stay as they are; the workspaces are part of this package. */
  function declarationOf(file, specifier) {
    if (specifier.startsWith(".")) return join(dirname(file), specifier.replace(/\.ts$/, ".d.ts"));
    const workspace = folders.indexOf(specifier.replace("@wx-cos-upload/", ""));
    return specifier.startsWith("@wx-cos-upload/") ? join(roots[workspace], "index.d.ts") : undefined;
  }
}
