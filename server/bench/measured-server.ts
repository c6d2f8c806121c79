import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { freePort } from "@wx-cos-upload/node-kit/testing";
import autocannon from "autocannon";
import { BENCH_ENVIRONMENT } from "./servers/bare-signer.ts";
import { percentile } from "./statistics.ts";

export interface MeasuredServerOptions {
  readonly name: string;
  readonly nodeArguments: readonly string[];
  /** The file for the server's output. A real file, so that log lines cost as much as in production. */
  readonly logFile: string;
  /** Added to the environment of every measured server. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** Sent with every request. @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A server in its own process, under load from this process. */
export interface MeasuredServer {
  readonly name: string;
  /** Repeats one request for some seconds. Throws unless every response has status 200. */
  load(options: LoadOptions): Promise<Load>;
  /** CPU time that the process has used so far, of user and system, in microseconds; undefined where there is no /proc. */
  cpuMicroseconds(): number | undefined;
  stop(): Promise<void>;
}

export interface LoadOptions {
  readonly seconds: number;
  readonly connections: number;
  /** Requests per second over all connections. @default as many as possible */
  readonly rate?: number | undefined;
  /** @default GET /put-sign?ext=jpg */
  readonly request?: Pick<autocannon.Options, "method" | "body" | "headers"> & { readonly path: string };
}

export interface Load {
  /** How many got a response. */
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export async function startMeasuredServer(options: MeasuredServerOptions): Promise<MeasuredServer> {
  const { name, nodeArguments, logFile, environment, headers } = options;
  const port = await freePort();
  const log = openSync(logFile, "w");
  const child = spawn(process.execPath, nodeArguments, {
    env: { ...process.env, ...BENCH_ENVIRONMENT, ...environment, PORT: String(port) },
    stdio: ["ignore", log, "inherit"],
  });
  closeSync(log);
  const url = `http://127.0.0.1:${port}`;
  await waitUntilReady(`${url}/put-sign?ext=jpg`, child);
  return {
    name,
    async load({ seconds, connections, rate, request = { path: "/put-sign?ext=jpg" } }) {
      const { path, ...rest } = request;
      // autocannon rounds latencies to milliseconds, and many responses take less.
      const latenciesMs: number[] = [];
      const result = await run(
        {
          url: url + path,
          connections,
          duration: seconds,
          ...rest,
          headers: { ...headers, ...rest.headers },
          ...(rate !== undefined && { overallRate: rate }),
        },
        latenciesMs,
      );
      if (result.non2xx > 0 || result.errors > 0)
        throw new Error(`${name}: ${result.non2xx} rejected, ${result.errors} failed`);
      return {
        requests: latenciesMs.length,
        requestsPerSecond: latenciesMs.length / result.duration,
        p50Ms: percentile(latenciesMs, 50),
        p99Ms: percentile(latenciesMs, 99),
      };
    },
    cpuMicroseconds: () => (child.pid === undefined ? undefined : cpuMicrosecondsOf(child.pid)),
    async stop() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

/** Linux counts CPU time in ticks of 10 ms. proc(5), fields 14 and 15 of /proc/[pid]/stat */
const MICROSECONDS_PER_TICK = 10_000;

function cpuMicrosecondsOf(pid: number): number | undefined {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return undefined;
  // The second field is the program's name in parentheses, and may contain spaces.
  const fields = readFileSync(file, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) * MICROSECONDS_PER_TICK;
}

/** Runs autocannon and records the latency of each response. */
function run(options: autocannon.Options, latenciesMs: number[]): Promise<autocannon.Result> {
  return new Promise((resolve, reject) => {
    const running = autocannon(options, (error: unknown, result) => (error ? reject(error) : resolve(result)));
    running.on("response", (_client, _status, _bytes, responseMs) => void latenciesMs.push(responseMs));
  });
}

/** Resolves at the first response, with any status. */
async function waitUntilReady(url: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const response = await fetch(url).catch(() => undefined);
    if (response !== undefined) return;
    await delay(50);
  }
  throw new Error(`${child.spawnargs.join(" ")} ended with ${child.exitCode}`);
}
