import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compareVerdicts } from "./compare-verdicts.ts";

/**
 * `npm run truth [-- <seed> [<count>]]`: compares the local COS with an independent verifier, and runs Tencent's SDKs against it. It exits
 * with 1 after a disagreement or a failed test.
 */
const DEFAULT_COUNT = 100_000;
const ROOT = join(import.meta.dirname, "../..");

const seed = Number(process.argv[2] ?? Math.floor(Math.random() * 2 ** 31));
const count = Number(process.argv[3] ?? DEFAULT_COUNT);
if (!Number.isSafeInteger(seed) || !(Number.isSafeInteger(count) && count > 0)) {
  throw new TypeError("seed and count must be whole numbers");
}
print(`Comparing the verdicts of the local COS and truth/verifier.py on ${count} requests, seed ${seed}`);
const { accepted, rejected, notModelled, byMutation, disagreements } = await compareVerdicts({ count, seed });
for (const [mutation, { count: ofAll, accepted: ofThem }] of byMutation) {
  print(`  ${mutation.padEnd(34)}${String(ofAll).padStart(6)} requests, ${String(ofThem).padStart(6)} accepted`);
}
print(
  `  ${accepted} accepted by both, ${rejected} rejected by both, ${notModelled} not modelled, ${disagreements.length} disagreements`,
);
for (const disagreement of disagreements.slice(0, 20)) print(JSON.stringify(disagreement));

print("Running the suites of Tencent's SDKs");
interface JestReport {
  readonly testResults: ReadonlyArray<{
    readonly name: string;
    readonly assertionResults: ReadonlyArray<{ readonly status: string; readonly fullName: string }>;
  }>;
}
const directory = mkdtempSync(join(tmpdir(), "truth-"));
const outputFile = join(directory, "report.json");
const jest = spawnSync(
  process.execPath,
  [
    ...[join(ROOT, "node_modules/jest/bin/jest.js"), "--selectProjects", "local-cloud"],
    ...["--testPathPatterns", "cos/sdk/", "--json", "--outputFile", outputFile],
  ],
  { cwd: ROOT, stdio: "ignore" },
);
const report: JestReport = JSON.parse(readFileSync(outputFile, "utf8"));
rmSync(directory, { recursive: true });
for (const { name, assertionResults } of report.testResults) {
  const failed = assertionResults.filter(({ status }) => status !== "passed");
  print(
    `  ${name.replace(/.*\/(.*)\.test\.ts$/, "$1").padEnd(34)}${assertionResults.length - failed.length} passed, ${failed.length} failed`,
  );
  for (const { fullName } of failed) print(`    ${fullName}`);
}
if (disagreements.length > 0 || jest.status !== 0) process.exitCode = 1;

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
