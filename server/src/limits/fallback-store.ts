import { type LimitStore, LimitStoreError } from "./limit.ts";

/** Creates a store that counts in `first`, or in `second` while `first` does not respond. A refund goes to the store that counted. */
export function createFallbackStore(
  first: LimitStore,
  second: LimitStore,
  onFailure: (error: LimitStoreError) => void,
): LimitStore {
  return {
    async consume(client, costs, once) {
      try {
        return await first.consume(client, costs, once);
      } catch (error) {
        if (!(error instanceof LimitStoreError)) throw error;
        onFailure(error);
        return second.consume(client, costs, once);
      }
    },
  };
}
