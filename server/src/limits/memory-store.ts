import { LRUCache } from "lru-cache";
import { type Counter, countersOf, countersOfRepeat, resultsOf } from "./counters.ts";
import type { LimitPolicy, LimitStore } from "./limit.ts";

/** About 30 MB: more clients than one process serves in a day, and a limit for an attacker with many addresses. */
export const MAX_CLIENTS = 50_000;

export interface MemoryStoreOptions {
  /** Clients and networks that the store remembers. Beyond it, the least recently used one is forgotten, and starts again with full quotas. @default 50000 */
  readonly maxClients?: number;
  /** A clock that never runs backwards, in milliseconds. @default performance.now */
  readonly monotonicMs?: () => number;
}

export interface MemoryStore extends LimitStore {
  /** Number of remembered clients and networks. */
  readonly size: number;
}

interface Window {
  used: number;
  readonly endMs: number;
}

type Windows = Map<LimitPolicy["name"], Window>;

/** The value of a {@link Once} key. */
interface Remembered {
  readonly value: string;
  readonly endMs: number;
}

/** Creates a store that counts in this process only, in bounded memory. */
export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  const { maxClients = MAX_CLIENTS, monotonicMs = () => performance.now() } = options;
  /** A /48 stays while any of its /64 is active, so rotating addresses does not reset its quotas. */
  const clients = new LRUCache<string, Windows>({ max: maxClients });
  /** By client and key. */
  const onces = new LRUCache<string, Remembered>({ max: maxClients });

  function currentWindow({ client, policy }: Counter, nowMs: number): Window | undefined {
    const window = clients.peek(client)?.get(policy.name);
    return window !== undefined && window.endMs > nowMs ? window : undefined;
  }

  function touch(client: string): Windows {
    const windows: Windows = clients.get(client) ?? new Map();
    clients.set(client, windows);
    return windows;
  }

  function add(counter: Counter, nowMs: number): Window {
    const windows = touch(counter.client);
    const window = currentWindow(counter, nowMs) ?? { used: 0, endMs: nowMs + counter.policy.windowSeconds * 1000 };
    window.used += counter.amount;
    windows.set(counter.policy.name, window);
    return window;
  }

  return {
    get size() {
      return clients.size;
    },
    // No await here, so that check and consumption are atomic.
    async consume(client, costs, once) {
      // Whole milliseconds: sums of fractions are inexact, and a window of 60 s would be reported as 61.
      const nowMs = Math.floor(monotonicMs());
      const place = once && `${client.key} ${once.key}`;
      const known = place === undefined ? undefined : onces.get(place);
      const remembered = known !== undefined && known.endMs > nowMs ? known.value : undefined;
      const ownCounters = countersOf(client, costs);
      const counters = remembered === undefined ? ownCounters : countersOfRepeat(ownCounters);
      const allowed = counters.map(
        (counter) => (currentWindow(counter, nowMs)?.used ?? 0) + counter.amount <= counter.policy.quota,
      );
      const allAllowed = allowed.every(Boolean);
      const requestsAllowed = counters.every(({ countsIfRejected }, index) => !countsIfRejected || allowed[index]);
      const consumed = counters.filter(({ countsIfRejected }) => allAllowed || (countsIfRejected && requestsAllowed));
      const undo = consumed.map((counter) => {
        const window = add(counter, nowMs);
        return () => {
          window.used -= counter.amount;
        };
      });
      if (once !== undefined && place !== undefined && remembered === undefined && allAllowed) {
        onces.set(place, { value: once.value, endMs: nowMs + once.lifetimeSeconds * 1000 });
        undo.push(() => void onces.delete(place));
      }
      if (!allAllowed) undo.splice(0);
      const counted = counters.map((counter, index) => {
        const window = currentWindow(counter, nowMs);
        return {
          allowed: allowed[index] === true,
          used: window?.used ?? 0,
          resetMs: window === undefined ? 0 : window.endMs - nowMs,
        };
      });
      return {
        results: resultsOf(costs, counters, counted),
        remembered,
        confirm: () => void undo.splice(0),
        async refund() {
          for (const subtract of undo.splice(0)) subtract();
        },
      };
    },
  };
}
