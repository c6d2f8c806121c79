import { setTimeout as timeout } from "node:timers/promises";
import { type CosClientOptions, createCosClient, type SendToCos } from "./cos-client.ts";

/** Creates the client for the server's own calls, with the system's clock, network and random source. */
export function createSystemCosClient(
  options: Pick<CosClientOptions, "scheme" | "host" | "credentials" | "observeCall">,
): SendToCos {
  return createCosClient({
    ...options,
    now: Date.now,
    monotonicMs: () => performance.now(),
    wait: (ms) => timeout(ms),
    random: Math.random,
    fetch,
    timeoutSignal: (timeoutMs) => AbortSignal.timeout(timeoutMs),
  });
}
