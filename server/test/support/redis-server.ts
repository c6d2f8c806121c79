import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "@wx-cos-upload/node-kit/testing";

/** A real redis-server of a test's own. */
export interface RedisServer {
  readonly url: string;
  /** Stops it as a crash would, and keeps its port for `start`. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Makes it hang: connections stay open, new ones are accepted, and no command gets a reply until `resume`. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

const isInstalled = spawnSync("redis-server", ["--version"]).status === 0;

/** `describe` where redis-server is on the PATH. Elsewhere the tests are skipped and say why; in CI that is a failure. */
export function describeWithRedis(name: string, tests: () => void): void {
  if (isInstalled) {
    describe(name, tests);
    return;
  }
  const reason = "redis-server is not on the PATH (Debian: apt-get install redis-server)";
  if (process.env["CI"]) throw new Error(`${reason}, and in CI no test may be skipped`);
  xdescribe(`SKIPPED, ${reason}: ${name}`, tests);
}

/** Starts a redis-server on a free port, with nothing in it. @param isDurable whether it writes each command to disk, and reads them again when it starts */
export async function startRedis({ isDurable = false } = {}): Promise<RedisServer> {
  const directory = await mkdtemp(join(tmpdir(), "redis-"));
  const port = await freePort();
  let running = await run(directory, port, isDurable);
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: () => running.kill(),
    async start() {
      running = await run(directory, port, isDurable);
    },
    pause: () => running.signal("SIGSTOP"),
    resume: () => running.signal("SIGCONT"),
    async close() {
      await running.kill();
      await rm(directory, { recursive: true });
    },
  };
}

interface RunningRedis {
  signal(signal: NodeJS.Signals): void;
  kill(): Promise<void>;
}

async function run(directory: string, port: number, isDurable: boolean): Promise<RunningRedis> {
  const durability = isDurable ? ["--appendonly", "yes", "--appendfsync", "always"] : ["--appendonly", "no"];
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", ...durability, "--dir", directory];
  const child = spawn("redis-server", args, { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(child, "exit");
  for await (const line of createInterface(child.stdout)) if (line.includes("Ready to accept connections")) break;
  return {
    signal: (signal) => void child.kill(signal),
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
