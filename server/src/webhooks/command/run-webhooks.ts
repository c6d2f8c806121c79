import type { Environment } from "../../config/variables.ts";
import { readWorkerConfig } from "../../config/worker-config.ts";
import { openWebhookQueue } from "../../startup/open-webhook-queue.ts";
import type { DeadEvent } from "../queue/redis-queue.ts";
import { readArguments } from "./read-arguments.ts";

export interface RunWebhooksOptions {
  /** The arguments of the command line. */
  readonly args: readonly string[];
  readonly environment: Environment;
  /** Prints one line. */
  readonly print: (line: string) => void;
}

/**
 * `npm run webhooks`: lists the webhooks that failed for good, or attempts them again.
 *
 * @throws {Error} for a faulty argument or environment, for an id of no failed webhook, and if Redis does not respond
 */
export async function runWebhooks({ args, environment, print }: RunWebhooksOptions): Promise<void> {
  const request = readArguments(args);
  const { redisUrl } = readWorkerConfig(environment);
  const opened = await openWebhookQueue(redisUrl);
  const { queue } = opened;
  try {
    if (request.command === "retry") {
      const retried = await queue.retryDead(request.ids);
      if (request.ids === undefined || retried > 0) print(`${retried} queued again; deliveries run`);
      const unknown = request.ids === undefined ? 0 : new Set(request.ids).size - retried;
      if (unknown > 0)
        throw new Error(`ids of no failed webhook: ${unknown}; npm run webhooks -- failed lists the ids`);
      return;
    }
    for (const event of await queue.listDead(request.limit)) print(lineOf(event));
    const { waiting, delayed, dead } = await queue.counts();
    print(`${dead} failed, ${delayed} between attempts, ${waiting} waiting`);
    if (await queue.isDisabled()) {
      print(
        "deliveries are stopped, because the receiver responded with 410; npm run webhooks -- retry --all resumes them",
      );
    }
  } finally {
    await opened.close();
  }
}

function lineOf({ event: { id, type, data }, attempts, reason, failedMs }: DeadEvent): string {
  return [new Date(failedMs).toISOString(), id, type, `attempts: ${attempts}`, reason, data.cosKey].join("  ");
}
