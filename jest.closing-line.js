import { basename } from "node:path";
import { LEFT_OUT_SUITES } from "./jest.slow-suites.js";

/** Prints the totals of each workspace at the end of the run, then one line with the grand total: 'N passed, N failed[, N skipped]'. */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const workspaces = new Map();
    for (const file of results.testResults) {
      const name = file.displayName?.name ?? basename(process.cwd());
      const sum = workspaces.get(name) ?? { passed: 0, failed: 0, skipped: 0 };
      sum.passed += file.numPassingTests;
      // A file that fails to load reports no tests. Count it as one failure.
      sum.failed += file.numFailingTests + (file.testExecError ? 1 : 0);
      sum.skipped += file.numPendingTests + file.numTodoTests;
      workspaces.set(name, sum);
    }
    const all = { passed: 0, failed: 0, skipped: 0 };
    const lines = [];
    for (const [name, sum] of workspaces) {
      for (const key of Object.keys(all)) all[key] += sum[key];
      lines.push(`  ${name}: ${describe(sum)}`);
    }
    // Jest prints its own summary after all reporters, in any order. Print on exit, so that our line is the last.
    process.once("exit", () => {
      for (const suite of LEFT_OUT_SUITES) process.stdout.write(`SKIPPED, slow; set CI=true to run it: ${suite}\n`);
      process.stdout.write(`\nTests by workspace\n${lines.join("\n")}\n\n${describe(all)}\n`);
    });
  }
}

function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
