import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const isInstalled = spawnSync("promtool", ["--version"]).status === 0;

/** `describe` where promtool is on the PATH. Elsewhere the tests are skipped and say why; in CI that is a failure. */
export function describeWithPromtool(name: string, tests: () => void): void {
  if (isInstalled) {
    describe(name, tests);
    return;
  }
  const reason = "promtool is not on the PATH (Debian: apt-get install prometheus)";
  if (process.env["CI"]) throw new Error(`${reason}, and in CI no test may be skipped`);
  xdescribe(`SKIPPED, ${reason}: ${name}`, tests);
}

/** Runs promtool. @returns what it printed, where it found something wrong */
export function promtool(...args: readonly string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync("promtool", args, { encoding: "utf8" });
  return status === 0 ? undefined : `${stdout}${stderr}`;
}

/** A series and its values, a minute apart, in promtool's notation: `0+1x30`. */
export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/**
 * Evaluates the alerts of a file, a minute apart, over series that begin at 0.
 *
 * @returns how often an alert fires at a time: `0` or, one for each label set, more. @throws {Error} that says what promtool printed
 */
export function expectFiring(
  ruleFile: string,
  alert: string,
  {
    series,
    atMinute,
    count,
  }: { readonly series: readonly InputSeries[]; readonly atMinute: number; readonly count: number },
): void {
  const firing = `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`;
  const file = {
    rule_files: [ruleFile],
    evaluation_interval: "1m",
    tests: [
      {
        interval: "1m",
        input_series: series,
        promql_expr_test: [{ expr: firing, eval_time: `${atMinute}m`, exp_samples: [{ labels: "{}", value: count }] }],
      },
    ],
  };
  const directory = mkdtempSync(join(tmpdir(), "promtool-"));
  try {
    // JSON is YAML.
    const path = join(directory, "test.yaml");
    writeFileSync(path, JSON.stringify(file));
    const failure = promtool("test", "rules", path);
    if (failure !== undefined) throw new Error(failure);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
