import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
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
        requestsPerSecond: latenciesMs.length / result.duration,
        p50Ms: percentile(latenciesMs, 50),
        p99Ms: percentile(latenciesMs, 99),
      };
    },
    async stop() {
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
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

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
