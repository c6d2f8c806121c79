// Resolves, type-checks, bundles and runs the packed wx-cos-uploader as other projects do, and prints what works as tables. Fails if
// anything does not.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installPacked } from "../pack-uploader.mjs";
import { checkApis, checkCopies } from "./apis.mjs";
import { bundleAll, countLibraries, loadInNode, loadInVitest } from "./bundlers.mjs";
import { COMPILERS, typeCheck } from "./typescript.mjs";

const GOOD = ["types", "runs", "fits", "compiles", 1, "–"];

const directory = mkdtempSync(join(tmpdir(), "resolution-"));
try {
  installPacked(directory);
  writeFileSync(join(directory, "package.json"), '{ "name": "consumer", "version": "1.0.0" }');
  const types = {};
  for (const compiler of COMPILERS) {
    const name = `${compiler.version} ${compiler.resolution}`;
    types[name] = typeCheck(join(directory, `types ${name}`), compiler);
  }
  const isGood = [
    print("TypeScript, strict, with skipLibCheck off and without miniprogram-api-typings", types),
    print("Bundlers, Node and Vitest", {
      ...(await bundleAll(directory)),
      ...loadInNode(directory),
      ...loadInVitest(directory),
    }),
    print("How often a program that imports two entries holds the library", await countLibraries(directory)),
    print("APIs that createWechatPlatform accepts", checkApis(directory)),
    print("Copied sources, strict", checkCopies(directory)),
  ].every(Boolean);
  if (!isGood) process.exitCode = 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** Prints results by column and row as a Markdown table. Returns whether all are good. */
function print(title, results) {
  const columns = Object.keys(results);
  const rows = [...new Set(Object.values(results).flatMap((column) => Object.keys(column)))];
  const lines = rows.map((row) => `| ${[row, ...columns.map((column) => results[column][row] ?? "–")].join(" | ")} |`);
  const head = `| | ${columns.join(" | ")} |\n|${"---|".repeat(columns.length + 1)}`;
  process.stdout.write(`\n${title}\n\n${head}\n${lines.join("\n")}\n`);
  const cells = Object.values(results).flatMap((column) => Object.values(column));
  return cells.every((cell) => GOOD.includes(cell));
}
