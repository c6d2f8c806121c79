import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { SPECIFIERS } from "./specifiers.mjs";

const require = createRequire(import.meta.url);

/** The versions, each with the module resolutions that it has. */
export const COMPILERS = [
  ["4.7", ["node", "node16"]],
  ["5.3", ["node", "node16", "bundler"]],
  ["5.9", ["node", "node16", "bundler"]],
  ["7", ["node16", "bundler"]],
].flatMap(([version, resolutions]) => resolutions.map((resolution) => ({ version, resolution })));

const MODULES = { node: "commonjs", node16: "node16", bundler: "esnext" };

/**
 * Compiles files strictly, without skipping the libraries' declarations.
 *
 * @returns the error codes by file name
 */
export function compile(directory, { version, resolution, options = {} }, files) {
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  const compilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: false,
    target: "es2018",
    lib: ["es2018"],
    types: [],
    module: MODULES[resolution],
    moduleResolution: resolution,
    ...options,
  };
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["**/*"] }));
  const tsc = join(dirname(require.resolve(`typescript-${version}/package.json`)), "bin/tsc");
  const { stdout, stderr, error } = spawnSync(process.execPath, [tsc, "--pretty", "false", "--project", directory], {
    cwd: directory,
    encoding: "utf8",
  });
  if (error !== undefined) throw error;
  const errors = {};
  for (const line of `${stdout}${stderr}`.split("\n")) {
    const [, file, code] = /^(?:(.+?)\(\d+,\d+\): )?error (TS\d+)/.exec(line) ?? [];
    if (code !== undefined) errors[file ?? "tsconfig.json"] = [...(errors[file ?? "tsconfig.json"] ?? []), code];
  }
  return errors;
}

/** Type-checks every specifier. Returns "types", or the first error code, by specifier. */
export function typeCheck(directory, compiler) {
  const extensions = compiler.resolution === "node16" ? ["ts", "mts"] : ["ts"];
  const results = {};
  // A mini program has no DOM.
  for (const [folder, lib, isForBrowsers] of [
    ["miniprogram", ["es2018"], undefined],
    ["page", ["es2018", "dom"], true],
  ]) {
    const specifiers = Object.entries(SPECIFIERS).filter(([, given]) => given.isForBrowsers === isForBrowsers);
    const files = {};
    for (const [index, [specifier, { types, use, misuse }]] of specifiers.entries()) {
      for (const extension of extensions) {
        files[`use${index}.${extension}`] = `${types} "${specifier}";\n${use}\n`;
        files[`misuse${index}.${extension}`] = `${types} "${specifier}";\n${misuse}\nexport {};\n`;
      }
    }
    const errors = compile(join(directory, folder), { ...compiler, options: { lib } }, files);
    const names = Object.keys(files);
    const foreign = Object.entries(errors).find(([file]) => !names.includes(file));
    for (const [index, [specifier]] of specifiers.entries()) {
      const failed = extensions.flatMap((extension) => errors[`use${index}.${extension}`] ?? []);
      const isTyped = extensions.every((extension) => errors[`misuse${index}.${extension}`]?.join() === "TS2322");
      results[specifier] = failed[0] ?? foreign?.flat().join(" ") ?? (isTyped ? "types" : "no types");
    }
  }
  return results;
}
