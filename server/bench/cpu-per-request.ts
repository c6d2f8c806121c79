import { startRedis } from "../test/support/redis-server.ts";
import type { LoadOptions, MeasuredServer } from "./measured-server.ts";
import { print } from "./rounds.ts";
import { median } from "./statistics.ts";

const ROUNDS = 5;

/**
 * Prints the server's CPU time for each request: alone, and as two processes that count in one Redis. Unlike requests a second, it does not
 * depend on the load generator, which needs the same cores.
 *
 * @param start starts a signing server with these variables beside production's
 */
export async function measureCpuPerRequest(
  start: (name: string, environment?: Readonly<Record<string, string>>) => Promise<MeasuredServer>,
  load: LoadOptions,
): Promise<void> {
  print(`CPU time of the server for each request, in microseconds, medians of ${ROUNDS} rounds`);
  await measure("alone, counting in its memory", 1, start, load);
  const redis = await startRedis().catch(() => undefined);
  if (redis === undefined) {
    print("  two processes on one Redis: SKIPPED, redis-server is not on the PATH");
    return;
  }
  try {
    const startWithRedis = (name: string) => start(name, { REDIS_URL: redis.url });
    await measure("alone, counting in Redis", 1, startWithRedis, load);
    await measure("two processes on one Redis", 2, startWithRedis, load);
  } finally {
    await redis.close();
  }
  print("");
}

async function measure(
  label: string,
  processes: number,
  start: (name: string) => Promise<MeasuredServer>,
  load: LoadOptions,
): Promise<void> {
  const servers = await Promise.all(Array.from({ length: processes }, (_, index) => start(`process ${index + 1}`)));
  const connections = Math.round(load.connections / processes);
  const figures: number[] = [];
  try {
    for (let round = 0; round <= ROUNDS; round += 1) {
      const before = totalCpu(servers);
      const loads = await Promise.all(servers.map((server) => server.load({ ...load, connections })));
      const after = totalCpu(servers);
      const requests = loads.reduce((sum, { requests }) => sum + requests, 0);
      // The first round warms up.
      if (round > 0 && before !== undefined && after !== undefined) figures.push((after - before) / requests);
    }
  } finally {
    for (const server of servers) await server.stop();
  }
  const figure = figures.length === 0 ? "SKIPPED, there is no /proc" : median(figures).toFixed(0);
  print(`  ${label.padEnd(34)}${figure}`);
}

function totalCpu(servers: readonly MeasuredServer[]): number | undefined {
  const times = servers.map((server) => server.cpuMicroseconds());
  return times.reduce((sum, time) => (sum === undefined || time === undefined ? undefined : sum + time), 0);
}
