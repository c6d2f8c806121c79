import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The built local bucket in a child process. */
export interface ChildBucket {
  readonly pid: number;
  /** `127.0.0.1:41234`. */
  readonly host: string;
  readonly port: number;
  /** The lines that it has printed so far: one for each request. */
  readonly log: readonly string[];
  /** Sends a signal and resolves when the process has ended. The peak is NaN for a killed process. */
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<{ readonly peakMemoryBytes: number }>;
}

/**
 * Runs in the child and reports its peak memory. maxRSS alone is not enough, because on Linux a process inherits its parent's value.
 */
const REPORT_PEAK_MEMORY = `
  import { readFileSync, writeSync } from "node:fs";
  process.on("exit", () => {
    let kibibytes = process.resourceUsage().maxRSS;
    try { kibibytes = /VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]; } catch {}
    writeSync(2, "peak " + kibibytes + "\\n");
  });
`;

/** Options of {@link startChildBucket}. */
export interface ChildBucketOptions {
  /** @default 0, any free port */
  readonly port?: number;
  /** The size at which writing a file fails, in bytes, a multiple of 512; shells that count in 1,024 bytes double it. @default unlimited */
  readonly maxFileBytes?: number;
}

/**
 * Starts `dist/cos/main.js` on a free port. Build the workspace first.
 *
 * @throws an Error with the child's error output if it does not start
 */
export async function startChildBucket(directory: string, options: ChildBucketOptions = {}): Promise<ChildBucket> {
  const { port: wantedPort = 0, maxFileBytes } = options;
  const command = [
    process.execPath,
    ...["--import", `data:text/javascript,${encodeURIComponent(REPORT_PEAK_MEMORY)}`],
    join(import.meta.dirname, "../dist/cos/main.js"),
  ];
  const limited = ["/bin/sh", "-c", `ulimit -f ${(maxFileBytes ?? 0) / 512}; exec "$@"`, "sh", ...command];
  const [file = "", ...args] = maxFileBytes === undefined ? command : limited;
  const child = spawn(file, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { LOCAL_COS_DIR: directory, LOCAL_COS_PORT: String(wantedPort) },
  });
  let errorOutput = "";
  child.stderr.on("data", (text) => {
    errorOutput += text;
  });
  const ended = once(child, "close");
  const lines = createInterface(child.stdout);
  const [line] = await Promise.race([once(lines, "line"), ended]);
  const [, host = "", port] = /http:\/\/(127\.0\.0\.1:(\d+))/.exec(String(line)) ?? [];
  if (port === undefined) throw new Error(`the local bucket did not start: ${errorOutput}`);
  const log: string[] = [];
  lines.on("line", (text) => log.push(text));

  return {
    pid: child.pid ?? 0,
    host,
    port: Number(port),
    log,
    async stop(signal) {
      child.kill(signal);
      await ended;
      return { peakMemoryBytes: Number(/^peak (\d+)$/m.exec(errorOutput)?.[1]) * 1024 };
    },
  };
}
