import { basename } from "node:path";

/** Ends the run with the tests of each workspace and one plain line over all of them: 'N passed, N failed[, N skipped]'. */
export default class ClosingLine {
  onRunComplete(_contexts, results) {
    const workspaces = new Map();
    for (const file of results.testResults) {
      const name = file.displayName?.name ?? basename(process.cwd());
      const sum = workspaces.get(name) ?? { passed: 0, failed: 0, skipped: 0 };
      sum.passed += file.numPassingTests;
      // A file that does not even load holds no test, and is a failure all the same.
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
    // Jest writes its own summary after every reporter, whatever their order; the plain line is to be the last.
    process.once("exit", () => {
      process.stdout.write(`\nTests by workspace\n${lines.join("\n")}\n\n${describe(all)}\n`);
    });
  }
}

function describe({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
