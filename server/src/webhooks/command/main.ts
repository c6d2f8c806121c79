import dotenv from "dotenv";
import { describeFailure } from "../../startup/describe-failure.ts";
import { runWebhooks } from "./run-webhooks.ts";

dotenv.config({ quiet: true });
try {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  await runWebhooks({ args: process.argv.slice(2), environment: process.env, print });
} catch (error) {
  process.stderr.write(`${describeFailure(error)}\n`);
  process.exitCode = 1;
}
