import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Load, type MeasuredServer, startMeasuredServer } from "./measured-server.ts";
import { median } from "./median.ts";
import { measureSigning } from "./signing.ts";
import { measureStsCalls } from "./sts-calls.ts";

const ROUNDS = 7;
const SECONDS = 3;
const CONNECTIONS = 50;

measureSigning();
await measureStsCalls();
await measureServers();

/** Loads the servers in turns, so that what else the machine does falls on all of them, and prints ratios of one round's figures. */
async function measureServers(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "bench-"));
  const start = (name: string, file: string) =>
    startMeasuredServer(
      name,
      ["--conditions=source", "--import", "tsx", join(import.meta.dirname, "servers", file)],
      join(directory, file),
    );
  const built = join(import.meta.dirname, "../dist/main.js");
  const full = await startMeasuredServer("signing server, whole stack", [built], join(directory, "full.log"));
  const bareExpress = await start("bare Express 5, same signature", "bare-express.ts");
  const bareNode = await start("bare node:http, same work", "bare-node-http.ts");
  const servers = [full, bareExpress, bareNode];
  try {
    for (const server of servers) await server.load(SECONDS, CONNECTIONS);
    const rounds: Array<Map<MeasuredServer, Load>> = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const loads = new Map<MeasuredServer, Load>();
      for (const server of servers) loads.set(server, await server.load(SECONDS, CONNECTIONS));
      rounds.push(loads);
    }
    report(servers, rounds);
    ratio(rounds, full, bareExpress, 2);
    ratio(rounds, full, bareNode, 0.6);
  } finally {
    for (const server of servers) await server.stop();
    await rm(directory, { recursive: true });
  }
}

function report(servers: readonly MeasuredServer[], rounds: ReadonlyArray<ReadonlyMap<MeasuredServer, Load>>): void {
  process.stdout.write(
    `GET /put-sign, ${CONNECTIONS} connections, medians of ${ROUNDS} rounds of ${SECONDS} s\n` +
      `  ${"".padEnd(32)}requests/s   p50 ms   p99 ms\n`,
  );
  for (const server of servers) {
    const figure = (pick: (load: Load) => number) => median(rounds.map((round) => pick(loadOf(round, server))));
    const row = [figure((load) => load.requestsPerSecond), figure((load) => load.p50Ms), figure((load) => load.p99Ms)];
    process.stdout.write(`  ${server.name.padEnd(32)}${row.map((value) => value.toFixed(0).padStart(9)).join("")}\n`);
  }
}

function ratio(
  rounds: ReadonlyArray<ReadonlyMap<MeasuredServer, Load>>,
  ours: MeasuredServer,
  other: MeasuredServer,
  asked: number,
): void {
  const ratios = rounds.map((round) => loadOf(round, ours).requestsPerSecond / loadOf(round, other).requestsPerSecond);
  process.stdout.write(`  ratio to ${other.name}: ${median(ratios).toFixed(2)} (asked for: ${asked} or more)\n`);
}

function loadOf(round: ReadonlyMap<MeasuredServer, Load>, server: MeasuredServer): Load {
  const load = round.get(server);
  if (load === undefined) throw new Error(`${server.name} was not loaded`);
  return load;
}
