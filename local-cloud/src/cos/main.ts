import dotenv from "dotenv";
import { readEnvironment } from "./environment.ts";
import { formatLogEntry } from "./log-entry.ts";
import { type LocalCos, startLocalCos } from "./start-local-cos.ts";

dotenv.config({ quiet: true });
try {
  const options = readEnvironment(process.env);
  const cos = await startLocalCos({ ...options, log: (entry) => print(formatLogEntry(entry)) });
  print(`Local COS ${cos.url} (${options.bucket}, ${options.region}, objects in ${options.directory})`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop(cos));
} catch (error) {
  process.stderr.write(`The local COS did not start.\n${describe(error)}\n`);
  process.exitCode = 1;
}

async function stop(cos: LocalCos): Promise<void> {
  await cos.close();
  print("Local COS stopped");
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
