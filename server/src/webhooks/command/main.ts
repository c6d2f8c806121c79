import dotenv from "dotenv";
import { redactUserInfo } from "../../observability/redact-secrets.ts";
import { runWebhooks } from "./run-webhooks.ts";

dotenv.config({ quiet: true });
try {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  await runWebhooks({ args: process.argv.slice(2), environment: process.env, print });
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : "";
  const reason = error instanceof Error ? `${error.message}${cause}` : String(error);
  process.stderr.write(`${redactUserInfo(reason)}\n`);
  process.exitCode = 1;
}
