import { spawnSync } from "node:child_process";
import { compareVerdicts } from "../../truth/compare-verdicts.ts";

const hasPython = spawnSync("python3", ["--version"]).status === 0;
const isCi = process.env["CI"] !== undefined;
// In CI a missing Python is a failure.
const testWithPython = hasPython || isCi ? test : test.skip;

testWithPython(
  `${hasPython || isCi ? "" : "SKIPPED, needs python3: "}the local COS and an independent verifier agree about generated requests`,
  async () => {
    const { accepted, rejected, notModelled, byMutation, disagreements } = await compareVerdicts({
      count: 1_500,
      seed: 12,
    });
    expect(disagreements).toEqual([]);
    expect(Math.min(accepted, rejected)).toBeGreaterThan(400);
    expect(notModelled).toBeLessThan(50);
    expect([...byMutation].filter(([, { count }]) => count < 20)).toEqual([]);
  },
);
