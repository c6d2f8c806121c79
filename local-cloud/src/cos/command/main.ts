import { formatLogEntry, type LogEntry } from "../log-entry.ts";
import { type LocalCos, startLocalCos } from "../start-local-cos.ts";
import { type Command, parseFlags, USAGE, UsageError } from "./flags.ts";
import { greeting } from "./greeting.ts";

/** Replaced by the package's version when the package is built. */
declare const PACKAGE_VERSION: string;

// A closed pipe, as in `tencent-cos-local | head`, ends the output and not the bucket.
process.stdout.on("error", () => {});
try {
  await run(parseFlags(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${describe(error)}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}

async function run(command: Command): Promise<void> {
  if (command.kind === "help") return print(USAGE);
  if (command.kind === "version") return print(`${PACKAGE_VERSION}\n`);
  if (/^prod/i.test(process.env["NODE_ENV"] ?? "")) {
    throw new Error("NODE_ENV: the local COS is for development and tests only, not production");
  }
  const { options, logsAll } = command;
  const log = (entry: LogEntry) => {
    if (logsAll || entry.code !== undefined) print(`${formatLogEntry(entry)}\n`);
  };
  let cos: LocalCos | undefined;
  // The exit removes a folder that is temporary.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => (cos ? void stop(cos) : process.exit(1)));
  cos = await startLocalCos({ ...options, log });
  const { directory, seed } = options;
  print(greeting({ cos, directory, seed, startedInMs: performance.now() }));
}

async function stop(cos: LocalCos): Promise<void> {
  await cos.close();
  print("Local COS stopped\n");
}

function describe(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\ntencent-cos-local --help lists the options.`;
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return `The local COS did not start.\n${withFlags(error.message)}${cause}`;
}

/** Errors of the bucket name options and environment variables. */
function withFlags(message: string): string {
  return message
    .replaceAll("port or LOCAL_COS_PORT", "--port")
    .replaceAll("listenHost or HOST", "--host")
    .replaceAll("directory or LOCAL_COS_DIR", "--dir");
}

function print(text: string): void {
  process.stdout.write(text);
}
