import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as timeout } from "node:timers/promises";
import { createWebhooks } from "../../src/webhooks/create-webhooks.ts";
import type { WebhookQueue } from "../../src/webhooks/queue/queue.ts";
import { BUCKET, createTestApp } from "./test-app.ts";
import { createTestObjects } from "./test-objects.ts";

/** A confirm must respond within this time, whatever the queue does. */
export const CONFIRM_LIMIT_MS = 2_000;

/** The real app on a free port, which queues a webhook for each object that the user `li` confirms. */
export async function startConfirmingServer(queue: WebhookQueue) {
  const reports: string[] = [];
  const { events } = createWebhooks({
    queue,
    bucket: BUCKET,
    now: Date.now,
    wait: (ms) => timeout(ms, undefined, { ref: false }),
    report: {
      counted: (_type, count, isQueued) => void reports.push(`${count} ${isQueued ? "queued" : "not queued"}`),
      away: () => void reports.push("away"),
      back: () => void reports.push("back"),
    },
  });
  const { app, requests } = createTestApp({
    objects: createTestObjects(),
    events,
    authenticator: () => "li",
    monotonicMs: () => performance.now(),
  });
  const server = createServer(app).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    /** What the queue's report said, in order. */
    reports,
    requests,
    async confirm(...keys: string[]): Promise<void> {
      const response = await fetch(`http://127.0.0.1:${address.port}/uploads/confirm`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ keys }),
      });
      expect(await response.json()).toMatchObject({ uploads: keys.map((cosKey) => ({ cosKey, status: "stored" })) });
    },
    /** The longest time from a request's arrival to its response since the last call, as the server's log has it. */
    longestMs: () => Math.max(...requests.splice(0).map(({ durationMs }) => durationMs)),
    async close(): Promise<void> {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export type ConfirmingServer = Awaited<ReturnType<typeof startConfirmingServer>>;
