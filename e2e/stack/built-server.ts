import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { repositoryFolder } from "./repository.ts";

const REPOSITORY = repositoryFolder();

/** A running program of the built project, in its own process. */
export interface BuiltProgram {
  /** The addresses that it printed, in order: `127.0.0.1:41234`. */
  readonly addresses: readonly string[];
  /** Sends a signal. Resolves with the exit code, or `null` if the signal killed the process. */
  stop(signal: "SIGTERM" | "SIGKILL"): Promise<number | null>;
}

/** Options of startBuilt. */
export interface StartOptions {
  /** The built file: `server/dist/main.js`, or an absolute path. */
  readonly program: string;
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Number of addresses that the program prints before it is ready. */
  readonly addressCount: number;
  /** @default the repository */
  readonly cwd?: string;
  /** User and group id to run as. Setting it requires root. */
  readonly uid?: number;
}

/**
 * Starts a program and waits until it has printed its addresses, as text or as JSON.
 *
 * @throws {Error} with its error output, if the program exits first
 */
export async function startBuilt({
  program,
  args = [],
  env,
  addressCount,
  cwd,
  uid,
}: StartOptions): Promise<BuiltProgram> {
  const child = spawn(process.execPath, [join(program.startsWith("/") ? "" : REPOSITORY, program), ...args], {
    cwd: cwd ?? REPOSITORY,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
    ...(uid !== undefined && { uid, gid: uid }),
  });
  const exited = once(child, "exit");
  const errorOutput = text(child.stderr);
  const addresses = await readAddresses(child, addressCount);
  if (addresses.length < addressCount) throw new Error(`${program} did not start: ${await errorOutput}`);
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
  // Discard further output, because a full pipe would block the program.
  stdout.resume();
  return addresses;
}
