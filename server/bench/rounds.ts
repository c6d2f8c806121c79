import type { Load, LoadOptions, MeasuredServer } from "./measured-server.ts";
import { median } from "./statistics.ts";

/** The measurements of one round. */
export type Round = ReadonlyMap<MeasuredServer, Load>;

/**
 * Loads the servers in turns, so that other work of the machine affects all of them equally: many short rounds instead of a few long ones,
 * with every other round in reverse order. The first round is a warm-up and is not counted.
 */
export async function loadInTurns(
  servers: readonly MeasuredServer[],
  rounds: number,
  optionsFor: (server: MeasuredServer) => LoadOptions,
): Promise<readonly Round[]> {
  const results: Round[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const loads = new Map<MeasuredServer, Load>();
    const order = round % 2 === 0 ? servers : servers.toReversed();
    for (const server of order) loads.set(server, await server.load(optionsFor(server)));
    if (round > 0) results.push(loads);
  }
  return results;
}

/** Prints one line for each server: the medians of its rounds. */
export function reportRounds(servers: readonly MeasuredServer[], rounds: readonly Round[]): void {
  print(`  ${"".padEnd(42)}requests/s   p50 ms   p99 ms  p99/p50`);
  for (const server of servers) {
    const figure = (pick: (load: Load) => number, digits: number, width: number) =>
      medianOf(rounds, server, pick).toFixed(digits).padStart(width);
    print(
      `  ${server.name.padEnd(42)}${figure((load) => load.requestsPerSecond, 0, 10)}` +
        figure((load) => load.p50Ms, 2, 9) +
        figure((load) => load.p99Ms, 2, 9) +
        figure((load) => load.p99Ms / load.p50Ms, 1, 9),
    );
  }
}

/** Returns the median of one figure over a server's rounds. */
export function medianOf(rounds: readonly Round[], server: MeasuredServer, pick: (load: Load) => number): number {
  return median(rounds.map((round) => pick(loadOf(round, server))));
}

/** Prints the median of the ratio of two servers in the same round. */
export function reportRatio(rounds: readonly Round[], ours: MeasuredServer, other: MeasuredServer, goal: number): void {
  const ratios = rounds.map((round) => loadOf(round, ours).requestsPerSecond / loadOf(round, other).requestsPerSecond);
  print(`  ratio to ${other.name}: ${median(ratios).toFixed(2)} (goal: ${goal} or more)`);
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function loadOf(round: Round, server: MeasuredServer): Load {
  const load = round.get(server);
  if (load === undefined) throw new Error(`${server.name} was not loaded`);
  return load;
}
