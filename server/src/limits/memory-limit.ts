import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Limit, LimitPolicy } from "./limit.ts";
import { takenOf } from "./taken.ts";

/** A quota counted in this process alone. */
export function memoryLimit(policy: LimitPolicy): Limit {
  const limiter = new RateLimiterMemory({ points: policy.quota, duration: policy.windowSeconds });

  async function giveBack(client: string, amount: number): Promise<void> {
    // The library would go below nothing. Once the window is over there is nothing to give back to, and never more than was taken.
    const taken = (await limiter.get(client))?.consumedPoints ?? 0;
    if (taken > 0) await limiter.reward(client, Math.min(amount, taken));
  }

  return {
    policy,
    async take(client, amount) {
      try {
        return takenOf(policy, await limiter.consume(client, amount), amount, () => giveBack(client, amount));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        // The library counts what it refuses, too. Nothing else runs between the two calls: neither leaves the microtask queue.
        await limiter.reward(client, amount);
        return takenOf(policy, refusal, amount);
      }
    },
  };
}
