/*
 * A worker of webhooks in a process of its own, which a test can kill. Reads REDIS_URL and RECEIVER_URL. Each event has one attempt.
 */
import { openTestQueue, startTestWorker } from "./webhook-queue.ts";

const { REDIS_URL = "", RECEIVER_URL = "" } = process.env;
const queue = await openTestQueue(REDIS_URL);
await startTestWorker({ redisUrl: REDIS_URL, queue, receiverUrl: RECEIVER_URL, pausesMs: [] });
