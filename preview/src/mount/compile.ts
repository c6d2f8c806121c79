import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import type { CompiledProject } from "../build/compiled-project.ts";

/** esbuild can't run in jsdom, so a program of the package compiles. */
const COMPILER = join(__dirname, "../command/compile-unit.js");

/** Largest size of a compiled page or component, in bytes. */
const MAX_OUTPUT_BYTES = 256 * 1024 ** 2;

const compiled = new Map<string, string>();

/** A page or component to compile. */
export interface UnitToCompile {
  /** The mini program's root, as an absolute path. */
  readonly root: string;
  /** Relative to the root, without an extension. */
  readonly path: string;
  readonly isPage: boolean;
}

/** Returns the root of the mini program in a folder: the one that project.config.json names, otherwise the folder. */
export function findRoot(directory: string): string {
  const file = join(directory, "project.config.json");
  if (!existsSync(file)) return directory;
  const config: { miniprogramRoot?: string } = JSON.parse(readFileSync(file, "utf8"));
  return resolve(directory, config.miniprogramRoot ?? ".");
}

/** Returns a path relative to the root, with forward slashes. The path may be absolute. */
export function pathFromRoot(root: string, path: string): string {
  const fromRoot = isAbsolute(path) && path.startsWith(root) ? relative(root, path) : path.replace(/^\//, "");
  return fromRoot.split(sep).join("/");
}

/**
 * Compiles a page or component, once per test file. Each call returns new scripts, which run again.
 *
 * @throws Error with the problems, if there are any
 */
export function compile({ root, path, isPage }: UnitToCompile): CompiledProject {
  const key = [root, path, isPage].join("\n");
  const code = compiled.get(key) ?? runCompiler([root, path, isPage ? "page" : "component"]);
  compiled.set(key, code);
  return new Function(`${code}\nreturn previewProject.project;`)();
}

function runCompiler(values: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(process.execPath, [COMPILER, ...values], {
    encoding: "utf8",
    maxBuffer: MAX_OUTPUT_BYTES,
  });
  if (error !== undefined) throw error;
  if (stdout === "") throw new Error(`The compiler failed: ${stderr}`);
  const { code, problems }: { code: string; problems: readonly string[] } = JSON.parse(stdout);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return code;
}
