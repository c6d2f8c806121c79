import { type Limit, LimitStoreError } from "./limit.ts";

/** A limit that is counted by `first`, and by `second` while the store of `first` can't be reached. */
export function fallbackLimit(first: Limit, second: Limit, onFailure: (error: LimitStoreError) => void): Limit {
  async function either<Result>(ask: (limit: Limit) => Promise<Result>): Promise<Result> {
    try {
      return await ask(first);
    } catch (error) {
      if (!(error instanceof LimitStoreError)) throw error;
      onFailure(error);
      return ask(second);
    }
  }
  return {
    policy: first.policy,
    take: (client, amount) => either((limit) => limit.take(client, amount)),
    giveBack: (client, amount) => either((limit) => limit.giveBack(client, amount)),
  };
}
