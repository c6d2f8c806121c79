import { SignJWT } from "jose";
import { measureCpuPerRequest } from "./cpu-per-request.ts";
import type { MeasuredServer } from "./measured-server.ts";
import { loadInTurns, medianOf, print, type Round, reportRatio, reportRounds } from "./rounds.ts";
import { startBareServer, startSigningServer } from "./start-servers.ts";
import { median } from "./statistics.ts";

const ROUNDS = 11;
const LOAD = { seconds: 1.5, connections: 50 };
const BATCH_FILES = 20;

const SECRET = "the-secret-of-the-bench-0123456789abcdef";

/** All features of production. The limits count, but are too high to be reached. */
const ENVIRONMENT = {
  AUTH: "jwt",
  JWT_ISSUER: "bench",
  JWT_AUDIENCE: "bench",
  JWT_SECRET: SECRET,
  OWNER_KEY: "the-owner-key-of-the-bench-0123456789abcdef",
  METRICS_PORT: "0",
  LIMIT_REQUESTS_PER_MINUTE: "1000000000",
  LIMIT_FILES_PER_DAY: "1000000000",
  LIMIT_BYTES_PER_DAY: String(Number.MAX_SAFE_INTEGER),
};

/** Measures the server as in production: with login, limits, metrics and log lines. */
export async function measureProduction(directory: string): Promise<void> {
  const headers = { Authorization: `Bearer ${await token()}` };
  const start = (name: string, environment: Readonly<Record<string, string>> = {}) =>
    startSigningServer(directory, { name, environment: { ...ENVIRONMENT, ...environment }, headers });
  const full = await start("AUTH=jwt, limits, metrics, logs");
  const bareExpress = await startBareServer(directory, "bare Express 5, same signature", "bare-express.ts");
  const servers = [full, bareExpress];
  try {
    const rounds = await loadInTurns(servers, ROUNDS, () => LOAD);
    print(`As in production, ${LOAD.connections} connections, medians of ${ROUNDS} rounds of ${LOAD.seconds} s`);
    reportRounds(servers, rounds);
    reportRatio(rounds, full, bareExpress, 1.5);
    await measureHalfLoad(servers, rounds);
    await measureBatch(full);
  } finally {
    for (const server of servers) await server.stop();
  }
  await measureCpuPerRequest(start, LOAD);
}

/**
 * Loads each server with half of its maximum rate. Each connection of autocannon sends its share at the start of a second, so these are
 * latencies in bursts. The bare server shows how much of the tail comes from the machine itself.
 */
async function measureHalfLoad(servers: readonly MeasuredServer[], saturated: readonly Round[]): Promise<void> {
  const halves = new Map(
    servers.map((server) => [server, Math.round(medianOf(saturated, server, (load) => load.requestsPerSecond) / 2)]),
  );
  const rounds = await loadInTurns(servers, ROUNDS, (server) => ({ ...LOAD, rate: halves.get(server) }));
  print("Each at half of that, in a burst at the start of each second");
  reportRounds(servers, rounds);
  print("  goal: p99 at most 3 times p50");
}

/** Measures signed files per second, by batches of twenty and by single requests. */
async function measureBatch(server: MeasuredServer): Promise<void> {
  const files = Array.from({ length: BATCH_FILES }, () => ({ ext: "jpg", size: 1_048_576 }));
  const batch = {
    path: "/put-sign/batch",
    method: "POST",
    body: JSON.stringify({ files }),
    headers: { "Content-Type": "application/json" },
  } as const;
  const single = { path: "/put-sign?ext=jpg&size=1048576" };
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const singly = await server.load({ ...LOAD, request: single });
    const batched = await server.load({ ...LOAD, request: batch });
    ratios.push((batched.requestsPerSecond * BATCH_FILES) / singly.requestsPerSecond);
  }
  print(
    `Files signed a second, by batches of ${BATCH_FILES} against single calls: ${median(ratios).toFixed(1)} times as many`,
  );
}

function token(): Promise<string> {
  return new SignJWT({ iss: "bench", aud: "bench", sub: "somebody" })
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(SECRET));
}
