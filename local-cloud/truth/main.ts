import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { compareVerdicts } from "./compare-verdicts.ts";

/** `npm run truth`: compares the local COS with an independent verifier, and runs Tencent's SDKs against it. */
const COUNT = 100_000;
const ROOT = join(import.meta.dirname, "../..");

const seed = Number(process.argv[2] ?? Math.floor(Math.random() * 2 ** 31));
print(`Comparing the verdicts of the local COS and truth/verifier.py on ${COUNT} requests, seed ${seed}`);
const { accepted, rejected, notModelled, byMutation, disagreements } = await compareVerdicts({ count: COUNT, seed });
for (const [mutation, { count, accepted: ofThem }] of byMutation) {
  print(`  ${mutation.padEnd(34)}${String(count).padStart(6)} requests, ${String(ofThem).padStart(6)} accepted`);
}
print(
  `  ${accepted} accepted by both, ${rejected} rejected by both, ${notModelled} not modelled, ${disagreements.length} disagreements`,
);
for (const disagreement of disagreements.slice(0, 20)) print(JSON.stringify(disagreement));

print("Running the suites of Tencent's SDKs");
const jest = spawnSync(
  process.execPath,
  [
    join(ROOT, "node_modules/jest/bin/jest.js"),
    "--json",
    "--selectProjects",
    "local-cloud",
    "--testPathPatterns",
    "cos/sdk/",
  ],
  { cwd: ROOT, encoding: "utf8", maxBuffer: 64 * 1024 ** 2 },
);
interface JestReport {
  readonly testResults: ReadonlyArray<{
    readonly name: string;
    readonly assertionResults: ReadonlyArray<{ readonly status: string; readonly fullName: string }>;
  }>;
}
const report: JestReport = JSON.parse(jest.stdout.slice(jest.stdout.indexOf("{")));
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
