import type { Client } from "./client-key.ts";
import type { Consumption, LimitCost, LimitPolicy, LimitResult, LimitStore, Once } from "./limit.ts";

/** What an upload or a batch consumes of the daily quotas. */
export interface UploadCost {
  readonly files: number;
  readonly bytes: number;
}

/** The limits of one server. Each method @throws {LimitStoreError} if the store does not respond */
export interface UploadLimits {
  /** Consumes one request and no upload: a login, or a request that is rejected. */
  consumeRequest(client: Client): Promise<readonly LimitResult[]>;
  /**
   * Consumes one request, files and bytes in one atomic step: files and bytes together or neither. Confirm or refund it.
   *
   * @param once a repeated key consumes one request only
   */
  consumeUpload(client: Client, cost: UploadCost, once?: Once): Promise<Consumption>;
}

export interface UploadPolicies {
  /** @default no limit */
  readonly requests?: LimitPolicy | undefined;
  /** @default no limit */
  readonly files?: LimitPolicy | undefined;
  /** @default no limit */
  readonly bytes?: LimitPolicy | undefined;
}

const NOTHING: Consumption = { results: [], confirm: () => {}, refund: async () => {} };

/** Creates the {@link UploadLimits} of these policies, counted in this store. */
export function createUploadLimits(store: LimitStore, { requests, files, bytes }: UploadPolicies): UploadLimits {
  async function consume(
    client: Client,
    amounts: ReadonlyArray<readonly [LimitPolicy | undefined, number]>,
    once?: Once,
  ) {
    const costs = amounts.flatMap(([policy, amount]): LimitCost[] =>
      policy === undefined ? [] : [{ policy, amount }],
    );
    return costs.length === 0 ? NOTHING : store.consume(client, costs, once);
  }
  return {
    async consumeRequest(client) {
      const consumption = await consume(client, [[requests, 1]]);
      consumption.confirm();
      return consumption.results;
    },
    consumeUpload: (client, cost, once) =>
      consume(
        client,
        [
          [requests, 1],
          [files, cost.files],
          [bytes, cost.bytes],
        ],
        once,
      ),
  };
}
