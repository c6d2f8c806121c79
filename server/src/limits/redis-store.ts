import { randomUUID } from "node:crypto";
import { type Redis, ReplyError } from "ioredis";
import type { Client } from "./client-key.ts";
import { type Counted, type Counter, countersOf, resultsOf } from "./counters.ts";
import { LEASE_SECONDS, type LimitCost, type LimitStore, LimitStoreError, type Once } from "./limit.ts";
import { CONSUME_SCRIPT, REFUND_SCRIPT } from "./redis-scripts.ts";

/** Number of consumptions that wait for Redis to come back. Others, and those of a process that exits, are refunded when their lease ends. */
const MAX_UNSETTLED = 10_000;

export interface RedisStoreOptions {
  /** @default {@link LEASE_SECONDS} */
  readonly leaseSeconds?: number;
}

/** A consumption to refund or to confirm. */
interface Settlement {
  readonly how: "refund" | "confirm";
  readonly id: string;
  readonly keys: readonly string[];
  /** The value that the store remembers, unless the request repeats an earlier one. */
  readonly once: Once | undefined;
}

/**
 * Creates a store that counts in Redis, for all servers together.
 *
 * A consumption has an entry in its client's ledger until it is confirmed or refunded. So Redis refunds the consumption of a killed server,
 * and one that arrived after this server's timeout: at once if this server can ask for it, and otherwise after {@link LEASE_SECONDS}. All keys
 * of a client have the same hash tag, so they are on one node of a Redis Cluster.
 */
export function createRedisStore(redis: Redis, { leaseSeconds = LEASE_SECONDS }: RedisStoreOptions = {}): LimitStore {
  const leaseMs = leaseSeconds * 1000;
  const consume = defineScript(redis, "wxCosUploadConsume", CONSUME_SCRIPT);
  const refund = defineScript(redis, "wxCosUploadRefund", REFUND_SCRIPT);
  const unsettled = new Map<string, Settlement>();
  let awaitsReady = false;

  async function settle(settlement: Settlement): Promise<void> {
    const { how, id, keys, once } = settlement;
    unsettled.set(id, settlement);
    const [oldest] = unsettled.keys();
    if (unsettled.size > MAX_UNSETTLED && oldest !== undefined) unsettled.delete(oldest);
    try {
      if (!isReady(redis)) throw new LimitStoreError("Redis is unavailable");
      if (how === "refund") await refund(keys, [id, leaseMs, once?.value ?? ""]);
      else await confirm(id, keys, once);
      unsettled.delete(id);
    } catch {
      settleWhenReady();
    }
  }

  async function confirm(id: string, [ledger = "", onceKey = ""]: readonly string[], once: Once | undefined) {
    await redis.hdel(ledger, id);
    // Until now it was remembered for the length of the lease.
    if (once !== undefined) await redis.expire(onceKey, once.lifetimeSeconds);
  }

  function settleWhenReady(): void {
    if (awaitsReady) return;
    awaitsReady = true;
    redis.once("ready", () => {
      awaitsReady = false;
      for (const settlement of [...unsettled.values()]) void settle(settlement);
    });
  }

  return {
    async consume(client, costs, repeatable) {
      const counters = countersOf(client, costs);
      if (!isReady(redis)) throw storeError(costs, new Error("there is no connection"));
      // A single request is final at once: after a failure, its window ends within a minute anyway.
      const id = costs.every(({ policy }) => policy.name === "requests") ? "" : randomUUID();
      const once = id === "" ? undefined : repeatable;
      const keys = keysOf(client, counters, once);
      let reply: unknown;
      try {
        reply = await consume(keys, [id, leaseMs, once?.value ?? "", ...counters.flatMap(argumentsOf)]);
      } catch (cause) {
        // Redis may still execute a command after the timeout. A rejected command has changed nothing.
        if (id !== "" && !(cause instanceof ReplyError)) void settle({ how: "refund", id, keys, once });
        throw storeError(costs, cause);
      }
      const { remembered, counted } = readReply(reply);
      if (counted.length !== counters.length) throw storeError(costs, new Error("the consumption was cancelled"));
      let isSettled = id === "" || counted.some(({ allowed }) => !allowed);
      const settleOnce = async (how: Settlement["how"]) => {
        if (isSettled) return;
        isSettled = true;
        await settle({ how, id, keys, once: remembered === undefined ? once : undefined });
      };
      return {
        results: resultsOf(costs, counters, counted),
        remembered,
        confirm: () => void settleOnce("confirm"),
        refund: () => settleOnce("refund"),
      };
    },
  };
}

type Script = (keys: readonly string[], args: ReadonlyArray<string | number>) => Promise<unknown>;

/** ioredis sends the digest of a script, and the script itself if Redis does not know it yet. */
function defineScript(redis: Redis, name: string, lua: string): Script {
  redis.defineCommand(name, { lua });
  return (keys, args) => {
    const command: unknown = Reflect.get(redis, name);
    if (typeof command !== "function") throw new TypeError(`ioredis did not define ${name}`);
    return Promise.resolve(Reflect.apply(command, redis, [keys.length, ...keys, ...args]));
  };
}

function isReady(redis: Redis): boolean {
  return redis.status === "ready";
}

/** The ledger, the key of a repeatable request or again the ledger, then the counters: `wx-cos-upload:{owner:0123abcd}:owner:0123abcd:files`. */
function keysOf({ key, network }: Client, counters: readonly Counter[], once: Once | undefined): string[] {
  const prefix = `wx-cos-upload:{${network ?? key}}`;
  const ledger = `${prefix}:${key}:ledger`;
  const onceKey = once === undefined ? ledger : `${prefix}:${key}:once:${once.key}`;
  return [ledger, onceKey, ...counters.map(({ client, policy }) => `${prefix}:${client}:${policy.name}`)];
}

function argumentsOf({ amount, policy, countsIfRejected }: Counter): number[] {
  return [amount, policy.windowSeconds, policy.quota, countsIfRejected ? 1 : 0];
}

/** The value of an earlier request, then three numbers for each counter. */
function readReply(reply: unknown): { readonly remembered: string | undefined; readonly counted: Counted[] } {
  if (!Array.isArray(reply)) return { remembered: undefined, counted: [] };
  const [value, ...rest] = reply.map(String);
  const numbers = rest.map(Number);
  const counted = Array.from({ length: numbers.length / 3 }, (_, index) => {
    const [allowed, used = 0, resetMs = 0] = numbers.slice(index * 3, index * 3 + 3);
    return { allowed: allowed === 1, used, resetMs };
  });
  return { remembered: value === "" ? undefined : value, counted };
}

function storeError(costs: readonly LimitCost[], cause: unknown): LimitStoreError {
  const names = costs.map(({ policy }) => policy.name).join(", ");
  return new LimitStoreError(`Redis did not respond for the limits of ${names}`, { cause });
}
