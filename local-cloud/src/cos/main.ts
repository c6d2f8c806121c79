import { EnvironmentError, readEnvironment } from "./environment.ts";
import type { LogEntry } from "./exchange.ts";
import { type LocalCos, startLocalCos } from "./start-local-cos.ts";

try {
  const options = readEnvironment(process.env);
  const cos = await startLocalCos({ ...options, log: logLine });
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

function logLine({ method, path, status, code = "", requestId, cause }: LogEntry): void {
  print(`${method} ${path} ${status} ${code} ${requestId}`.replace("  ", " "));
  if (cause !== undefined) process.stderr.write(`${describe(cause)}\n`);
}

/** A mistake in the environment needs a sentence; anything else the place where it happened. */
function describe(error: unknown): string {
  if (error instanceof EnvironmentError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
