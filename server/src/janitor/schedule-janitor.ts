import { type AbortUnfinishedOptions, abortUnfinished } from "./abort-unfinished.ts";

export interface ScheduleOptions extends Omit<AbortUnfinishedOptions, "report" | "isDryRun"> {
  readonly logEvent: (message: string, fields: Readonly<Record<string, string | number>>) => void;
  /** Calls back again and again until the returned function is called. */
  readonly every: (ms: number, callback: () => void) => () => void;
}

/** COS evaluates lifecycle rules once a day. This is more often, and cheap: an hourly listing is one call. */
const PERIOD_MS = 3_600_000;

/**
 * Runs {@link abortUnfinished} every hour, for the first time after an hour. Several servers may do so at once: an upload that is gone counts
 * as aborted.
 *
 * @returns a function that ends it
 */
export function scheduleJanitor({ logEvent, every, ...options }: ScheduleOptions): () => void {
  let isRunning = false;

  async function run(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    try {
      const report: AbortUnfinishedOptions["report"] = (outcome, { key, uploadId }, reason) => {
        if (outcome !== "kept") logEvent(`unfinished upload ${outcome}`, { cosKey: key, uploadId, reason });
      };
      await abortUnfinished({ ...options, report });
    } catch (error) {
      logEvent("unfinished uploads not listed", { reason: error instanceof Error ? error.message : String(error) });
    } finally {
      isRunning = false;
    }
  }

  return every(PERIOD_MS, () => void run());
}
