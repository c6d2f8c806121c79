import dotenv from "dotenv";
import { readEnvironment } from "./environment.ts";
import type { LogEntry } from "./exchange.ts";
import { type LocalCos, startLocalCos } from "./start-local-cos.ts";

dotenv.config({ quiet: true });
try {
  const options = readEnvironment(process.env);
  const cos = await startLocalCos({ ...options, log: logLine });
  print(`Local COS ${cos.url} (${options.bucket}, ${options.region}, objects in ${options.directory})`);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void stop(cos));
} catch (error) {
  process.stderr.write(`The local COS did not start.\n${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

async function stop(cos: LocalCos): Promise<void> {
  await cos.close();
  print("Local COS stopped");
}

function logLine({ method, path, status, code = "", requestId, cause }: LogEntry): void {
  print(`${method} ${path} ${status} ${code} ${requestId}`.replace("  ", " "));
  if (cause !== undefined) process.stderr.write(`${cause instanceof Error ? cause.stack : cause}\n`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
