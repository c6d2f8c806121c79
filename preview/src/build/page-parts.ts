import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));

/** The sources of the scripts in the browser. A published package does not contain them. */
const SOURCE = join(HERE, "../../src/shell");

/** The scripts as the published package contains them. */
const BUILT = join(HERE, "../page");

let parts: Promise<ReadonlyMap<string, Uint8Array>> | undefined;

/**
 * Returns the preview's own scripts and styles for the browser, by file name: `page.js` is the host and `wx`, `shell.js` the phone around
 * the page. In the repository they are bundled from the sources, once per process.
 */
export function pageParts(): Promise<ReadonlyMap<string, Uint8Array>> {
  parts ??= existsSync(SOURCE) ? bundlePageParts() : readBuilt();
  return parts;
}

/** Bundles the scripts from their sources. */
export async function bundlePageParts(): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    absWorkingDir: SOURCE,
    entryPoints: { page: join(SOURCE, "page.ts"), shell: join(SOURCE, "shell.ts") },
    outdir: "out",
    write: false,
    bundle: true,
    format: "iife",
    target: "es2022",
    sourcemap: "linked",
    logLevel: "silent",
    define: { "process.env.NODE_ENV": '"development"' },
  });
  return new Map(outputFiles.map(({ path, contents }) => [path.slice(join(SOURCE, "out/").length), contents]));
}

async function readBuilt(): Promise<ReadonlyMap<string, Uint8Array>> {
  const names = await readdir(BUILT);
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(BUILT, name))] as const)));
}
