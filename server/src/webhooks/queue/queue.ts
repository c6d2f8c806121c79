import type { WebhookEvent } from "../event.ts";

/** Keeps events until they are delivered. */
export interface WebhookQueue {
  /**
   * Adds events. One whose id the queue holds, or has delivered in the last days, is ignored.
   *
   * @throws {Error} if the queue did not confirm all of them; some may be in it nevertheless
   */
  add(events: readonly WebhookEvent[]): Promise<void>;
}

/** Delivers the events of a queue until it is closed. */
export interface WebhookWorker {
  /** Ends after the deliveries in flight. */
  close(): Promise<void>;
}

/** The number of events in a queue, by state. `waiting` is due now, `delayed` waits for its next attempt, `dead` has failed for good. */
export interface QueueCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly dead: number;
}
