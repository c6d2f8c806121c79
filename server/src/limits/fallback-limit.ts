import { type Limit, LimitStoreError } from "./limit.ts";

/** A limit that is counted by `first`, and by `second` while the store of `first` can't be reached. */
export function fallbackLimit(first: Limit, second: Limit, onFailure: (error: LimitStoreError) => void): Limit {
  return {
    policy: first.policy,
    async take(client, amount) {
      try {
        return await first.take(client, amount);
      } catch (error) {
        if (!(error instanceof LimitStoreError)) throw error;
        onFailure(error);
        return second.take(client, amount);
      }
    },
  };
}
