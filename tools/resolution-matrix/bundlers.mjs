import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import vm from "node:vm";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { build } from "esbuild";
import { rollup } from "rollup";
import { build as viteBuild } from "vite";
import webpack from "webpack";
import { SPECIFIERS } from "./specifiers.mjs";

/** Each bundles an entry file to a CommonJS text. */
const BUNDLERS = {
  async esbuild(entry) {
    const options = { entryPoints: [entry], bundle: true, write: false, format: "cjs", logLevel: "silent" };
    return (await build(options)).outputFiles[0].text;
  },
  async webpack(entry) {
    const path = `${entry}.webpack`;
    const output = { path, filename: "bundle.js", library: { type: "commonjs2" } };
    const stats = await new Promise((resolve, reject) =>
      webpack({ entry, mode: "production", target: "web", output, performance: false }, (error, result) =>
        error ? reject(error) : resolve(result),
      ),
    );
    if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
    return readFileSync(join(path, "bundle.js"), "utf8");
  },
  async Rollup(entry) {
    const onwarn = (warning) => {
      throw new Error(warning.message);
    };
    const bundle = await rollup({ input: entry, plugins: [nodeResolve()], onwarn });
    return (await bundle.generate({ format: "cjs" })).output[0].code;
  },
  async Vite(entry) {
    const lib = { entry, formats: ["cjs"], fileName: "bundle" };
    const [{ output }] = await viteBuild({
      root: dirname(entry),
      configFile: false,
      logLevel: "silent",
      build: { write: false, lib },
    });
    return output[0].code;
  },
};

/** Rollup reads only ES modules. The component is CommonJS, as WeChat requires it, so its paths are none of Rollup's. */
const isOutOfReach = (bundler, specifier) =>
  bundler === "Rollup" && /cos-uploader\/index|miniprogram_dist/.test(specifier);

/** Bundles every specifier with every bundler, and runs the bundles. Returns "runs" or the error, by bundler and specifier. */
export async function bundleAll(directory) {
  const results = {};
  for (const [name, bundle] of Object.entries(BUNDLERS)) {
    results[name] = {};
    for (const [index, [specifier, { value }]] of Object.entries(SPECIFIERS).entries()) {
      if (isOutOfReach(name, specifier)) {
        results[name][specifier] = "–";
        continue;
      }
      const text = value ? `export { ${value} as value } from "${specifier}";` : `import "${specifier}";`;
      const entry = writeEntry(directory, `${name}-${index}.mjs`, text);
      results[name][specifier] = await outcomeOf(async () => runs(await bundle(entry), value));
    }
  }
  return results;
}

/** Entries that share the library. Of these bundlers only webpack, which Taro uses, bundles the component too. */
const PAIRS = {
  "library and component": {
    entries: ["wx-cos-uploader", "wx-cos-uploader/cos-uploader/index"],
    bundlers: ["webpack"],
  },
  "library and browser": { entries: ["wx-cos-uploader", "wx-cos-uploader/browser"], bundlers: Object.keys(BUNDLERS) },
};

/** Programs that import two entries, which must hold the library once. Returns how often they hold it, by bundler. */
export async function countLibraries(directory) {
  const results = {};
  for (const [name, bundle] of Object.entries(BUNDLERS)) {
    results[name] = {};
    for (const [pair, { entries, bundlers }] of Object.entries(PAIRS)) {
      if (!bundlers.includes(name)) continue;
      const [first, second] = entries;
      const text = `import { UploadError } from "${first}"; import * as second from "${second}"; export { UploadError, second };`;
      const bundled = await bundle(writeEntry(directory, `${name}-${pair.replaceAll(" ", "-")}.mjs`, text));
      // A text of the class UploadError.
      results[name][pair] = bundled.split("You post object request has been expired").length - 1;
    }
  }
  return results;
}

/** Imports and requires every specifier in Node. Returns "runs" or the error. */
export function loadInNode(directory) {
  const results = { "Node import": {}, "Node require": {} };
  const stub = "globalThis.Component = () => {};";
  const fail = (value) => (value ? `if (typeof loaded.${value} !== "function") throw new Error("no ${value}");` : "");
  for (const [specifier, { value }] of Object.entries({ ...SPECIFIERS, "wx-cos-uploader/package.json": {} })) {
    const isJson = specifier.endsWith(".json");
    const required = `${stub} const loaded = require("${specifier}"); ${fail(value)}`;
    const imported = `${stub} const loaded = await import("${specifier}"${isJson ? ', { with: { type: "json" } }' : ""}); ${fail(value)}`;
    const named = value ? `import { ${value} } from "${specifier}";` : "";
    results["Node require"][specifier] = node(directory, ["--input-type=commonjs", "--eval", required]);
    results["Node import"][specifier] = node(directory, ["--input-type=module", "--eval", `${named} ${imported}`]);
  }
  return results;
}

/** Imports the specifiers that have values in a test of Vitest. Returns "runs" or the error. */
export function loadInVitest(directory) {
  const specifiers = Object.entries(SPECIFIERS).filter(([, { value }]) => value);
  const tests = specifiers.map(
    ([specifier, { value }]) =>
      `test("${specifier}", async () => { expect(typeof (await import("${specifier}")).${value}).toBe("function"); });`,
  );
  const folder = join(directory, "vitest");
  mkdirSync(folder);
  writeFileSync(join(folder, "load.test.mjs"), tests.join("\n"));
  const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
  const report = join(folder, "report.json");
  const values = ["run", "--globals", "--reporter=json", `--outputFile=${report}`, "--root", folder];
  const { stderr } = spawnSync(process.execPath, [vitest, ...values], { cwd: folder, encoding: "utf8" });
  if (!existsSync(report)) throw new Error(`Vitest did not run: ${stderr}`);
  const { assertionResults } = JSON.parse(readFileSync(report, "utf8")).testResults[0];
  const outcome = ({ status, failureMessages }) =>
    status === "passed" ? "runs" : String(failureMessages[0]).split("\n")[0];
  return { Vitest: Object.fromEntries(assertionResults.map((result) => [result.title, outcome(result)])) };
}

function node(directory, values) {
  const { status, stderr } = spawnSync(process.execPath, ["--no-warnings", ...values], {
    cwd: directory,
    encoding: "utf8",
  });
  return status === 0 ? "runs" : (/^\w*Error.*/m.exec(stderr)?.[0] ?? stderr);
}

function writeEntry(directory, name, text) {
  mkdirSync(join(directory, "bundles"), { recursive: true });
  const entry = join(directory, "bundles", name);
  writeFileSync(entry, text);
  return entry;
}

/** Runs a bundle. A library exports a function, and the component calls `Component` once. */
function runs(bundle, value) {
  const module = { exports: {} };
  let components = 0;
  const Component = () => {
    components += 1;
  };
  vm.runInNewContext(bundle, { module, exports: module.exports, Component });
  if (value ? typeof module.exports.value !== "function" : components !== 1) throw new Error("the bundle does not run");
  return "runs";
}

async function outcomeOf(run) {
  try {
    return await run();
  } catch (error) {
    return String(error.message).split("\n")[0];
  }
}
