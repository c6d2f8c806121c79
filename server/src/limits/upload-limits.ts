import { type Limit, LimitStoreError, type Taken } from "./limit.ts";

/** What an upload, or a batch of them, takes of the quotas of a day. */
export interface UploadAmounts {
  readonly files: number;
  readonly bytes: number;
}

/** The quotas of one server. Each `take` gives what came of each quota it asked, a refusal last. */
export interface UploadLimits {
  takeRequest(client: string): Promise<readonly Taken[]>;
  /** Takes all of the amounts or none of them. */
  takeUpload(client: string, amounts: UploadAmounts): Promise<readonly Taken[]>;
}

export interface UploadLimitsOptions {
  /** @default no limit */
  readonly requests?: Limit | undefined;
  /** @default no limit */
  readonly files?: Limit | undefined;
  /** @default no limit */
  readonly bytes?: Limit | undefined;
}

/** @throws {LimitStoreError} from each `take`, if a counter can't be reached: what it had taken till then is given back */
export function createUploadLimits({ requests, files, bytes }: UploadLimitsOptions): UploadLimits {
  return {
    takeRequest: (client) => takeAll(client, [[requests, 1]]),
    takeUpload: (client, amounts) =>
      takeAll(client, [
        [files, amounts.files],
        [bytes, amounts.bytes],
      ]),
  };
}

type Asked = readonly [limit: Limit | undefined, amount: number];

async function takeAll(client: string, asked: readonly Asked[]): Promise<readonly Taken[]> {
  const results: Taken[] = [];
  for (const [limit, amount] of asked) {
    if (limit === undefined) continue;
    let taken: Taken;
    try {
      taken = await limit.take(client, amount);
    } catch (error) {
      await giveBack(results);
      throw error;
    }
    results.push(taken);
    if (!taken.allowed) {
      await giveBack(results);
      break;
    }
  }
  return results;
}

/** A store that is gone just now keeps what it had: a little too much is counted, never too little. */
async function giveBack(taken: readonly Taken[]): Promise<void> {
  for (const { giveBack } of taken) {
    await giveBack?.().catch((error: unknown) => {
      if (!(error instanceof LimitStoreError)) throw error;
    });
  }
}
