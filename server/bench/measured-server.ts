import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import autocannon from "autocannon";
import { BENCH_ENVIRONMENT } from "./servers/bare-signer.ts";

/** A server in a process of its own, under load from this one. */
export interface MeasuredServer {
  readonly name: string;
  /** Loads `GET /put-sign?ext=jpg` for some seconds. Throws if any answer is not a 200. */
  load(seconds: number, connections: number): Promise<Load>;
  stop(): Promise<void>;
}

export interface Load {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** @param logFile where the server's standard output goes: a real file, so that log lines cost what they cost */
export async function startMeasuredServer(
  name: string,
  nodeArguments: readonly string[],
  logFile: string,
): Promise<MeasuredServer> {
  const port = await freePort();
  const log = openSync(logFile, "w");
  const child = spawn(process.execPath, nodeArguments, {
    env: { ...process.env, ...BENCH_ENVIRONMENT, PORT: String(port) },
    stdio: ["ignore", log, "inherit"],
  });
  closeSync(log);
  const url = `http://127.0.0.1:${port}/put-sign?ext=jpg`;
  await answers(url, child);
  return {
    name,
    async load(seconds, connections) {
      const result = await autocannon({ url, connections, duration: seconds });
      if (result.non2xx > 0 || result.errors > 0)
        throw new Error(`${name}: ${result.non2xx} refused, ${result.errors} failed`);
      return { requestsPerSecond: result.requests.average, p50Ms: result.latency.p50, p99Ms: result.latency.p99 };
    },
    async stop() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await delay(50);
  }
  throw new Error(`${child.spawnargs.join(" ")} ended with ${child.exitCode}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
