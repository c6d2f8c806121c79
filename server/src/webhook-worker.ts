import dotenv from "dotenv";
import { readWorkerConfig } from "./config/worker-config.ts";
import { runProcess } from "./startup/run-process.ts";
import { startWebhookWorker } from "./startup/start-webhook-worker.ts";

const parentId = process.ppid;
dotenv.config({ quiet: true });
const environment = process.env;
await runProcess({ environment, parentId, start: () => startWebhookWorker(readWorkerConfig(environment)) });
