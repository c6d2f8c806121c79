import dotenv from "dotenv";
import { describeFailure } from "../startup/describe-failure.ts";
import { runJanitor } from "./run-janitor.ts";

dotenv.config({ quiet: true });
try {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const { failed } = await runJanitor({ args: process.argv.slice(2), environment: process.env, print });
  process.exitCode = failed > 0 ? 1 : 0;
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}
