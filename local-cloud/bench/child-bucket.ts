import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The built local bucket, in a process of its own. */
export interface ChildBucket {
  /** `127.0.0.1:41234`. */
  readonly host: string;
  readonly port: number;
  /** Sends a signal and resolves when the process is gone. Of a killed process no peak is known: NaN. */
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<{ readonly peakMemoryBytes: number }>;
}

/**
 * Runs in the child and reports the most memory it ever held. maxRSS alone would not do: on Linux a process begins with its
 * parent's.
 */
const REPORT_PEAK_MEMORY = `
  import { readFileSync, writeSync } from "node:fs";
  process.on("exit", () => {
    let kibibytes = process.resourceUsage().maxRSS;
    try { kibibytes = /VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]; } catch {}
    writeSync(2, "peak " + kibibytes + "\\n");
  });
`;

/**
 * Starts `dist/cos/main.js` on a free port. It needs a build.
 *
 * @throws an Error with what the process said, if it doesn't start.
 */
export async function startChildBucket(directory: string): Promise<ChildBucket> {
  const child = spawn(
    process.execPath,
    [
      "--import",
      `data:text/javascript,${encodeURIComponent(REPORT_PEAK_MEMORY)}`,
      join(import.meta.dirname, "../dist/cos/main.js"),
    ],
    { stdio: ["ignore", "pipe", "pipe"], env: { LOCAL_COS_DIR: directory, LOCAL_COS_PORT: "0" } },
  );
  let said = "";
  child.stderr.on("data", (text) => {
    said += text;
  });
  const gone = once(child, "close");
  const lines = createInterface(child.stdout);
  const [line] = await Promise.race([once(lines, "line"), gone]);
  const [, host = "", port] = /http:\/\/(127\.0\.0\.1:(\d+))/.exec(String(line)) ?? [];
  if (port === undefined) throw new Error(`the local bucket did not start: ${said}`);
  lines.on("line", () => {});

  return {
    host,
    port: Number(port),
    async stop(signal) {
      child.kill(signal);
      await gone;
      return { peakMemoryBytes: Number(/^peak (\d+)$/m.exec(said)?.[1]) * 1024 };
    },
  };
}
