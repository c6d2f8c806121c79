import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";

const REPOSITORY = join(__dirname, "../..");

/** A built program of the project, in a process of its own. */
export interface BuiltProgram {
  /** The addresses it printed, `127.0.0.1:41234`, in their order. */
  readonly addresses: readonly string[];
  /** Resolves with its exit code, `null` where the signal ended it. */
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<number | null>;
}

export interface StartOptions {
  /** Where it is built: `server/dist/main.js`, or an absolute path. */
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
  /** How many addresses it prints before it is ready. */
  readonly addressCount: number;
  /** @default the repository */
  readonly cwd?: string;
  /** Run as somebody who owns nothing; takes root to set. */
  readonly uid?: number;
}

/**
 * Starts a program and waits until it has printed its addresses, as text or as JSON.
 *
 * @throws {Error} with what it said, if it ended instead
 */
export async function startBuilt({ program, env, addressCount, cwd, uid }: StartOptions): Promise<BuiltProgram> {
  const child = spawn(process.execPath, [join(program.startsWith("/") ? "" : REPOSITORY, program)], {
    cwd: cwd ?? REPOSITORY,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const exited = once(child, "exit");
  const complaint = text(child.stderr);
  const addresses = await readAddresses(child, addressCount);
  if (addresses.length < addressCount) throw new Error(`${program} did not start: ${await complaint}`);
  return {
    addresses,
    async stop(signal) {
      child.kill(signal);
      const [code]: Array<number | null> = await exited;
      return code ?? null;
    },
  };
}

async function readAddresses(child: ChildProcess, count: number): Promise<string[]> {
  const addresses: string[] = [];
  const { stdout } = child;
  if (stdout === null) return addresses;
  const lines = createInterface(stdout);
  for await (const line of lines) {
    addresses.push(...(/http:\/\/(127\.0\.0\.1:\d+)/.exec(line)?.slice(1) ?? []));
    if (addresses.length === count) break;
  }
  // What it says from now on is nobody's; a pipe that nobody reads would stop it.
  stdout.resume();
  return addresses;
}
